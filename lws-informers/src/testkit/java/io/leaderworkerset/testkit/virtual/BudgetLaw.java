package io.leaderworkerset.testkit.virtual;

import io.leaderworkerset.cluster.StatefulSetSpec;
import io.leaderworkerset.cluster.StatefulSetStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.annotation.Nullable;

/**
 * Floor and surge. A manager acts on what it saw: so what counts is the most generous of what the
 * user wanted since the set was last as it should be.
 */
final class BudgetLaw {
  private static final long REMEMBERED = 60_000_000_000L;

  private final World world;
  private final List<Wish> wishes = new ArrayList<>();
  private final Map<Integer, State> states = new HashMap<>();
  private final Set<Integer> taken = new HashSet<>();
  private final Set<Integer> costsNothing = new HashSet<>();

  /** How a group is, or why it is not ready any more. */
  private enum State {
    READY,
    TAKEN_BY_ROLLOUT,
    TAKEN_BY_FAULT
  }

  /** A shape, and until when it was what the user wanted. */
  private record Wish(SetShape shape, long until) {}

  BudgetLaw(World world) {
    this.world = world;
  }

  void wished(SetShape shape) {
    if (!wishes.isEmpty()) {
      Wish last = wishes.remove(wishes.size() - 1);
      wishes.add(new Wish(last.shape(), world.agenda().now()));
      if (shape.burst() < last.shape().burst()) {
        surgeTaken();
      }
    }
    wishes.add(new Wish(shape, Long.MAX_VALUE));
  }

  /**
   * The user allows fewer surge groups: those that are too many go at once, also if groups were let
   * go on the strength of them. A partition never rises again, so these groups cost nothing.
   */
  private void surgeTaken() {
    Stored live = world.store().get(Kind.STATEFUL_SET, User.SET);
    if (live != null) {
      Body.OfStatefulSet leaders = live.statefulSet();
      int from = letGoFrom(leaders.spec());
      for (Stored pod : world.store().all(Kind.POD)) {
        boolean old = !pod.pod().template().key().equals(leaders.template().key());
        if (pod.pod().worker() == 0 && pod.pod().group() >= from && old) {
          costsNothing.add(pod.pod().group());
        }
      }
    }
  }

  void changed(@Nullable Stored before, @Nullable Stored after) {
    Stored object = after == null ? before : after;
    if (object == null) {
      return;
    }
    if (object.kind() == Kind.POD) {
      update(object.pod().group());
    } else if (object.kind() == Kind.STATEFUL_SET) {
      Integer group = object.statefulSet().template().group();
      if (group == null) {
        forgetWishes(after);
      } else {
        update(group);
      }
    }
  }

  /** Once all is as the user wants it, earlier wishes count no more, after a while. */
  private void forgetWishes(@Nullable Stored set) {
    SetShape shape = world.user().wish();
    if (set == null || shape == null || wishes.size() < 2) {
      return;
    }
    StatefulSetStatus status = set.statefulSet().status();
    StatefulSetSpec spec = set.statefulSet().spec();
    boolean settled =
        spec.replicas() == shape.replicas()
            && status.readyReplicas() == shape.replicas()
            && status.replicas() == shape.replicas()
            && status.updatedReplicas() == shape.replicas()
            && status.currentRevision().equals(set.statefulSet().template().revision());
    if (settled) {
      long old = world.agenda().now() - REMEMBERED;
      wishes.removeIf(w -> w.until() < old);
    }
  }

  private void update(int group) {
    boolean ready = isReady(group);
    State before = states.get(group);
    if (ready) {
      states.put(group, State.READY);
      taken.remove(group);
    } else if (before == State.READY) {
      states.put(group, taken.remove(group) ? State.TAKEN_BY_ROLLOUT : State.TAKEN_BY_FAULT);
    }
  }

  /** Whether leader and workers are there, of one incarnation, and ready. */
  private boolean isReady(int group) {
    String name = User.leaderOf(group);
    Stored leader = world.store().get(Kind.POD, name);
    if (leader == null || leader.isDeleting() || !leader.pod().isReady()) {
      return false;
    }
    int size = leader.pod().template().size();
    if (size == 1) {
      return true;
    }
    Stored workers = world.store().get(Kind.STATEFUL_SET, name);
    if (workers == null || workers.owners().stream().noneMatch(o -> o.uid().equals(leader.uid()))) {
      return false;
    }
    for (int worker = 1; worker < size; worker++) {
      Stored pod = world.store().get(Kind.POD, name + "-" + worker);
      if (pod == null
          || !pod.pod().isReady()
          || pod.isDeleting()
          || !pod.pod().statefulSetUid().equals(workers.uid())) {
        return false;
      }
    }
    return true;
  }

  /** A group is about to be taken by the rollout, or by a smaller scale. */
  void rolloutTakes(int group) {
    boolean isFree = costsNothing.remove(group);
    if (states.get(group) != State.READY) {
      return;
    }
    taken.add(group);
    int ready = 0;
    int excused = 0;
    for (Map.Entry<Integer, State> each : states.entrySet()) {
      if (each.getKey() != group) {
        ready += each.getValue() == State.READY ? 1 : 0;
        excused += each.getValue() == State.TAKEN_BY_FAULT ? 1 : 0;
      }
    }
    int floor = wishes.stream().mapToInt(w -> w.shape().floor()).min().orElse(0);
    int wanted = wishes.stream().mapToInt(w -> w.shape().burst()).min().orElse(0);
    boolean unwanted = group >= wanted; // the user's will, whatever the floor
    if (!isFree && !unwanted && ready + excused < floor) {
      world.violated(
          Invariant.AVAILABILITY_FLOOR,
          "ready group "
              + group
              + " is taken, which leaves "
              + ready
              + " ready and "
              + excused
              + " that a fault took; the floor is "
              + floor);
    }
  }

  /**
   * A manager is about to delete a leader for the rollout. It deletes what it saw as broken; what
   * came up after it looked costs nothing, because no precondition of the deletion tells of the
   * workers.
   */
  void managerTakes(Manager.Turn turn, int group) {
    if (!turn.readyGroups().contains(group)) {
      costsNothing.add(group);
    }
    rolloutTakes(group);
  }

  /** Someone deletes the StatefulSet of all leaders: what follows is no rollout. */
  void taken(Stored set) {
    if (set.name().equals(User.SET)) {
      states.replaceAll((group, state) -> State.TAKEN_BY_FAULT);
    }
  }

  /**
   * A group that is not ready, or was not when the manager looked, costs nothing when it is let go.
   * That it may become ready before it is replaced does not count against the rollout: a partition
   * never rises again.
   */
  private void noteLetGo(Manager manager, Body.OfStatefulSet asked) {
    Stored live = world.store().get(Kind.STATEFUL_SET, User.SET);
    Manager.Turn turn = manager.turn();
    if (live == null || turn == null) {
      return;
    }
    Body.OfStatefulSet before = live.statefulSet();
    int from = letGoFrom(asked.spec());
    boolean sameTemplate = before.template().revision().equals(asked.template().revision());
    int to = sameTemplate ? letGoFrom(before.spec()) : Integer.MAX_VALUE;
    costsNothing.removeIf(group -> group < from);
    for (Stored pod : world.store().all(Kind.POD)) {
      int group = pod.pod().group();
      boolean newly = group >= from && group < to;
      boolean down = states.get(group) != State.READY || !turn.readyGroups().contains(group);
      if (pod.pod().worker() == 0 && newly && down) {
        costsNothing.add(group);
      }
    }
  }

  private static int letGoFrom(StatefulSetSpec spec) {
    return spec.onDelete() ? Integer.MAX_VALUE : spec.partition();
  }

  void managerApplies(Manager manager, Body.OfStatefulSet asked) {
    noteLetGo(manager, asked);
    StatefulSetSpec spec = asked.spec();
    int most = wishes.stream().mapToInt(w -> w.shape().burst()).max().orElse(0);
    if (spec.replicas() > most) {
      world.violated(
          Invariant.SURGE_BUDGET,
          manager.name()
              + " asks for "
              + spec.replicas()
              + " groups; replicas and surge allow "
              + most);
    }
  }
}
