package io.leaderworkerset.plan.simulate;

import io.leaderworkerset.cluster.PodPhase;
import io.leaderworkerset.cluster.StatefulSetPod;
import io.leaderworkerset.observe.GroupSummary;
import io.leaderworkerset.observe.LeaderState;
import io.leaderworkerset.observe.WorkersState;
import java.time.Instant;
import javax.annotation.Nullable;

/** One incarnation of a group, seen as its leader pod. */
final class SimulatedGroup {
  private final String uid;
  final int index;
  final String revision;
  final boolean updated;

  /** When it is ready; null if it waits for room, or never will be. */
  @Nullable Instant readyAt;

  /** When it is gone; null while it is not being deleted. */
  @Nullable Instant goneAt;

  boolean placed;

  SimulatedGroup(int number, int index, String revision) {
    this.uid = Integer.toString(number);
    this.index = index;
    this.revision = revision;
    this.updated = revision.equals(SimulatedSet.NEW);
  }

  boolean isReady(Instant now) {
    return goneAt == null && hasStarted(now);
  }

  private boolean hasStarted(Instant now) {
    return readyAt != null && !readyAt.isAfter(now);
  }

  Timeline.GroupState state(Instant now) {
    if (goneAt != null) {
      return Timeline.GroupState.TERMINATING;
    }
    if (!placed) {
      return Timeline.GroupState.PENDING;
    }
    return isReady(now) ? Timeline.GroupState.READY : Timeline.GroupState.STARTING;
  }

  GroupSummary summary(Instant now) {
    LeaderState leader = isReady(now) ? LeaderState.READY : LeaderState.PENDING;
    return new GroupSummary(
        index, leader, WorkersState.NOT_APPLICABLE, revision, null, goneAt == null ? uid : null);
  }

  StatefulSetPod pod(Instant now) {
    boolean started = hasStarted(now);
    return new StatefulSetPod(
        index,
        revision,
        started ? PodPhase.RUNNING : PodPhase.PENDING,
        started ? readyAt : null,
        goneAt != null);
  }
}
