package io.leaderworkerset.plan;

import io.leaderworkerset.observe.GroupObservation;
import io.leaderworkerset.observe.PodObservation;
import java.time.Duration;
import java.time.Instant;
import javax.annotation.Nullable;

/** Says when a pod that is being deleted counts as stuck, such as on a node that is lost. */
public final class StuckPods {
  /** How long after its {@code deletionTimestamp} a pod may take to go. */
  public static final Duration AFTER = Duration.ofMinutes(5);

  private StuckPods() {}

  /**
   * Returns whether the pod should have gone by now; one that is not being deleted is never stuck.
   *
   * @param pod the pod
   * @param now the time
   */
  public static boolean isStuck(PodObservation pod, Instant now) {
    Instant deleted = pod.deleted();
    return deleted != null && deleted.plus(AFTER).isBefore(now);
  }

  /**
   * Returns how long until the next pod of the group counts as stuck; null if none will, unless it
   * is deleted meanwhile. No event tells of that.
   *
   * @param group the group
   * @param now the time
   */
  @Nullable
  static Duration untilNext(GroupObservation group, Instant now) {
    PodObservation leader = group.leader();
    Instant first = leader == null ? null : earlier(null, leader, now);
    for (PodObservation each : group.workers()) {
      first = earlier(first, each, now);
    }
    return first == null ? null : Duration.between(now, first.plus(AFTER)).plusMillis(1);
  }

  @Nullable
  private static Instant earlier(@Nullable Instant first, PodObservation pod, Instant now) {
    Instant deleted = pod.deleted();
    if (deleted == null || isStuck(pod, now)) {
      return first;
    }
    return first == null || deleted.isBefore(first) ? deleted : first;
  }
}
