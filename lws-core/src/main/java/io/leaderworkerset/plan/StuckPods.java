package io.leaderworkerset.plan;

import io.leaderworkerset.observe.GroupObservation;
import io.leaderworkerset.observe.PodObservation;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
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
    return Stream.concat(Stream.ofNullable(group.leader()), group.workers().stream())
        .filter(pod -> !isStuck(pod, now))
        .map(PodObservation::deleted)
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder())
        .map(first -> Duration.between(now, first.plus(AFTER)).plusMillis(1))
        .orElse(null);
  }
}
