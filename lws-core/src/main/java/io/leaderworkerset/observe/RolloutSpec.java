package io.leaderworkerset.observe;

import javax.annotation.Nullable;

/**
 * The numbers of a set's spec that a rollout goes by, with percentages resolved.
 *
 * @param replicas groups wished, at least 0
 * @param partition groups with a lower index keep the old revision, at least 0
 * @param maxUnavailable groups that may be down, at least 0
 * @param maxSurge groups that may exist beyond replicas, 0 to replicas
 * @param ceiling the most that its groups may use together; null if there is no limit
 */
public record RolloutSpec(
    int replicas, int partition, int maxUnavailable, int maxSurge, @Nullable Ceiling ceiling) {
  /** Checks the ranges and caps the surge at replicas. */
  public RolloutSpec {
    if (replicas < 0 || partition < 0 || maxUnavailable < 0 || maxSurge < 0) {
      throw new IllegalArgumentException(
          "replicas, partition, maxUnavailable and maxSurge must be at least 0, are "
              + replicas
              + ", "
              + partition
              + ", "
              + maxUnavailable
              + ", "
              + maxSurge);
    }
    maxSurge = Math.min(maxSurge, replicas);
  }

  /** Numbers without a ceiling. */
  public RolloutSpec(int replicas, int partition, int maxUnavailable, int maxSurge) {
    this(replicas, partition, maxUnavailable, maxSurge, null);
  }

  /** Returns these numbers under that ceiling; null for none. */
  public RolloutSpec withCeiling(@Nullable Ceiling most) {
    return new RolloutSpec(replicas, partition, maxUnavailable, maxSurge, most);
  }

  /** Returns the most groups that may exist at a time: replicas + maxSurge. */
  public int burst() {
    return replicas + maxSurge;
  }
}
