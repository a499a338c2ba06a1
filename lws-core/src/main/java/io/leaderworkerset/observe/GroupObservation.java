package io.leaderworkerset.observe;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.annotation.Nullable;

/**
 * Everything that the plan for one group looks at.
 *
 * @param set the set
 * @param setDeleting whether the set is being deleted
 * @param index the group's index
 * @param leader the leader pod; null if there is none
 * @param workers the worker pods of this group's name, in any order and of any incarnation
 * @param workerSet the StatefulSet under the workers' name; null if there is none
 * @param ownWorkerSetUid UID of the worker StatefulSet that this leader owns, or owned when it was
 *     last seen; null if none was ever seen
 * @param earlierWorkerSetUids UIDs of StatefulSets seen under the workers' name that belonged to
 *     other leaders
 * @param service the object under the name of the group's Service; null if there is none
 * @param podGroup the object under the name of the group's PodGroup; null if there is none
 * @param spec what the group should be; null if the leader's revision cannot be found
 * @param leaderNode the leader's node, read only for exclusive placement; null if not read
 * @param lost worker pods that vanished unseen while this leader was there
 * @param lastRestart what is remembered of the group's restarts; null if nothing is
 * @param readySince since when leader and workers of this incarnation have been ready, or were
 *     until it failed; null if they never were, as far as is known
 * @param refusal what the API server answered when it last refused a write for this leader; null if
 *     it did not
 */
public record GroupObservation(
    SetRef set,
    boolean setDeleting,
    int index,
    @Nullable PodObservation leader,
    List<PodObservation> workers,
    @Nullable WorkerSetObservation workerSet,
    @Nullable String ownWorkerSetUid,
    Set<String> earlierWorkerSetUids,
    @Nullable NamedObject service,
    @Nullable NamedObject podGroup,
    @Nullable GroupSpec spec,
    @Nullable NodeObservation leaderNode,
    List<LostPod> lost,
    @Nullable RestartRecord lastRestart,
    @Nullable Instant readySince,
    @Nullable String refusal) {
  /** Copies the collections. */
  public GroupObservation {
    workers = List.copyOf(workers);
    earlierWorkerSetUids = Set.copyOf(earlierWorkerSetUids);
    lost = List.copyOf(lost);
  }

  /** A group of whose restarts and earlier incarnations nothing is remembered. */
  public GroupObservation(
      SetRef set,
      boolean setDeleting,
      int index,
      @Nullable PodObservation leader,
      List<PodObservation> workers,
      @Nullable WorkerSetObservation workerSet,
      @Nullable String ownWorkerSetUid,
      @Nullable NamedObject service,
      @Nullable NamedObject podGroup,
      @Nullable GroupSpec spec,
      @Nullable NodeObservation leaderNode,
      List<LostPod> lost) {
    this(
        set,
        setDeleting,
        index,
        leader,
        workers,
        workerSet,
        ownWorkerSetUid,
        Set.of(),
        service,
        podGroup,
        spec,
        leaderNode,
        lost,
        null,
        null,
        null);
  }

  /**
   * Returns the summary of a group for its set.
   *
   * @param index the group's index
   * @param leader the leader pod; null if there is none
   * @param workerSet the StatefulSet under the workers' name; one of another leader counts as
   *     absent
   */
  public static GroupSummary summarize(
      int index, @Nullable PodObservation leader, @Nullable WorkerSetObservation workerSet) {
    if (leader == null) {
      return new GroupSummary(index, LeaderState.ABSENT, WorkersState.ABSENT, null, null);
    }
    WorkerSetObservation own =
        workerSet != null && leader.uid().equals(workerSet.ownerUid()) ? workerSet : null;
    WorkersState workers;
    if (leader.size() == 1) {
      workers = WorkersState.NOT_APPLICABLE;
    } else if (own == null) {
      workers = WorkersState.ABSENT;
    } else {
      workers = own.isReady() ? WorkersState.READY : WorkersState.NOT_READY;
    }
    return new GroupSummary(
        index,
        stateOf(leader),
        workers,
        leader.revisionKey(),
        own == null ? null : own.revisionKey(),
        leader.isDeleting() ? null : leader.uid());
  }

  private static LeaderState stateOf(PodObservation leader) {
    if (leader.phase() != PodPhase.RUNNING) {
      return LeaderState.PENDING;
    }
    return leader.ready() && !leader.isDeleting() ? LeaderState.READY : LeaderState.RUNNING;
  }
}
