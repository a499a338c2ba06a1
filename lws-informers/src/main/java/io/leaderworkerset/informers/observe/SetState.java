package io.leaderworkerset.informers.observe;

import com.google.gson.JsonObject;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.informers.observe.WorkKey.GroupKey;
import io.leaderworkerset.informers.observe.WorkKey.SetKey;
import io.leaderworkerset.manifest.Revisions;
import io.leaderworkerset.observe.GroupSummary;
import io.leaderworkerset.observe.PodObservation;
import io.leaderworkerset.observe.SetStatus;
import io.leaderworkerset.observe.WorkerSetObservation;
import io.leaderworkerset.plan.Waiting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.annotation.Nullable;

/**
 * All that is known of one set: kept by the event handlers, read by the observers. A set's
 * reconcile reads summaries of groups, not pods; a group's reconcile reads its own pods only.
 * Thread-safe.
 */
public final class SetState {
  private final SetKey key;
  private final Map<String, RevisionView> revisions = new HashMap<>();
  private final Map<String, OwnedView> services = new HashMap<>();
  private final Map<String, OwnedView> podGroups = new HashMap<>();
  private final TreeMap<Integer, GroupState> groups = new TreeMap<>();
  private final Map<String, AtRevision> atRevision = new HashMap<>();
  private final Map<String, Found> found = new HashMap<>();
  private final Expectations expectations = new Expectations();
  private final RestartMemory restarts = new RestartMemory();
  @Nullable private SetView view;
  @Nullable private LeaderSetView leaderSet;
  @Nullable private LeaderDrift drift;
  private long intent;
  @Nullable private KnownStatus writtenStatus;
  private final Map<Integer, GroupRefusal> groupRefusals = new HashMap<>();
  @Nullable private String refusal;
  private long refusalGeneration;
  @Nullable private Long statusTriedNanos;
  @Nullable private Long statusPostponed;
  private boolean settled;
  private final Map<WorkKey, List<Waiting>> waiting = new HashMap<>();
  private final Map<WorkKey, Long> changedAt = new HashMap<>();

  /** An object that no cache shows, because it does not carry our labels, but a live look found. */
  private record Found(JsonObject object, long atNanos) {}

  /** A status, and the state of the set that has it. */
  record KnownStatus(SetStatus status, ObjectId at) {}

  /**
   * What a set's observation is made of, at one moment.
   *
   * @param intent stays the same while neither the set asks for something else, nor its leader
   *     StatefulSet changes other than in its status, nor a revision comes or goes
   * @param drift as {@link #keepDrift} was given it for that intent; null if it was not
   * @param atLeaderSet the set with the template of the leader StatefulSet's revision, as {@link
   *     #atRevision} returns it; null too if the drift is known
   */
  record Look(
      @Nullable SetView view,
      @Nullable LeaderSetView leaderSet,
      List<RevisionView> revisions,
      List<GroupSummary> groups,
      long intent,
      @Nullable LeaderDrift drift,
      @Nullable LeaderWorkerSet atLeaderSet) {}

  SetState(SetKey key) {
    this.key = key;
  }

  /** Returns which set this is. */
  public SetKey key() {
    return key;
  }

  /** Returns what is remembered of the restarts of its groups. */
  public RestartMemory restarts() {
    return restarts;
  }

  // ---- what the handlers tell -------------------------------------------------------------------

  /** Sets the object; returns what it was. */
  @Nullable
  synchronized SetView putSet(@Nullable SetView next) {
    SetView before = view;
    view = next;
    if (next == null || !next.asksTheSame(before)) {
      newIntent();
    }
    if (next == null || (before != null && !before.ref().uid().equals(next.ref().uid()))) {
      writtenStatus = null;
      found.clear();
    }
    return before;
  }

  /** Notes a change whose status write is put off; of several the first counts. */
  public synchronized void statusPostponed(long changedNanos) {
    if (statusPostponed == null) {
      statusPostponed = changedNanos;
    }
  }

  /** Returns when the first change was whose status write was put off, once; null if none was. */
  @Nullable
  public synchronized Long takeStatusPostponed() {
    Long since = statusPostponed;
    statusPostponed = null;
    return since;
  }

  /** Notes when something changed for a piece of work; of several changes the first counts. */
  synchronized void changed(WorkKey work, long nowNanos) {
    changedAt.putIfAbsent(work, nowNanos);
  }

  private void newIntent() {
    atRevision.clear();
    drift = null;
    intent++;
  }

  synchronized void putLeaderSet(@Nullable LeaderSetView next) {
    if (next == null || !next.sameButForStatus(leaderSet)) {
      drift = null;
      intent++;
    }
    leaderSet = next;
    if (next != null) {
      restarts.load(next.owner().uid(), next.id().uid(), next.restartHistory());
    }
    expectations.seen(
        key,
        ObjectKind.LEADER_STATEFUL_SET,
        key.set(),
        next == null ? null : next.id(),
        next != null && next.deleting());
  }

  synchronized boolean putWorkerSet(int group, String name, @Nullable WorkerSetObservation next) {
    boolean changed = group(group).put(next);
    ObjectId id =
        next == null
            ? null
            : new ObjectId(key.namespace(), name, next.uid(), next.resourceVersion());
    expectations.seen(
        groupKey(group), ObjectKind.WORKER_STATEFUL_SET, name, id, next != null && next.deleting());
    return dropIfEmpty(group) || changed;
  }

  synchronized boolean putPod(PodObservation pod) {
    boolean changed = group(pod.group()).put(pod);
    if (pod.isLeader()) {
      ObjectId id = new ObjectId(key.namespace(), pod.name(), pod.uid(), pod.resourceVersion());
      expectations.seen(
          groupKey(pod.group()), ObjectKind.LEADER_POD, pod.name(), id, pod.isDeleting());
      expectations.seen(key, ObjectKind.LEADER_POD, pod.name(), id, pod.isDeleting());
    }
    return changed;
  }

  synchronized boolean removePod(PodObservation pod) {
    boolean changed = group(pod.group()).remove(pod);
    if (pod.isLeader()) {
      expectations.seen(groupKey(pod.group()), ObjectKind.LEADER_POD, pod.name(), null, true);
      expectations.seen(key, ObjectKind.LEADER_POD, pod.name(), null, true);
    }
    return dropIfEmpty(pod.group()) || changed;
  }

  synchronized void putRevision(String name, ObjectId id, @Nullable RevisionView next) {
    newIntent();
    if (next == null) {
      revisions.remove(name);
    } else {
      revisions.put(name, next);
    }
    expectations.seen(key, ObjectKind.REVISION, name, next == null ? null : id, false);
  }

  synchronized void putOwned(ObjectKind kind, WorkKey work, ObjectId id, @Nullable OwnedView next) {
    Map<String, OwnedView> map = owned(kind);
    found.remove(foundKey(kind, id.name()));
    if (next == null) {
      map.remove(id.name());
    } else {
      map.put(id.name(), next);
    }
    expectations.seen(
        work, kind, id.name(), next == null ? null : id, next != null && next.deleting());
  }

  // ---- what the writers tell --------------------------------------------------------------------

  /** Notes a write of ours whose result the caches may not show yet. */
  public synchronized void expectWritten(
      WorkKey work, ObjectKind kind, ObjectId written, long deadlineNanos) {
    if (!Expectations.isShown(written, cached(work, kind, written.name()))) {
      expectations.written(work, kind, written, deadlineNanos);
    }
  }

  /** Notes a deletion of ours that the caches may not show yet. */
  public synchronized void expectDeleted(
      WorkKey work, ObjectKind kind, String name, String uid, long deadlineNanos) {
    ObjectId now = cached(work, kind, name);
    if (now != null && now.uid().equals(uid) && !isDeleting(work, kind, name)) {
      expectations.deleted(work, kind, name, uid, deadlineNanos);
    }
  }

  /** Notes an object that stands under a name we need, as a live look found it. */
  public synchronized void foundUnlabelled(
      ObjectKind kind, String name, JsonObject object, long nowNanos) {
    found.put(foundKey(kind, name), new Found(object, nowNanos));
  }

  /** Forgets such an object: a live look found nothing there. */
  public synchronized void foundNothing(ObjectKind kind, String name) {
    found.remove(foundKey(kind, name));
  }

  /** Returns whether such an object is in the way of that work: no event will tell of its end. */
  public synchronized boolean isBlockedByFound(WorkKey work) {
    if (found.isEmpty()) {
      return false;
    }
    String name = work instanceof GroupKey g ? Names.leaderPod(g.set(), g.group()) : work.set();
    return found.keySet().stream()
        .map(k -> k.substring(k.indexOf('/') + 1))
        .anyMatch(n -> n.equals(name) || n.startsWith(name + "-") && work instanceof GroupKey);
  }

  /** Returns such an object, or null; and how old the look is through {@link #foundAt}. */
  @Nullable
  synchronized JsonObject found(ObjectKind kind, String name) {
    Found look = found.get(foundKey(kind, name));
    return look == null ? null : look.object();
  }

  synchronized long foundAt(ObjectKind kind, String name) {
    Found look = found.get(foundKey(kind, name));
    return look == null ? 0 : look.atNanos();
  }

  /** Notes a status that we wrote, until the cache shows that version. */
  public synchronized void statusWritten(SetStatus status, ObjectId at) {
    writtenStatus = new KnownStatus(status, at);
  }

  /** Notes that a status was written, or that it was tried. */
  public synchronized void statusTried(long nowNanos) {
    statusTriedNanos = nowNanos;
  }

  /** Returns when this process last tried that, by the monotonic clock; null if never. */
  @Nullable
  public synchronized Long statusTriedNanos() {
    return statusTriedNanos;
  }

  /** Notes what the server answered when it refused a write; null when a write went well. */
  public synchronized void refused(@Nullable String message, long generation) {
    refusal = message;
    refusalGeneration = generation;
  }

  /** Returns what the server answered when it last refused a write for that generation, or null. */
  @Nullable
  synchronized String refusal(long generation) {
    return refusalGeneration == generation ? refusal : null;
  }

  /**
   * Notes what the server answered when it refused a write for a group; null when one went well.
   *
   * @param leaderUid UID of the leader pod that the write was for
   */
  public synchronized void refused(int group, String leaderUid, @Nullable String message) {
    if (message == null) {
      groupRefusals.remove(group);
    } else {
      groupRefusals.put(group, new GroupRefusal(leaderUid, message));
    }
  }

  /** Returns what the server answered when it last refused a write for that leader, or null. */
  @Nullable
  synchronized String refusal(int group, String leaderUid) {
    GroupRefusal refused = groupRefusals.get(group);
    return refused != null && refused.leaderUid().equals(leaderUid) ? refused.message() : null;
  }

  private record GroupRefusal(String leaderUid, String message) {}

  /**
   * Notes what a piece of work waits for.
   *
   * @return what it did not wait for before
   */
  public synchronized List<Waiting> nowWaiting(WorkKey work, List<Waiting> now) {
    List<Waiting> before =
        now.isEmpty() ? waiting.remove(work) : waiting.put(work, List.copyOf(now));
    List<Waiting> fresh = new ArrayList<>(now);
    if (before != null) {
      fresh.removeAll(before);
    }
    return fresh;
  }

  /** Returns what the set and its groups wait for: the set first, then groups by index. */
  public synchronized List<Waiting> waiting() {
    List<Waiting> out = new ArrayList<>();
    waiting.values().forEach(out::addAll);
    out.sort(Comparator.comparing(w -> w.group() == null ? -1 : w.group()));
    return out;
  }

  /** Notes whether the set is settled, as {@code SetPlan.isSettled} says. */
  public synchronized void settled(boolean isSettled) {
    settled = isSettled;
  }

  /** Returns the number of groups if the set is settled; else 0. */
  synchronized int settledGroups() {
    return settled ? groups.size() : 0;
  }

  // ---- what the observers read ------------------------------------------------------------------

  /** Returns how long own writes of this work may still be unseen, in nanoseconds; 0 if none is. */
  public synchronized long behindNanos(WorkKey work, long nowNanos) {
    return expectations.pendingNanos(work, nowNanos);
  }

  /**
   * Returns when the first change since the last call happened, by the monotonic clock; null if
   * there was none.
   */
  @Nullable
  public synchronized Long takeChangedAt(WorkKey work) {
    return changedAt.remove(work);
  }

  /** Returns whether the set itself is there, whatever else may be of it. */
  public synchronized boolean exists() {
    return view != null;
  }

  @Nullable
  synchronized SetView view() {
    return view;
  }

  @Nullable
  synchronized LeaderSetView leaderSet() {
    return leaderSet;
  }

  /** Returns what a set's observation is made of. */
  synchronized Look look() {
    LeaderSetView leaders = drift == null ? leaderSet : null;
    return new Look(
        view,
        leaderSet,
        List.copyOf(revisions.values()),
        summaries(),
        intent,
        drift,
        leaders == null ? null : atRevision(leaders.revisionKey()));
  }

  /** Keeps how the leader StatefulSet differs from what is wished, for as long as that stays so. */
  synchronized void keepDrift(long ofIntent, LeaderDrift computed) {
    if (ofIntent == intent) {
      drift = computed;
    }
  }

  @Nullable
  synchronized OwnedView owned(ObjectKind kind, String name) {
    return owned(kind).get(name);
  }

  /** Returns the summaries of all groups of which anything exists, by index. */
  public synchronized List<GroupSummary> summaries() {
    List<GroupSummary> out = new ArrayList<>(groups.size());
    for (GroupState each : groups.values()) {
      out.add(each.summary());
    }
    return out;
  }

  synchronized List<Integer> groupIndexes() {
    return List.copyOf(groups.keySet());
  }

  /** Returns what is known of one group; a group of which nothing is known has nothing in it. */
  synchronized GroupSnapshot snapshot(int group) {
    GroupState state = groups.get(group);
    return GroupSnapshot.of(state == null ? new GroupState(group) : state);
  }

  /** Returns the newest status known: the cache's, or the one we wrote last if that is newer. */
  synchronized KnownStatus statusOr(KnownStatus cached) {
    KnownStatus written = writtenStatus;
    if (written == null) {
      return cached;
    }
    boolean ofThisSet = written.at().uid().equals(cached.at().uid());
    if (!ofThisSet || Expectations.isShown(written.at(), cached.at())) {
      writtenStatus = null;
      return cached;
    }
    return written;
  }

  /** Returns the set with the template of that revision; null if the revision is not there. */
  @Nullable
  public synchronized LeaderWorkerSet atRevision(@Nullable String revisionKey) {
    SetView now = view;
    AtRevision kept = keptAt(revisionKey);
    return now == null || kept == null ? null : kept.set(now.set());
  }

  /** Returns what is kept of that revision; null if the revision is not there. */
  @Nullable
  synchronized AtRevision keptAt(@Nullable String revisionKey) {
    SetView now = view;
    if (now == null || revisionKey == null) {
      return null;
    }
    AtRevision known = atRevision.get(revisionKey);
    if (known == null) {
      known = restore(now, revisionKey);
      if (known != null) {
        atRevision.put(revisionKey, known);
      }
    }
    return known;
  }

  @Nullable
  private AtRevision restore(SetView now, String revisionKey) {
    RevisionView newest = null;
    for (RevisionView each : revisions.values()) {
      if (each.observation().key().equals(revisionKey)) {
        if (each.observation().fingerprint().equals(now.liveFingerprint())) {
          return new AtRevision(now.set(), null);
        }
        boolean isNewer =
            newest == null || each.observation().number() > newest.observation().number();
        newest = isNewer ? each : newest;
      }
    }
    return newest == null
        ? null
        : new AtRevision(now.set(), Revisions.restore(now.set(), newest.data()));
  }

  synchronized boolean isEmpty() {
    return view == null
        && leaderSet == null
        && groups.isEmpty()
        && revisions.isEmpty()
        && services.isEmpty()
        && podGroups.isEmpty();
  }

  @Nullable
  private ObjectId cached(WorkKey work, ObjectKind kind, String name) {
    return switch (kind) {
      case LEADER_STATEFUL_SET -> leaderSet == null ? null : leaderSet.id();
      case WORKER_STATEFUL_SET -> {
        WorkerSetObservation set = stateOf(work, name).workerSet();
        yield set == null
            ? null
            : new ObjectId(set.namespace(), set.name(), set.uid(), set.resourceVersion());
      }
      case LEADER_POD -> {
        PodObservation pod = stateOf(work, name).leader();
        yield pod == null
            ? null
            : new ObjectId(pod.namespace(), pod.name(), pod.uid(), pod.resourceVersion());
      }
      case REVISION -> {
        RevisionView view = revisions.get(name);
        yield view == null ? null : new ObjectId("", name, view.observation().uid(), "");
      }
      case SERVICE, POD_GROUP -> {
        OwnedView view = owned(kind).get(name);
        yield view == null ? null : new ObjectId("", name, view.uid(), "");
      }
    };
  }

  private boolean isDeleting(WorkKey work, ObjectKind kind, String name) {
    PodObservation pod = kind == ObjectKind.LEADER_POD ? stateOf(work, name).leader() : null;
    return pod != null && pod.isDeleting();
  }

  /** The group of the work; for work on the set, that of the leader pod of that name. */
  private GroupState stateOf(WorkKey work, String name) {
    if (work instanceof GroupKey g) {
      GroupState state = groups.get(g.group());
      return state == null ? new GroupState(0) : state;
    }
    for (GroupState each : groups.values()) {
      PodObservation leader = each.leader();
      if (leader != null && leader.name().equals(name)) {
        return each;
      }
    }
    return new GroupState(0);
  }

  private Map<String, OwnedView> owned(ObjectKind kind) {
    return kind == ObjectKind.POD_GROUP ? podGroups : services;
  }

  private static String foundKey(ObjectKind kind, String name) {
    return kind.kind() + "/" + name;
  }

  private GroupState group(int index) {
    return groups.computeIfAbsent(index, GroupState::new);
  }

  /** Lets go of a group of which nothing is left; returns whether that is so. */
  private boolean dropIfEmpty(int index) {
    GroupState state = groups.get(index);
    if (state == null || !state.isEmpty()) {
      return false;
    }
    groups.remove(index);
    waiting.remove(groupKey(index));
    groupRefusals.remove(index);
    return true;
  }

  private GroupKey groupKey(int index) {
    return new GroupKey(key.namespace(), key.set(), index);
  }
}
