package io.leaderworkerset.informers;

import java.time.Duration;

/** For how long changes of a set's groups are gathered before the set is looked at. */
final class Gathering {
  private static final int MANY_GROUPS = 100;
  private static final int MOST_INTERVALS = 10;

  private Gathering() {}

  /**
   * Returns the time to wait.
   *
   * @param interval the {@code setInterval}
   * @param settledGroups as in {@link io.leaderworkerset.informers.observe.ClusterState.Sink#soon}
   * @return one interval; for a settled set one for each hundred of its groups, at most ten
   */
  static Duration of(Duration interval, int settledGroups) {
    int intervals = Math.min(MOST_INTERVALS, Math.max(1, settledGroups / MANY_GROUPS));
    return interval.multipliedBy(intervals);
  }
}
