package io.leaderworkerset.testkit.virtual;

import java.util.ArrayList;
import java.util.List;
import javax.annotation.Nullable;

/** The managers of a run: one, for a moment none or two. */
final class Managers implements Store.Listener {
  /** Reconciles within reconciles: what goes on while one waits for an answer. */
  private static final int MOST_AT_ONCE = 3;

  private final World world;
  private final ManagerCode code;
  private final Chance chance;
  private final List<Manager> running = new ArrayList<>(2);
  private int started;
  private int atWork;
  private boolean healing;

  Managers(World world, ManagerCode code, Chance chance) {
    this.world = world;
    this.code = code;
    this.chance = chance;
  }

  @Override
  public void changed(@Nullable Stored before, @Nullable Stored after) {
    for (int i = 0; i < running.size(); i++) {
      running.get(i).changed(before, after);
    }
  }

  void begin() {
    startOne();
  }

  private void startOne() {
    Manager next =
        new Manager(
            world,
            "manager-" + ++started,
            code,
            new Chance(chance.random().split(), world.script().calm()));
    running.add(next);
    world.tell(next.name(), () -> "starts without memory");
    next.start();
  }

  /** Returns whether a reconcile may begin now. */
  boolean mayWork() {
    return atWork < MOST_AT_ONCE && !world.hasFailed();
  }

  void workBegins() {
    atWork++;
  }

  void workEnded() {
    atWork--;
    running.forEach(Manager::wake);
  }

  /** The manager is dead; another starts a while later, unless there is one already. */
  void died(Manager manager, String how) {
    if (running.remove(manager)) {
      world.tell(manager.name(), () -> "dies " + how);
      if (running.isEmpty()) {
        long pause = healing ? 1_000_000L : chance.within(200, 4000);
        world
            .agenda()
            .after(
                pause,
                () -> {
                  if (running.isEmpty()) {
                    startOne();
                  }
                });
      }
    }
  }

  /** A second one starts, the first goes on for a while. */
  void second(long nanos) {
    if (running.size() != 1) {
      return;
    }
    Manager first = running.get(0);
    startOne();
    world.agenda().after(nanos, () -> first.die("after its successor has started"));
  }

  /** Returns the one that leads; null if there is none. */
  @Nullable
  Manager leading() {
    return running.isEmpty() ? null : running.get(0);
  }

  /** Ends what was to go wrong. */
  void heal() {
    healing = true;
    running.forEach(Manager::heal);
  }

  /** Replaces the managers by one that knows nothing. */
  void takeOver() {
    List.copyOf(running).forEach(m -> m.die("to see what its successor does"));
  }

  boolean isBusy() {
    return running.stream().anyMatch(Manager::isBusy);
  }

  /** Returns how often another manager was started. */
  int replaced() {
    return Math.max(0, started - 1);
  }

  /** Returns whether one manager has watched all along, without a gap. */
  boolean hasSeenAll() {
    return started == 1 && running.stream().allMatch(Manager::hasSeenAll);
  }
}
