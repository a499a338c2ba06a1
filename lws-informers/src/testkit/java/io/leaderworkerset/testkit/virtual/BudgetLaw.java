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

  /** Groups of leader pods that may go without costing anything, by the UID of that pod. */
  private final Map<String, Integer> costNothing = new HashMap<>();

  /** Groups that were let go when they had no leader pod. */
  private final Set<Integer> letGoEmpty = new HashSet<>();

  /** Groups that were gone, unseen by the manager that gave a leader pod up, by that pod's UID. */
  private final Map<String, Set<Integer>> unseen = new HashMap<>();

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
      if (shape.surge() < last.shape().surge()) {
        surgeTaken(shape.burst());
      }
    }
    wishes.add(new Wish(shape, Long.MAX_VALUE));
  }

  /**
   * The user allows fewer surge groups: those that are too many go at once, also if groups were let
   * go on the strength of them. A partition never rises again, so these groups cost nothing.
   */
  private void surgeTaken(int burst) {
    Stored live = world.store().get(Kind.STATEFUL_SET, User.SET);
    if (live == null || live.statefulSet().spec().replicas() <= burst) {
      return;
    }
    Body.OfStatefulSet leaders = live.statefulSet();
    for (Stored pod : world.store().all(Kind.POD)) {
      if (pod.pod().group() >= letGoFrom(leaders.spec()) && isOld(pod, leaders)) {
        costNothing.put(pod.uid(), pod.pod().group());
      }
    }
  }

  /** Whether a pod is a leader that the StatefulSet controller will replace once it is let go. */
  private static boolean isOld(Stored pod, Body.OfStatefulSet leaders) {
    return pod.pod().worker() == 0
        && !pod.pod().template().revision().equals(leaders.template().revision());
  }

  void changed(@Nullable Stored before, @Nullable Stored after) {
    Stored object = after == null ? before : after;
    if (object == null) {
      return;
    }
    if (object.kind() == Kind.POD) {
      if (before == null) {
        made(object);
      }
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

  /**
   * The StatefulSet controller may still go by an earlier partition, and make a group old that was
   * let go when it was not there: it cost nothing then.
   */
  private void made(Stored pod) {
    Stored live = world.store().get(Kind.STATEFUL_SET, User.SET);
    int group = pod.pod().group();
    if (live != null && letGoEmpty.contains(group) && isOld(pod, live.statefulSet())) {
      costNothing.put(pod.uid(), group);
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
  void rolloutTakes(Stored leader) {
    Set<Integer> notSeen = unseen.getOrDefault(leader.uid(), Set.of());
    takes(leader.pod().group(), costNothing.remove(leader.uid()) != null, notSeen);
  }

  private void takes(int group, boolean isFree, Set<Integer> notSeen) {
    if (states.get(group) != State.READY) {
      return;
    }
    taken.add(group);
    int ready = 0;
    int excused = 0;
    for (Map.Entry<Integer, State> each : states.entrySet()) {
      if (each.getKey() != group) {
        ready += each.getValue() == State.READY ? 1 : 0;
        boolean isDown = each.getValue() != State.READY;
        boolean byFault = each.getValue() == State.TAKEN_BY_FAULT;
        excused += byFault || (isDown && notSeen.contains(each.getKey())) ? 1 : 0;
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
  void managerTakes(Manager.Turn turn, Stored leader) {
    int group = leader.pod().group();
    boolean isFree = costNothing.remove(leader.uid()) != null;
    takes(group, isFree || !turn.readyGroups().contains(group), Set.of());
  }

  /** Someone deletes the StatefulSet of all leaders: what follows is no rollout. */
  void taken(Stored set) {
    if (set.name().equals(User.SET)) {
      states.replaceAll((group, state) -> State.TAKEN_BY_FAULT);
    }
  }

  /**
   * A group that was not ready when the manager looked costs nothing when it is let go, or given up
   * as surge. That it may become ready before it goes does not count against the rollout: a
   * partition never rises again, and replicas carry no precondition.
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
    int replicas = asked.spec().replicas();
    costNothing.values().removeIf(group -> group < from && group < replicas);
    letGoEmpty.clear();
    for (int group = from; group < replicas; group++) {
      if (world.store().get(Kind.POD, User.leaderOf(group)) == null
          && !turn.readyGroups().contains(group)) {
        letGoEmpty.add(group);
      }
    }
    for (Stored pod : world.store().all(Kind.POD)) {
      int group = pod.pod().group();
      boolean letGo = group >= from && group < to && isOld(pod, asked);
      boolean givenUp = group >= replicas && group < before.spec().replicas();
      if (pod.pod().worker() == 0 && (letGo || givenUp) && !turn.readyGroups().contains(group)) {
        costNothing.put(pod.uid(), group);
      }
      if (givenUp) {
        unseen.put(pod.uid(), goneUnseen(turn, before));
      }
    }
  }

  /**
   * The user raised the partition while the StatefulSet controller replaced a group that it now
   * holds. Once that controller has acted on the new partition nothing more can be waited for: the
   * watch of pods alone tells that the group is gone, and it may be behind.
   */
  private Set<Integer> goneUnseen(Manager.Turn turn, Body.OfStatefulSet leaders) {
    if (leaders.status().observedGeneration() < leaders.generation()) {
      return Set.of();
    }
    Set<Integer> out = new HashSet<>();
    states.forEach(
        (group, state) -> {
          if (state == State.TAKEN_BY_ROLLOUT
              && group < letGoFrom(leaders.spec())
              && turn.readyGroups().contains(group)) {
            out.add(group);
          }
        });
    return out;
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
