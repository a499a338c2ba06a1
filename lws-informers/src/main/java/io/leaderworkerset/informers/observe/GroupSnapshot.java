package io.leaderworkerset.informers.observe;

import io.leaderworkerset.observe.LostPod;
import io.leaderworkerset.observe.PodObservation;
import io.leaderworkerset.observe.WorkerSetObservation;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.annotation.Nullable;

/** A group's state at one moment, copied so that observing it does not hold up the handlers. */
record GroupSnapshot(
    @Nullable PodObservation leader,
    List<PodObservation> workers,
    @Nullable WorkerSetObservation workerSet,
    @Nullable String ownWorkerSetUid,
    Set<String> earlierWorkerSetUids,
    List<LostPod> lost,
    @Nullable Instant readySince) {
  static GroupSnapshot of(GroupState state) {
    return new GroupSnapshot(
        state.leader(),
        List.copyOf(state.workers()),
        state.workerSet(),
        state.ownWorkerSetUid(),
        state.earlierWorkerSetUids(),
        List.copyOf(state.lost()),
        state.readySince());
  }
}
