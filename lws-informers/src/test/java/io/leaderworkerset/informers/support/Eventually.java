package io.leaderworkerset.informers.support;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a state to be reached. */
public final class Eventually {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private Eventually() {}

  public static void await(String what, BooleanSupplier reached) {
    await(() -> what, reached);
  }

  public static void await(Supplier<String> what, BooleanSupplier reached) {
    await(what, LIMIT, reached);
  }

  public static void await(String what, Duration limit, BooleanSupplier reached) {
    await(() -> what, limit, reached);
  }

  public static void await(Supplier<String> what, Duration limit, BooleanSupplier reached) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not reached within " + limit + ": " + what.get());
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
