package io.leaderworkerset.informers.observe;

import io.leaderworkerset.observe.GroupObservation;
import io.leaderworkerset.observe.GroupSummary;
import io.leaderworkerset.observe.LostPod;
import io.leaderworkerset.observe.PodObservation;
import io.leaderworkerset.observe.PodPhase;
import io.leaderworkerset.observe.WorkerSetObservation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.annotation.Nullable;

/**
 * What is known of one group, with the summary that its set reads. Remembers workers that vanished
 * while the present leader was there. Not thread-safe; {@link SetState} guards it.
 */
final class GroupState {
  private static final int MOST_REMEMBERED = 4;

  private final int index;
  private final List<PodObservation> workers = new ArrayList<>(4);
  private final List<LostPod> lost = new ArrayList<>(0);
  @Nullable private PodObservation leader;
  @Nullable private WorkerSetObservation workerSet;
  @Nullable private String ownWorkerSetUid;
  private final Map<String, String> leaderByWorkerSet = new LinkedHashMap<>(2);
  @Nullable private Instant readySince;
  private GroupSummary summary;

  GroupState(int index) {
    this.index = index;
    this.summary = GroupObservation.summarize(index, null, null);
  }

  GroupSummary summary() {
    return summary;
  }

  @Nullable
  PodObservation leader() {
    return leader;
  }

  List<PodObservation> workers() {
    return workers;
  }

  @Nullable
  WorkerSetObservation workerSet() {
    return workerSet;
  }

  @Nullable
  String ownWorkerSetUid() {
    return ownWorkerSetUid;
  }

  /** Returns the StatefulSets seen under the workers' name that belonged to other leaders. */
  Set<String> earlierWorkerSetUids() {
    String uid = leader == null ? "" : leader.uid();
    Set<String> out = new HashSet<>(2);
    leaderByWorkerSet.forEach(
        (workers, owner) -> {
          if (!owner.equals(uid)) {
            out.add(workers);
          }
        });
    return out;
  }

  /** Since when this incarnation has been ready, or was until it failed; null if it never was. */
  @Nullable
  Instant readySince() {
    return readySince;
  }

  List<LostPod> lost() {
    return lost;
  }

  boolean isEmpty() {
    return leader == null && workerSet == null && workers.isEmpty();
  }

  /** Puts a pod in; returns whether the summary changed. */
  boolean put(PodObservation pod) {
    if (pod.isLeader()) {
      if (leader == null || !leader.uid().equals(pod.uid())) {
        beginIncarnation();
      }
      leader = pod;
    } else {
      int at = indexOf(pod.name());
      if (at < 0) {
        workers.add(pod);
      } else {
        noteIfLost(workers.get(at), pod.uid());
        workers.set(at, pod);
      }
    }
    return refresh();
  }

  /** Takes a pod out; returns whether the summary changed. */
  boolean remove(PodObservation pod) {
    if (pod.isLeader()) {
      if (leader != null && leader.uid().equals(pod.uid())) {
        leader = null;
        beginIncarnation();
      }
    } else {
      int at = indexOf(pod.name());
      if (at >= 0 && workers.get(at).uid().equals(pod.uid())) {
        noteIfLost(workers.get(at), "");
        workers.remove(at);
      }
    }
    return refresh();
  }

  /** Sets the worker StatefulSet, null if it is gone; returns whether the summary changed. */
  boolean put(@Nullable WorkerSetObservation now) {
    workerSet = now;
    if (now != null && now.ownerUid() != null) {
      remember(now.uid(), now.ownerUid());
    }
    return refresh();
  }

  /** Events come in another order from each watch: the leader may be seen after its workers. */
  private void remember(String workers, String owner) {
    leaderByWorkerSet.put(workers, owner);
    if (leaderByWorkerSet.size() > MOST_REMEMBERED) {
      leaderByWorkerSet.remove(leaderByWorkerSet.keySet().iterator().next());
    }
  }

  private void beginIncarnation() {
    ownWorkerSetUid = null;
    lost.clear();
    readySince = null;
  }

  /**
   * A worker of the present leader that is gone, or another pod now. Whether it was seen being
   * deleted says nothing: no look may have fallen into that time.
   */
  private void noteIfLost(PodObservation before, String uidNow) {
    String owner = before.ownerUid();
    if (leader == null
        || leader.isDeleting()
        || before.uid().equals(uidNow)
        || owner == null
        || !mayBeOwn(owner, leader)) {
      return;
    }
    lost.removeIf(pod -> pod.name().equals(before.name()) && pod.ownerUid().equals(owner));
    lost.add(
        new LostPod(before.name(), before.uid(), owner, hasStarted(leader), before.lossCause()));
  }

  /** The watch of StatefulSets may not have shown yet whose the pod's StatefulSet is. */
  private boolean mayBeOwn(String ofPod, PodObservation ofLeader) {
    return ownWorkerSetUid == null
        ? leaderByWorkerSet.getOrDefault(ofPod, ofLeader.uid()).equals(ofLeader.uid())
        : ofPod.equals(ownWorkerSetUid);
  }

  private boolean hasStarted(PodObservation ofLeader) {
    return workers.size() + 1 >= ofLeader.size()
        && ofLeader.phase() != PodPhase.PENDING
        && workers.stream().noneMatch(w -> w.phase() == PodPhase.PENDING);
  }

  private boolean refresh() {
    if (leader != null && workerSet != null && leader.uid().equals(workerSet.ownerUid())) {
      ownWorkerSetUid = workerSet.uid();
    }
    GroupSummary next = GroupObservation.summarize(index, leader, workerSet);
    boolean changed = !next.equals(summary);
    if (next.isReady() && (readySince == null || !summary.isReady())) {
      readySince = latestReadiness();
    }
    summary = next;
    return changed;
  }

  @Nullable
  private Instant latestReadiness() {
    Instant latest = leader == null ? null : leader.readinessSince();
    for (PodObservation each : workers) {
      Instant since = each.readinessSince();
      if (latest != null && since != null && since.isAfter(latest)) {
        latest = since;
      }
    }
    return latest;
  }

  private int indexOf(String name) {
    for (int i = 0; i < workers.size(); i++) {
      if (workers.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }
}
