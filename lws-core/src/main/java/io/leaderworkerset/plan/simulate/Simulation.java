package io.leaderworkerset.plan.simulate;

import io.leaderworkerset.cluster.PodDecision;
import io.leaderworkerset.plan.Action;
import io.leaderworkerset.plan.Action.ApplyLeaderStatefulSet;
import io.leaderworkerset.plan.Action.DeleteLeaderPod;
import io.leaderworkerset.plan.SetPlan;
import io.leaderworkerset.plan.SetPlanner;
import io.leaderworkerset.plan.Waiting;
import io.leaderworkerset.plan.rollout.RolloutPlanner;
import io.leaderworkerset.plan.rollout.RolloutState;
import io.leaderworkerset.plan.rollout.RolloutStep;
import io.leaderworkerset.plan.simulate.Timeline.Frame;
import io.leaderworkerset.plan.simulate.Timeline.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One run of the simulator. */
final class Simulation {
  private final Model model;
  private final SimulatedSet set;
  private final Usage usage;
  private final List<Frame> frames = new ArrayList<>(0);
  private boolean recording;
  private int mostGroups;
  private boolean waitedForRoom;
  private boolean partitionRose;
  private boolean applied;

  Simulation(Scenario scenario, Model model) {
    this.model = model;
    this.set = new SimulatedSet(scenario, model);
    this.usage = new Usage(model);
  }

  /** Runs it step by step, every step with a frame. */
  Timeline run() {
    recording = true;
    record("before the change");
    toTheEnd();
    return new Timeline(
        frames,
        outcome(),
        set.violations(),
        set.floor(),
        set.spec().burst(),
        usage.peakPods(),
        usage.peakResources(),
        waiting());
  }

  /** Runs it without frames. */
  Verdict check() {
    toTheEnd();
    Outcome outcome = outcome();
    return new Verdict(
        outcome,
        set.violations(),
        mostGroups,
        waitedForRoom,
        partitionRose,
        outcome == Outcome.DONE ? List.of() : waiting());
  }

  private void toTheEnd() {
    mostGroups = set.groupCount();
    Instant next = set.now();
    while (next != null) {
      List<Integer> ready = set.moveTo(next);
      if (!ready.isEmpty()) {
        record((ready.size() == 1 ? "group " : "groups ") + text(ready) + " ready");
      }
      while (plan() | control() | usage.place(set.groups(), set.now())) {
        // until neither the planner nor the StatefulSet controller has anything to do
      }
      next = set.nextChange();
    }
  }

  private Outcome outcome() {
    return set.isDone() ? Outcome.DONE : Outcome.STALLED;
  }

  private List<Waiting> waiting() {
    return SetPlanner.plan(set.observation(), set.now(), model.rules(), List.of()).waiting();
  }

  private static String text(List<Integer> indexes) {
    String list = indexes.toString();
    return list.substring(1, list.length() - 1);
  }

  private boolean plan() {
    return recording ? carryOutPlan() : takeStep();
  }

  /** What the controllers do: the plan of the whole set, with its words. */
  private boolean carryOutPlan() {
    SetPlan plan = SetPlanner.plan(set.observation(), set.now(), model.rules(), List.of());
    boolean changed = false;
    for (Action action : plan.actions()) {
      if (action instanceof ApplyLeaderStatefulSet apply) {
        changed = true;
        apply(apply.partition(), apply.replicas(), apply.onDelete());
        record(apply.describe().isEmpty() ? "leader StatefulSet applied" : apply.describe());
      } else if (action instanceof DeleteLeaderPod delete) {
        changed = true;
        set.delete(delete.group());
        record("leader pod deleted: group " + delete.group() + " is broken at its old revision");
      }
    }
    return changed;
  }

  /** The same without words: the rollout's planner alone. */
  private boolean takeStep() {
    RolloutState state = set.rolloutState();
    RolloutState.LeaderSet now = set.leaderSet();
    RolloutStep step = RolloutPlanner.next(state, model.rules());
    boolean changed = step.differsFrom(now) || !set.isApplied();
    if (changed) {
      apply(step.partition(), step.replicas(), step.onDelete());
    }
    if (step.mayReplace(now)) {
      for (int index : step.replace()) {
        changed = true;
        set.delete(index);
      }
    }
    return changed;
  }

  private void apply(int partition, int replicas, boolean onDelete) {
    partitionRose |= applied && partition > set.partition();
    applied = true;
    set.apply(partition, replicas, onDelete);
  }

  /** One pass of the StatefulSet controller. */
  private boolean control() {
    List<PodDecision> decisions = set.control();
    if (decisions.isEmpty()) {
      return false;
    }
    mostGroups = Math.max(mostGroups, set.groupCount());
    usage.place(set.groups(), set.now());
    waitedForRoom |= usage.lacksRoom(set.groups());
    if (recording) {
      record("StatefulSet controller: " + describe(decisions));
    }
    return true;
  }

  private static String describe(List<PodDecision> decisions) {
    List<String> out = new ArrayList<>();
    for (PodDecision each : decisions) {
      out.add((each instanceof PodDecision.Create ? "create " : "delete ") + each.ordinal());
    }
    return String.join(", ", out);
  }

  private void record(String event) {
    if (!recording) {
      return;
    }
    usage.measure(set.groups());
    List<Timeline.Group> seen = new ArrayList<>();
    for (SimulatedGroup group : set.groups()) {
      seen.add(new Timeline.Group(group.index, group.updated, group.state(set.now())));
    }
    frames.add(
        new Frame(
            set.sinceStart(),
            event,
            set.partition(),
            set.replicas(),
            seen,
            usage.used(set.groups())));
  }
}
