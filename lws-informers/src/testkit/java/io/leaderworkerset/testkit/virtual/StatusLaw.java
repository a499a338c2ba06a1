package io.leaderworkerset.testkit.virtual;

import java.util.HashMap;
import java.util.Map;

/**
 * Statuses are coalesced: a manager leaves an interval between two writes of a set's status, half
 * of it for a new generation.
 */
final class StatusLaw {
  private static final long LEAST = ManagerCode.STATUS_INTERVAL.toNanos() / 2;

  private final World world;
  private final Map<String, Long> written = new HashMap<>();

  StatusLaw(World world) {
    this.world = world;
  }

  void managerWrites(Manager manager, Stored set) {
    long now = world.agenda().now();
    Long last = written.put(manager.name() + " " + set.uid(), now);
    if (last != null && now - last < LEAST) {
      world.violated(
          Invariant.STATUS_RATE,
          manager.name()
              + " writes the status "
              + (now - last) / 1_000_000
              + " ms after it did so before");
    }
  }
}
