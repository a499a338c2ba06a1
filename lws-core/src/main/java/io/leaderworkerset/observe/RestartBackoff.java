package io.leaderworkerset.observe;

import com.google.common.hash.Hashing;
import java.time.Duration;

/**
 * How long a group that failed waits before it is recreated: the first time not at all, then {@code
 * first}, doubling up to {@code longest}, and a little more, so that groups that failed together do
 * not come back together.
 *
 * @param first before the second restart; zero for never any wait; at most a day
 * @param longest the longest wait, jitter aside; at least {@code first}; at most a day
 * @param jitter the most that is added, as a fraction of the wait; from 0 to 1
 */
public record RestartBackoff(Duration first, Duration longest, double jitter) {
  private static final Duration MAX = Duration.ofDays(1);
  private static final int MAX_DOUBLINGS = 40;

  /** No wait, ever: the Go controller's behaviour. */
  public static final RestartBackoff NONE = new RestartBackoff(Duration.ZERO, Duration.ZERO, 0);

  /** 10 s, doubling to 5 min, as a kubelet waits for a container; up to a fifth more. */
  public static final RestartBackoff STANDARD =
      new RestartBackoff(Duration.ofSeconds(10), Duration.ofMinutes(5), 0.2);

  /** Checks the ranges. */
  public RestartBackoff {
    if (first.isNegative() || first.compareTo(MAX) > 0) {
      throw new IllegalArgumentException("first wait must be from 0 to 24 h, is " + first);
    }
    if (longest.compareTo(first) < 0 || longest.compareTo(MAX) > 0) {
      throw new IllegalArgumentException(
          "longest wait must be from the first one, " + first + ", to 24 h, is " + longest);
    }
    if (!(jitter >= 0 && jitter <= 1)) {
      throw new IllegalArgumentException("jitter must be from 0 to 1, is " + jitter);
    }
  }

  /** Returns whether there is never a wait. */
  public boolean isNone() {
    return first.isZero();
  }

  /**
   * Returns the wait before the next restart. The same arguments always give the same: the jitter
   * is drawn from a hash of them. Example: STANDARD waits 20 s to 24 s after two restarts.
   *
   * @param restarts restarts so far, at least 0; none gives zero
   * @param setUid the set's UID
   * @param group the group's index
   */
  public Duration delay(int restarts, String setUid, int group) {
    if (restarts < 0) {
      throw new IllegalArgumentException("restarts must be at least 0, is " + restarts);
    }
    if (restarts == 0 || isNone()) {
      return Duration.ZERO;
    }
    long wait = longest.toMillis();
    int doublings = restarts - 1;
    if (doublings <= MAX_DOUBLINGS && first.toMillis() <= wait >> doublings) {
      wait = first.toMillis() << doublings;
    }
    return Duration.ofMillis(wait + (long) (wait * jitter * chance(restarts, setUid, group)));
  }

  /** Returns the longest wait, jitter included. */
  public Duration bound() {
    return longest.plusMillis((long) (longest.toMillis() * jitter) + 1);
  }

  /** From 0 to below 1. */
  private static double chance(int restarts, String setUid, int group) {
    long bits =
        Hashing.murmur3_128()
            .newHasher()
            .putUnencodedChars(setUid)
            .putInt(group)
            .putInt(restarts)
            .hash()
            .asLong();
    return (bits >>> 11) * 0x1.0p-53;
  }
}
