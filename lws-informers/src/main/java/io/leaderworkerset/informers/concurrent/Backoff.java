package io.leaderworkerset.informers.concurrent;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * Exponential back-off with jitter: {@code base * 2^attempt}, never above {@code max}, spread over
 * 80 to 120 percent so that many clients do not come back in step.
 *
 * <p>Example: base 5 ms gives about 5, 10, 20, 40 ms for the attempts 0, 1, 2, 3. The exponent
 * saturates: attempt 1,000,000 waits {@code max}, not again 5 ms.
 */
public final class Backoff {
  private static final double JITTER = 0.2;

  private final long baseNanos;
  private final long maxNanos;
  private final RandomGenerator random;

  /**
   * A back-off.
   *
   * @param base first delay, above zero
   * @param max largest delay before jitter, at least {@code base}
   * @param random the source of jitter; must be safe for the threads that call {@link #delayNanos}
   * @throws IllegalArgumentException if a duration is outside its range
   */
  public Backoff(Duration base, Duration max, RandomGenerator random) {
    if (base.isZero() || base.isNegative()) {
      throw new IllegalArgumentException("the base of a back-off must be above zero, not " + base);
    }
    if (max.compareTo(base) < 0) {
      throw new IllegalArgumentException(
          "the maximum of a back-off must be at least its base " + base + ", not " + max);
    }
    this.baseNanos = base.toNanos();
    this.maxNanos = max.toNanos();
    this.random = random;
  }

  /**
   * Returns a back-off that many threads may use.
   *
   * @param base first delay, above zero
   * @param max largest delay before jitter, at least {@code base}
   * @throws IllegalArgumentException if a duration is outside its range
   */
  public static Backoff of(Duration base, Duration max) {
    return new Backoff(base, max, () -> ThreadLocalRandom.current().nextLong());
  }

  /**
   * Returns how long to wait before trying again.
   *
   * @param attempt failures before this one, from 0; negative counts as 0
   * @return nanoseconds, above zero
   */
  public long delayNanos(int attempt) {
    int exponent = Math.max(0, attempt);
    boolean saturated =
        exponent >= Long.numberOfLeadingZeros(baseNanos) - 1 || baseNanos << exponent > maxNanos;
    long plain = saturated ? maxNanos : baseNanos << exponent;
    double spread = 1 + JITTER * (2 * random.nextDouble() - 1);
    return Math.max(1, (long) (plain * spread));
  }
}
