package io.leaderworkerset.informers.observe;

import com.google.gson.JsonObject;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.informers.cache.StringPool;
import io.leaderworkerset.informers.observe.SetState.KnownStatus;
import io.leaderworkerset.informers.observe.WorkKey.GroupKey;
import io.leaderworkerset.informers.observe.WorkKey.SetKey;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.manifest.LeaderStatefulSets;
import io.leaderworkerset.manifest.LiveClaims;
import io.leaderworkerset.manifest.OwnedFields;
import io.leaderworkerset.manifest.PodGroups;
import io.leaderworkerset.manifest.RestartOptions;
import io.leaderworkerset.manifest.Services;
import io.leaderworkerset.observe.Ceiling;
import io.leaderworkerset.observe.GroupObservation;
import io.leaderworkerset.observe.GroupSpec;
import io.leaderworkerset.observe.GroupSummary;
import io.leaderworkerset.observe.LeaderSetObservation;
import io.leaderworkerset.observe.NamedObject;
import io.leaderworkerset.observe.NodeObservation;
import io.leaderworkerset.observe.PodObservation;
import io.leaderworkerset.observe.RestartRecord;
import io.leaderworkerset.observe.RestartSettings;
import io.leaderworkerset.observe.RevisionObservation;
import io.leaderworkerset.observe.RolloutSpec;
import io.leaderworkerset.observe.SetObservation;
import io.leaderworkerset.observe.WorkerSetObservation;
import io.leaderworkerset.plan.restart.RestartGovernor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import javax.annotation.Nullable;

/**
 * Rebuilds the whole picture of a set or a group from the caches. Live reads are few: what no cache
 * can hold (objects without our labels, nodes), and the leader StatefulSet before it is first made.
 */
public final class Observer {
  private static final long GOING_IS_OLD = TimeUnit.MILLISECONDS.toNanos(900);
  private static final long FOUND_IS_OLD = TimeUnit.SECONDS.toNanos(25);
  private static final List<String> IMMUTABLE =
      List.of("spec.volumeClaimTemplates", "spec.selector", "spec.serviceName");

  private final ClusterState cluster;
  private final LiveReader live;
  private final String fieldManager;
  private final boolean gang;
  private final RestartSettings restarts;
  private final LongSupplier nanoTime;

  /**
   * Makes an observer.
   *
   * @param cluster what the handlers keep
   * @param live reads what no cache holds
   * @param fieldManager manager whose fields are compared
   * @param gang whether gang scheduling is on
   * @param restarts what holds of restarts where a set says nothing
   * @param nanoTime a monotonic clock
   */
  public Observer(
      ClusterState cluster,
      LiveReader live,
      String fieldManager,
      boolean gang,
      RestartSettings restarts,
      LongSupplier nanoTime) {
    this.cluster = cluster;
    this.live = live;
    this.fieldManager = fieldManager;
    this.gang = gang;
    this.restarts = restarts;
    this.nanoTime = nanoTime;
  }

  /** Returns the set as the caches show it; null if it does not exist. */
  @Nullable
  public SeenSet observe(SetKey key) {
    SetState state = cluster.of(key);
    SetState.Look look = state.look();
    SetView view = look.view();
    if (view == null) {
      return null;
    }
    LeaderSetView leaderSet = leaderSetOf(key, look.leaderSet(), view);
    String name = key.set();
    NamedObject service =
        named(
            ObjectKind.SERVICE,
            key,
            state,
            name,
            live::service,
            o -> o.asOwnedBySet(name, view.ref().uid()));
    KnownStatus status = state.statusOr(new KnownStatus(view.status(), idOf(view)));
    return new SeenSet(
        new SetObservation(
            view.ref(),
            view.generation(),
            view.deleting(),
            view.invalid(),
            withNeeds(view.rollout(), state, look),
            Services.policy(view.set()),
            view.liveKey(),
            view.liveFingerprint(),
            revisionsOf(view, look),
            leaderSet == null ? null : observe(leaderSet, view, state, look),
            service,
            look.groups(),
            status.status(),
            state.refusal(view.generation()),
            held(view, state, look.groups())),
        view.set(),
        status.at().resourceVersion(),
        leaderSet == null ? null : leaderSet.object(),
        state);
  }

  private static List<RevisionObservation> revisionsOf(SetView view, SetState.Look look) {
    List<RevisionObservation> out = new ArrayList<>(look.revisions().size());
    for (RevisionView each : look.revisions()) {
      if (each.owner().uid().equals(view.ref().uid())) {
        out.add(each.observation());
      }
    }
    return out;
  }

  /** Under a ceiling it matters what groups of earlier revisions need. */
  private static RolloutSpec withNeeds(RolloutSpec rollout, SetState state, SetState.Look look) {
    Ceiling ceiling = rollout.ceiling();
    if (ceiling == null) {
      return rollout;
    }
    Map<String, Map<String, Long>> needs = new HashMap<>();
    for (RevisionView each : look.revisions()) {
      String key = each.observation().key();
      AtRevision kept = state.keptAt(key);
      if (kept != null) {
        needs.put(key, kept.needs());
      }
    }
    return rollout.withCeiling(ceiling.withRevisions(needs));
  }

  /** Returns the groups that are kept for inspection; without a budget no record says so. */
  private List<RestartRecord> held(SetView view, SetState state, List<GroupSummary> groups) {
    List<RestartRecord> held =
        state.restarts().all(view.ref().uid()).stream()
            .filter(record -> record.state() == RestartRecord.State.HELD)
            .toList();
    if (held.isEmpty()) {
      return held;
    }
    RestartSettings settings = RestartOptions.read(view.set(), restarts);
    Map<Integer, GroupSummary> byIndex =
        groups.stream().collect(Collectors.toMap(GroupSummary::index, g -> g));
    return held.stream()
        .filter(
            record -> {
              GroupSummary group = byIndex.get(record.group());
              return group != null && RestartGovernor.isHeld(record, group, settings);
            })
        .toList();
  }

  /** Returns what writing down the set's restarts needs; null if the set does not exist. */
  @Nullable
  public SeenRestarts restarts(SetKey key) {
    SetState state = cluster.of(key);
    SetState.Look look = state.look();
    SetView view = look.view();
    if (view == null) {
      return null;
    }
    LeaderSetView leaderSet = look.leaderSet();
    String leaderSetUid = null;
    if (leaderSet != null && leaderSet.owner().uid().equals(view.ref().uid())) {
      leaderSetUid = leaderSet.id().uid();
    }
    Map<Integer, String> leaders = new HashMap<>();
    for (GroupSummary each : look.groups()) {
      if (each.leaderUid() != null) {
        leaders.put(each.index(), each.leaderUid());
      }
    }
    return new SeenRestarts(
        view.ref(),
        leaderSetUid,
        RestartOptions.read(view.set(), restarts),
        leaders,
        state.restarts());
  }

  /**
   * Returns whether the cache shows the same revisions of the set as the server has, by a live
   * look. A revision made because a cache is behind would get another's key or number.
   */
  public boolean showsAllRevisions(SetObservation seen) {
    Set<String> there = new HashSet<>();
    for (JsonObject each : live.revisions(seen.ref().namespace(), seen.ref().name())) {
      if (Owner.of(each).uid().equals(seen.ref().uid())) {
        there.add(ObjectId.of(each).uid());
      }
    }
    return there.equals(
        seen.revisions().stream().map(RevisionObservation::uid).collect(Collectors.toSet()));
  }

  /** Before the leader StatefulSet is first made, one live look tells whether its name is free. */
  @Nullable
  private LeaderSetView leaderSetOf(SetKey key, @Nullable LeaderSetView cached, SetView view) {
    if (cached != null || view.deleting() || !view.invalid().isEmpty()) {
      return cached;
    }
    JsonObject found = live.statefulSet(key.namespace(), key.set());
    return found == null ? null : new LeaderSetView(found);
  }

  private LeaderSetObservation observe(
      LeaderSetView leaderSet, SetView view, SetState state, SetState.Look look) {
    Owner owner = leaderSet.owner();
    boolean ours = owner.uid().equals(view.ref().uid());
    boolean earlier = !ours && owner.isSet(view.ref().name());
    String key = leaderSet.revisionKey();
    LeaderDrift drift =
        ours && view.invalid().isEmpty() ? drift(leaderSet, view, state, look) : LeaderDrift.NONE;
    return new LeaderSetObservation(
        leaderSet.id().uid(),
        ours || earlier ? null : owner.describe(),
        leaderSet.replicas(),
        leaderSet.partition(),
        leaderSet.onDelete(),
        key,
        leaderSet.replicasAnnotation(),
        leaderSet.statusReplicas(),
        leaderSet.observed(),
        leaderSet.deleting() || earlier,
        drift.fields(),
        drift.immutable());
  }

  /** Computed anew only when something changed that it depends on; most changes are of statuses. */
  private LeaderDrift drift(
      LeaderSetView leaderSet, SetView view, SetState state, SetState.Look look) {
    if (look.drift() != null) {
      return look.drift();
    }
    LeaderWorkerSet current =
        look.leaderSet() == null ? state.atRevision(leaderSet.revisionKey()) : look.atLeaderSet();
    LeaderWorkerSet base = current == null ? view.set() : current;
    List<String> drift = drift(leaderSet, base);
    LeaderDrift computed = new LeaderDrift(drift, immutable(leaderSet, base, drift, view.set()));
    if (look.leaderSet() != null) {
      state.keepDrift(look.intent(), computed);
    }
    return computed;
  }

  private List<String> drift(LeaderSetView leaderSet, LeaderWorkerSet wished) {
    String key = leaderSet.revisionKey();
    JsonObject desired =
        LeaderStatefulSets.build(
            wished,
            leaderSet.partition(),
            leaderSet.replicas(),
            leaderSet.onDelete(),
            key == null ? "" : key);
    return OwnedFields.drift(
        leaderSet.object(), LiveClaims.keep(desired, leaderSet.object()), fieldManager);
  }

  /** What cannot be changed depends on the template in its claims only. */
  private List<String> immutable(
      LeaderSetView leaderSet, LeaderWorkerSet base, List<String> drift, LeaderWorkerSet live) {
    if (base == live) {
      return List.of();
    }
    boolean sameClaims =
        base.spec()
            .leaderWorkerTemplate()
            .volumeClaimTemplates()
            .equals(live.spec().leaderWorkerTemplate().volumeClaimTemplates());
    return immutable(sameClaims ? drift : drift(leaderSet, live));
  }

  private static List<String> immutable(List<String> drift) {
    return drift.stream().filter(d -> IMMUTABLE.stream().anyMatch(d::startsWith)).toList();
  }

  /** Returns the group as the caches show it; null if its set does not exist. */
  @Nullable
  public SeenGroup observe(GroupKey key) {
    SetState state = cluster.of(key.setKey());
    SetView view = state.view();
    if (view == null) {
      return null;
    }
    return assemble(key, state, view, state.snapshot(key.group()));
  }

  private SeenGroup assemble(GroupKey key, SetState state, SetView view, GroupSnapshot group) {
    PodObservation leader = group.leader();
    AtRevision kept = leader == null ? null : state.keptAt(leader.revisionKey());
    GroupSpec spec = kept == null ? null : kept.group(gang, restarts);
    String name = Names.leaderPod(key.set(), key.group());
    String leaderUid = leader == null ? "" : leader.uid();
    NamedObject service =
        named(
            ObjectKind.SERVICE,
            key.setKey(),
            state,
            name,
            live::service,
            o -> o.asOwnedByLeader(name, leaderUid));
    NamedObject podGroup = leader == null || !gang ? null : podGroup(key, state, leader);
    return new SeenGroup(
        new GroupObservation(
            view.ref(),
            view.deleting(),
            key.group(),
            leader,
            group.workers(),
            workerSet(key, state, group),
            group.ownWorkerSetUid(),
            group.earlierWorkerSetUids(),
            service,
            podGroup,
            spec,
            node(spec, leader, group.workerSet()),
            group.lost(),
            state.restarts().of(view.ref().uid(), key.group()),
            group.readySince(),
            leader == null ? null : state.refusal(key.group(), leader.uid())),
        view.set(),
        kept == null ? null : kept.set(view.set()),
        state);
  }

  @Nullable
  private NamedObject podGroup(GroupKey key, SetState state, PodObservation leader) {
    String revision = leader.revisionKey();
    String name =
        PodGroups.name(key.set(), Integer.toString(key.group()), revision == null ? "" : revision);
    return named(
        ObjectKind.POD_GROUP,
        key.setKey(),
        state,
        name,
        live::podGroup,
        o -> o.asOwnedByLeader(leader.name(), leader.uid()));
  }

  @Nullable
  private WorkerSetObservation workerSet(GroupKey key, SetState state, GroupSnapshot group) {
    if (group.workerSet() != null) {
      return group.workerSet();
    }
    String name = Names.leaderPod(key.set(), key.group());
    JsonObject found =
        recheck(ObjectKind.WORKER_STATEFUL_SET, key.setKey(), state, name, live::statefulSet);
    return found == null
        ? null
        : StatefulSetParser.workerSet(found, ObjectId.of(found), new StringPool(16));
  }

  @Nullable
  private NodeObservation node(
      @Nullable GroupSpec spec,
      @Nullable PodObservation leader,
      @Nullable WorkerSetObservation workerSet) {
    if (spec == null
        || spec.exclusiveTopology() == null
        || spec.size() == 1
        || workerSet != null
        || leader == null
        || leader.nodeName() == null) {
      return null;
    }
    JsonObject node = live.node(leader.nodeName());
    return node == null
        ? null
        : new NodeObservation(
            leader.nodeName(), Json.string(node, "metadata", "labels", spec.exclusiveTopology()));
  }

  private interface AsOwned {
    NamedObject view(OwnedView view);
  }

  @Nullable
  private NamedObject named(
      ObjectKind kind,
      SetKey key,
      SetState state,
      String name,
      BiFunction<String, String, JsonObject> reader,
      AsOwned as) {
    OwnedView cached = state.owned(kind, name);
    if (cached == null) {
      JsonObject found = recheck(kind, key, state, name, reader);
      cached = found == null ? null : OwnedView.of(found);
    }
    return cached == null ? null : as.view(cached);
  }

  /**
   * An object without our labels that a write ran into: looked at again when that is a while ago.
   */
  @Nullable
  private JsonObject recheck(
      ObjectKind kind,
      SetKey key,
      SetState state,
      String name,
      BiFunction<String, String, JsonObject> reader) {
    JsonObject found = state.found(kind, name);
    if (found == null || nanoTime.getAsLong() - state.foundAt(kind, name) < oldAfter(found, key)) {
      return found;
    }
    JsonObject now = reader.apply(key.namespace(), name);
    if (now == null) {
      state.foundNothing(kind, name);
    } else {
      state.foundUnlabelled(kind, name, now, nanoTime.getAsLong());
    }
    return now;
  }

  /** What the garbage collector is about to take goes soon; what is somebody else's may stay. */
  private static long oldAfter(JsonObject found, SetKey key) {
    boolean going =
        Json.string(found, "metadata", "deletionTimestamp") != null
            || Owner.of(found).isSet(key.set())
            || Owner.of(found).kind().equals("Pod");
    return going ? GOING_IS_OLD : FOUND_IS_OLD;
  }

  private static ObjectId idOf(SetView view) {
    String version = view.set().metadata().getResourceVersion();
    return new ObjectId(
        view.ref().namespace(),
        view.ref().name(),
        view.ref().uid(),
        version == null ? "" : version);
  }
}
