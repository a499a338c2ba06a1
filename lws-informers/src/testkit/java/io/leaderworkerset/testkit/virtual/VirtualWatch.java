package io.leaderworkerset.testkit.virtual;

import io.leaderworkerset.informers.observe.ClusterState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;

/**
 * One manager's watch of one kind: events come late, in their order; now and then twice. A watch
 * that is cut misses what happens until it lists anew, and then tells the difference.
 */
final class VirtualWatch {
  private final World world;
  private final Manager manager;
  private final Kind kind;
  private final ClusterState state;
  private final Chance chance;
  private final Map<String, Seen> known = new HashMap<>();
  private long lastAt;
  private int epoch;
  private boolean connected;
  private boolean synced;

  /**
   * What the cache holds.
   *
   * @param since when it first held an object of that UID
   */
  record Seen(Stored object, long since) {}

  VirtualWatch(World world, Manager manager, Kind kind, ClusterState state, Chance chance) {
    this.world = world;
    this.manager = manager;
    this.kind = kind;
    this.state = state;
    this.chance = chance;
  }

  void start() {
    listAfter(chance.within(5, 80));
  }

  boolean isSynced() {
    return synced;
  }

  /** Returns what the cache holds under that name; null if nothing. */
  @Nullable
  Seen known(String name) {
    return known.get(name);
  }

  /** Returns all that the cache holds. */
  Iterable<Seen> known() {
    return known.values();
  }

  void changed(@Nullable Stored before, @Nullable Stored after) {
    Stored last = after == null ? before : after;
    if (!connected || last == null || last.kind() != kind) {
      return;
    }
    deliverLater(last, after == null);
    if (after != null && chance.inHundred(2)) {
      deliverLater(last, false);
    }
  }

  private void deliverLater(Stored last, boolean gone) {
    lastAt = Math.max(lastAt, world.agenda().now() + chance.delay(1, 25));
    int mine = epoch;
    world
        .agenda()
        .at(
            lastAt,
            () -> {
              if (mine == epoch && manager.isAlive()) {
                deliver(last, gone);
              }
            });
  }

  private void deliver(Stored last, boolean gone) {
    Seen before = known.get(last.name());
    if (gone) {
      known.remove(last.name());
      if (before != null) {
        last.observed().removeFrom(state);
      }
      return;
    }
    if (before != null && !before.object().uid().equals(last.uid())) {
      before.object().observed().removeFrom(state);
      before = null;
    }
    long since = before == null ? world.agenda().now() : before.since();
    known.put(last.name(), new Seen(last, since));
    last.observed().putInto(state);
  }

  /** Breaks the watch; it lists anew after that time. */
  void cut(long nanos) {
    epoch++;
    connected = false;
    listAfter(nanos);
  }

  /** Holds back what it delivers from now on for that time. */
  void slow(long nanos) {
    lastAt = Math.max(lastAt, world.agenda().now() + nanos);
  }

  private void listAfter(long nanos) {
    int mine = epoch;
    world
        .agenda()
        .after(
            nanos,
            () -> {
              if (mine == epoch && manager.isAlive()) {
                list();
              }
            });
  }

  private void list() {
    List<Stored> gone = new ArrayList<>();
    for (Seen each : known.values()) {
      Stored now = world.store().get(kind, each.object().name());
      if (now == null) {
        gone.add(each.object());
      }
    }
    connected = true;
    for (Stored each : List.copyOf(world.store().all(kind))) {
      deliver(each, false);
    }
    gone.sort((a, b) -> a.name().compareTo(b.name()));
    gone.forEach(each -> deliver(each, true));
    synced = true;
    manager.listed();
  }
}
