package io.leaderworkerset.informers.support;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A monotonic clock and a wall clock that move only when told to. */
public final class FakeTime extends Clock implements LongSupplier {
  // Begins shortly before the counter wraps: comparisons must survive that.
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);
  private volatile Instant wall = Instant.parse("2026-11-23T10:00:00.123456789Z");

  public void advance(Duration by) {
    nanos.addAndGet(by.toNanos());
    wall = wall.plus(by);
  }

  /** Moves the wall clock alone, as a clock correction does. */
  public void stepWall(Duration by) {
    wall = wall.plus(by);
  }

  @Override
  public long getAsLong() {
    return nanos.get();
  }

  @Override
  public Instant instant() {
    return wall;
  }

  @Override
  public ZoneId getZone() {
    return ZoneId.of("Asia/Shanghai");
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
