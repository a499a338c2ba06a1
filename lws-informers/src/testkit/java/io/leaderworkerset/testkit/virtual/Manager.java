package io.leaderworkerset.testkit.virtual;

import io.leaderworkerset.informers.concurrent.Backoff;
import io.leaderworkerset.informers.http.KubeApiException;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.informers.observe.ClusterState;
import io.leaderworkerset.informers.observe.WorkKey;
import io.leaderworkerset.informers.observe.WorkKey.SetKey;
import io.leaderworkerset.informers.queue.WorkResult;
import io.leaderworkerset.observe.GroupSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import javax.annotation.Nullable;

/** One manager process: its watches, caches, queue and the code under test. */
final class Manager {
  private final World world;
  private final String name;
  private final Chance chance;
  private final ClusterState state;
  private final WorkQueue queue;
  private final Map<Kind, VirtualWatch> watches = new EnumMap<>(Kind.class);
  private final Function<WorkKey, WorkResult> code;
  private final Api api;
  private final Blocked blocked = new Blocked();
  private final List<Turn> turns = new ArrayList<>(2);
  private boolean alive = true;
  private boolean working;
  private boolean wakeUnderWay;
  private boolean gapless = true;

  /** Work on a set that may wait does so, as it does in a real manager. */
  private record ToQueue(WorkQueue queue) implements ClusterState.Sink {
    private static final long SOON = 50_000_000L;

    @Override
    public void now(WorkKey work) {
      queue.add(work);
    }

    @Override
    public void soon(SetKey set, int settledGroups) {
      queue.addAfter(set, SOON);
    }
  }

  /** What the manager's metrics tell of what blocks the set. */
  private static final class Blocked implements LwsMetrics {
    private Map<String, Instant> since = Map.of();

    @Override
    public void blocked(String namespace, String set, Map<String, Instant> now) {
      since = now;
    }

    @Override
    public void setForgotten(String namespace, String set) {
      since = Map.of();
    }
  }

  /**
   * A reconcile that is going on.
   *
   * @param readyGroups groups that the caches showed as ready when it began
   * @param newestRevision revision key of the leader StatefulSet that they showed; null if none
   */
  record Turn(WorkKey key, long since, Set<Integer> readyGroups, @Nullable String newestRevision) {}

  /** Thrown through the code under test when its process ends. Not an exception of the code's. */
  static final class Dead extends Error {
    private static final long serialVersionUID = 1L;

    Dead() {
      super("the process has ended", null, false, false);
    }
  }

  Manager(World world, String name, ManagerCode code, Chance chance) {
    this.world = world;
    this.name = name;
    this.chance = chance;
    Backoff backoff = new Backoff(Duration.ofMillis(5), Duration.ofMinutes(5), chance.random());
    this.queue = new WorkQueue(world.agenda(), backoff, this::wake);
    this.state = new ClusterState(new ToQueue(queue), () -> world.agenda().now());
    for (Kind kind : Kind.values()) {
      watches.put(kind, new VirtualWatch(world, this, kind, state, chance));
    }
    this.api = new Api(world, this, chance);
    this.code =
        code.start(
            new ManagerCode.Parts(
                state,
                api,
                api,
                world.clock(),
                () -> world.agenda().now(),
                world.script().rules(),
                world.script().restarts(),
                blocked));
  }

  String name() {
    return name;
  }

  Api api() {
    return api;
  }

  /** Returns what its metrics say that the set waits for, and since when; empty if for nothing. */
  Map<String, Instant> blocked() {
    return blocked.since;
  }

  boolean isAlive() {
    return alive;
  }

  boolean hasSeenAll() {
    return gapless;
  }

  boolean isBusy() {
    return !queue.isEmpty();
  }

  VirtualWatch watch(Kind kind) {
    VirtualWatch out = watches.get(kind);
    if (out == null) {
      throw new IllegalStateException("no watch of " + kind);
    }
    return out;
  }

  /** Returns the reconcile that is going on; the innermost if it is within another. */
  @Nullable
  Turn turn() {
    return turns.isEmpty() ? null : turns.get(turns.size() - 1);
  }

  void start() {
    watches.values().forEach(VirtualWatch::start);
  }

  void changed(@Nullable Stored before, @Nullable Stored after) {
    watches.values().forEach(w -> w.changed(before, after));
  }

  /** A watch has listed. */
  void listed() {
    if (!working && watches.values().stream().allMatch(VirtualWatch::isSynced)) {
      working = true;
      wake();
    }
  }

  void cutWatch(Kind kind, long nanos) {
    gapless = false;
    watch(kind).cut(nanos);
  }

  void heal() {
    api.heal();
  }

  void die(String how) {
    if (alive) {
      alive = false;
      world.managers().died(this, how);
    }
  }

  /** Looks for work soon. */
  void wake() {
    if (alive && working && !wakeUnderWay) {
      wakeUnderWay = true;
      world.agenda().after(chance.within(0, 2), this::work);
    }
  }

  private void work() {
    wakeUnderWay = false;
    while (alive && world.managers().mayWork()) {
      WorkKey key = queue.take();
      if (key == null) {
        return;
      }
      workOn(key);
    }
  }

  private void workOn(WorkKey key) {
    turns.add(new Turn(key, world.agenda().now(), readyGroups(key), newestRevision()));
    world.managers().workBegins();
    try {
      WorkResult result = code.apply(key);
      queue.forget(key);
      if (result.after() != null) {
        queue.addAfter(key, result.after().toNanos());
      }
    } catch (Dead e) {
      // another process will look at it
    } catch (KubeApiException e) {
      world.tell(name, () -> "fails at " + key + ": " + e.getMessage());
      queue.addRateLimited(key);
    } catch (RuntimeException e) {
      failed(key, e);
    } finally {
      turns.remove(turns.size() - 1);
      queue.done(key);
      world.managers().workEnded();
    }
  }

  @Nullable
  private String newestRevision() {
    VirtualWatch.Seen leaders = watch(Kind.STATEFUL_SET).known(User.SET);
    return leaders == null ? null : leaders.object().statefulSet().template().key();
  }

  private Set<Integer> readyGroups(WorkKey key) {
    if (!(key instanceof SetKey set)) {
      return Set.of();
    }
    Set<Integer> out = new HashSet<>();
    for (GroupSummary each : state.of(set).summaries()) {
      if (each.isReady()) {
        out.add(each.index());
      }
    }
    return out;
  }

  private void failed(WorkKey key, RuntimeException e) {
    boolean expected =
        e instanceof IllegalStateException && String.valueOf(e.getMessage()).endsWith(" is gone");
    if (expected) {
      world.tell(name, () -> "fails at " + key + ": " + e.getMessage());
    } else {
      StackTraceElement[] trace = e.getStackTrace();
      String where = trace.length == 0 ? "" : " at " + trace[0];
      world.violated(Invariant.NO_OTHER_ERROR, "work on " + key + " failed: " + e + where);
    }
    queue.addRateLimited(key);
  }
}
