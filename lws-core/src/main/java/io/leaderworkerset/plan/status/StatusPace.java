package io.leaderworkerset.plan.status;

import io.leaderworkerset.observe.SetCondition;
import io.leaderworkerset.observe.SetStatus;
import java.time.Duration;
import javax.annotation.Nullable;

/**
 * How soon one status of a set may follow another.
 *
 * <p>A user waits for conditions and for what a set is like in the end, and most of all to hear
 * that a change of the spec was seen. Numbers and messages that change on the way are told less
 * often: in many small sets they would be most of all writes.
 *
 * @param interval the least time between two statuses; zero for no limit
 */
public record StatusPace(Duration interval) {
  private static final int DETAILS = 15;
  private static final int OF_A_NEW_GENERATION = 2;

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if the interval is negative
   */
  public StatusPace {
    if (interval.isNegative()) {
      throw new IllegalArgumentException(
          "the least time between two statuses must not be negative, is " + interval);
    }
  }

  /**
   * Returns how long a status has to wait.
   *
   * @param before the status that the cluster shows
   * @param next the status to write
   * @param replicas groups that the set asks for
   * @param sinceLast how long ago a status was written or tried; null if that never happened
   * @return half the interval after the last one for the first status of a generation, one interval
   *     where a condition turns or nothing is expected to change any more, 15 otherwise; null if it
   *     may be written now
   */
  @Nullable
  public Duration untilNext(
      SetStatus before, SetStatus next, int replicas, @Nullable Duration sinceLast) {
    if (sinceLast == null) {
      return null;
    }
    Duration left = between(before, next, replicas).minus(sinceLast);
    return left.isZero() || left.isNegative() ? null : left;
  }

  private Duration between(SetStatus before, SetStatus next, int replicas) {
    if (before.observedGeneration() != next.observedGeneration()) {
      return interval.dividedBy(OF_A_NEW_GENERATION);
    }
    return turns(before, next) || isAtRest(next, replicas)
        ? interval
        : interval.multipliedBy(DETAILS);
  }

  /** Whether nothing is expected to change any more: what is said now will stay. */
  private static boolean isAtRest(SetStatus status, int replicas) {
    SetCondition available = status.condition(StatusCalculator.AVAILABLE);
    return available != null
        && available.status()
        && status.replicas() == replicas
        && status.readyReplicas() == replicas;
  }

  /** Whether a condition comes, or turns, or holds for another reason. */
  private static boolean turns(SetStatus before, SetStatus after) {
    for (SetCondition each : after.conditions()) {
      SetCondition was = before.condition(each.type());
      if (was == null
          || was.status() != each.status()
          || (each.status() && !was.reason().equals(each.reason()))) {
        return true;
      }
    }
    return false;
  }
}
