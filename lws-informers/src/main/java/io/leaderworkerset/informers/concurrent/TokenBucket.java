package io.leaderworkerset.informers.concurrent;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A rate limit: {@code burst} at once, then {@code perSecond} each second. Callers get their turn
 * in the order in which they asked.
 */
public final class TokenBucket {
  private final double nanosPerToken;
  private final long burstNanos;
  private final LongSupplier nanoTime;

  /** The instant at which all tokens given out so far will have been refilled. */
  private long refilledAt;

  /**
   * A bucket that is full.
   *
   * @param perSecond rate, above zero
   * @param burst tokens it holds, at least 1
   * @param nanoTime a monotonic clock in nanoseconds, such as {@code System::nanoTime}
   * @throws IllegalArgumentException if a number is outside its range
   */
  public TokenBucket(double perSecond, int burst, LongSupplier nanoTime) {
    if (!(perSecond > 0) || Double.isInfinite(perSecond)) {
      throw new IllegalArgumentException("the rate must be above zero, not " + perSecond);
    }
    if (burst < 1) {
      throw new IllegalArgumentException("the burst must be at least 1, not " + burst);
    }
    this.nanosPerToken = TimeUnit.SECONDS.toNanos(1) / perSecond;
    this.burstNanos = (long) (nanosPerToken * burst);
    this.nanoTime = nanoTime;
    this.refilledAt = nanoTime.getAsLong();
  }

  /**
   * Takes one token out, now or in the future.
   *
   * @return nanoseconds to wait before using it, 0 if it may be used at once
   */
  public synchronized long reserve() {
    long now = nanoTime.getAsLong();
    if (refilledAt - now < 0) {
      refilledAt = now;
    }
    refilledAt += (long) nanosPerToken;
    return Math.max(0, refilledAt - burstNanos - now);
  }

  /** Takes one token if there is one now. */
  public synchronized boolean tryAcquire() {
    long before = refilledAt;
    if (reserve() == 0) {
      return true;
    }
    refilledAt = before;
    return false;
  }

  /**
   * Waits for a token.
   *
   * @return nanoseconds waited for
   * @throws InterruptedException if interrupted while waiting; the token goes back
   */
  public long acquire() throws InterruptedException {
    long wait = reserve();
    if (wait > 0) {
      try {
        TimeUnit.NANOSECONDS.sleep(wait);
      } catch (InterruptedException e) {
        giveBack();
        throw e;
      }
    }
    return wait;
  }

  private synchronized void giveBack() {
    refilledAt -= (long) nanosPerToken;
  }
}
