package io.leaderworkerset.plan.simulate;

import io.leaderworkerset.cluster.PodDecision;
import io.leaderworkerset.cluster.StatefulSetPlan;
import io.leaderworkerset.cluster.StatefulSetRules;
import io.leaderworkerset.cluster.StatefulSetSpec;
import io.leaderworkerset.cluster.StatefulSetState;
import io.leaderworkerset.identity.SubdomainPolicy;
import io.leaderworkerset.observe.LeaderSetObservation;
import io.leaderworkerset.observe.NamedObject;
import io.leaderworkerset.observe.RevisionObservation;
import io.leaderworkerset.observe.RolloutSpec;
import io.leaderworkerset.observe.SetObservation;
import io.leaderworkerset.observe.SetRef;
import io.leaderworkerset.observe.SetStatus;
import io.leaderworkerset.plan.Action;
import io.leaderworkerset.plan.Action.ApplyLeaderStatefulSet;
import io.leaderworkerset.plan.Action.DeleteLeaderPod;
import io.leaderworkerset.plan.SetPlan;
import io.leaderworkerset.plan.SetPlanner;
import io.leaderworkerset.plan.Waiting;
import io.leaderworkerset.plan.rollout.RolloutRules;
import io.leaderworkerset.plan.simulate.Timeline.Frame;
import io.leaderworkerset.plan.simulate.Timeline.Outcome;
import io.leaderworkerset.plan.simulate.Timeline.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.annotation.Nullable;

/** One run of the simulator: the set, its leader StatefulSet and its groups at one time. */
final class Simulation {
  private static final String OLD = "old";
  private static final String NEW = "new";

  private final RolloutSpec spec;
  private final String target;
  private final Model model;
  private final int floor;
  private final TreeMap<Integer, SimulatedGroup> groups = new TreeMap<>();
  private final List<Frame> frames = new ArrayList<>();
  private final List<Violation> violations = new ArrayList<>();
  private final Usage usage;
  private List<Waiting> waiting = List.of();
  private Instant now = Instant.EPOCH;

  private int replicas;
  private int partition;
  private int appliedReplicas;
  private boolean onDelete;
  private int created;
  private String updateRevision = OLD;
  private String currentRevision = OLD;

  Simulation(Scenario scenario, Model model) {
    this.spec = scenario.to();
    this.target = scenario.newTemplate() ? NEW : OLD;
    this.model = model;
    this.usage = new Usage(model, OLD);
    this.floor = Math.max(0, spec.replicas() - spec.maxUnavailable());
    this.replicas = scenario.from().replicas();
    this.partition = scenario.from().partition();
    this.appliedReplicas = replicas;
    for (int i = 0; i < replicas; i++) {
      SimulatedGroup group = new SimulatedGroup(++created, i, OLD);
      group.placed = true;
      group.readyAt = model.brokenOld().contains(i) ? null : now;
      groups.put(i, group);
    }
  }

  Timeline run() {
    record("before the change");
    Instant next = now;
    while (next != null) {
      now = next;
      String passed = pass();
      if (!passed.isEmpty()) {
        record(passed);
      }
      while (plan() | control() | usage.place(groups.values(), now)) {
        // until neither the planner nor the StatefulSet controller has anything to do
      }
      next = nextChange();
    }
    return new Timeline(
        frames,
        isDone() ? Outcome.DONE : Outcome.STALLED,
        violations,
        floor,
        spec.burst(),
        usage.peakPods(),
        usage.peakResources(),
        waiting);
  }

  /** Lets groups go whose time has come; returns what became of groups at this time. */
  private String pass() {
    List<Integer> ready = new ArrayList<>();
    for (SimulatedGroup group : groups.values()) {
      if (now.equals(group.readyAt) && group.isReady(now) && now.isAfter(Instant.EPOCH)) {
        ready.add(group.index);
      }
    }
    groups.values().removeIf(g -> g.goneAt != null && !g.goneAt.isAfter(now));
    return ready.isEmpty()
        ? ""
        : (ready.size() == 1 ? "group " : "groups ") + text(ready) + " ready";
  }

  private static String text(List<Integer> indexes) {
    String list = indexes.toString();
    return list.substring(1, list.length() - 1);
  }

  private boolean plan() {
    SetPlan plan = SetPlanner.plan(observation(), now, model.rules());
    waiting = plan.waiting();
    boolean changed = false;
    for (Action action : plan.actions()) {
      if (action instanceof ApplyLeaderStatefulSet apply) {
        changed = true;
        apply(apply);
      } else if (action instanceof DeleteLeaderPod delete) {
        changed = true;
        delete(delete.group());
        record("leader pod deleted: group " + delete.group() + " is broken at its old revision");
      }
    }
    return changed;
  }

  private void apply(ApplyLeaderStatefulSet apply) {
    partition = apply.partition();
    replicas = apply.replicas();
    onDelete = apply.onDelete();
    updateRevision = apply.revisionKey();
    appliedReplicas = spec.replicas();
    record(apply.describe().isEmpty() ? "leader StatefulSet applied" : apply.describe());
  }

  /** One pass of the StatefulSet controller. */
  private boolean control() {
    int unavailable = Math.max(1, spec.maxUnavailable() + spec.maxSurge());
    StatefulSetSpec set = StatefulSetSpec.parallel(replicas, partition, unavailable);
    StatefulSetPlan plan =
        StatefulSetRules.decide(
            new StatefulSetState(
                onDelete ? set.withOnDelete() : set,
                1,
                false,
                currentRevision,
                updateRevision,
                model.maxUnavailableGate(),
                groups.values().stream().map(g -> g.pod(now)).toList()),
            now);
    currentRevision = plan.status().currentRevision();
    if (plan.decisions().isEmpty()) {
      return false;
    }
    plan.decisions().forEach(this::carryOut);
    usage.place(groups.values(), now);
    record("StatefulSet controller: " + describe(plan.decisions()));
    return true;
  }

  private static String describe(List<PodDecision> decisions) {
    List<String> out = new ArrayList<>();
    for (PodDecision each : decisions) {
      out.add((each instanceof PodDecision.Create ? "create " : "delete ") + each.ordinal());
    }
    return String.join(", ", out);
  }

  private void carryOut(PodDecision decision) {
    if (decision instanceof PodDecision.Create create) {
      groups.put(
          create.ordinal(), new SimulatedGroup(++created, create.ordinal(), create.revision()));
    } else {
      delete(decision.ordinal());
    }
  }

  private void delete(int index) {
    SimulatedGroup group = groups.get(index);
    if (group == null) {
      return;
    }
    boolean wasReady = group.isReady(now);
    if (model.goneAfter().isZero()) {
      groups.remove(group.index);
    } else {
      group.goneAt = now.plus(model.goneAfter());
    }
    int ready = readyGroups();
    boolean scaledDown = index >= spec.burst(); // the user's will, whatever the floor
    if (wasReady && ready < floor && !scaledDown) {
      violations.add(new Violation(sinceStart(), group.index, ready));
    }
  }

  private int readyGroups() {
    return (int) groups.values().stream().filter(g -> g.isReady(now)).count();
  }

  @Nullable
  private Instant nextChange() {
    Instant next = null;
    for (SimulatedGroup group : groups.values()) {
      Instant at = group.goneAt == null ? group.readyAt : group.goneAt;
      if (at != null && at.isAfter(now) && (next == null || at.isBefore(next))) {
        next = at;
      }
    }
    return next;
  }

  private boolean isDone() {
    for (int i = spec.partition(); i < spec.replicas(); i++) {
      SimulatedGroup group = groups.get(i);
      if (group == null || !group.isReady(now) || !group.revision.equals(target)) {
        return false;
      }
    }
    boolean heldSurge = model.rules() == RolloutRules.REFERENCE && spec.partition() > 0;
    return heldSurge || groups.size() == spec.replicas();
  }

  private SetObservation observation() {
    return new SetObservation(
        new SetRef("simulated", "set", "uid"),
        1,
        false,
        List.of(),
        spec,
        SubdomainPolicy.SHARED,
        target,
        target,
        List.of(
            new RevisionObservation(OLD, OLD, OLD, 1, OLD),
            new RevisionObservation(NEW, NEW, NEW, 2, NEW)),
        new LeaderSetObservation(
            "uid",
            null,
            replicas,
            partition,
            onDelete,
            updateRevision,
            appliedReplicas,
            groups.size(),
            false,
            appliedReplicas == spec.replicas() ? List.of() : List.of("metadata.annotations"),
            List.of()),
        new NamedObject("set", "uid", null, false),
        groups.values().stream().map(g -> g.summary(now)).toList(),
        SetStatus.EMPTY,
        null);
  }

  private void record(String event) {
    usage.measure(groups.values());
    List<Timeline.Group> seen = new ArrayList<>();
    for (SimulatedGroup group : groups.values()) {
      seen.add(new Timeline.Group(group.index, group.revision.equals(NEW), group.state(now)));
    }
    frames.add(new Frame(sinceStart(), event, partition, replicas, seen));
  }

  private Duration sinceStart() {
    return Duration.between(Instant.EPOCH, now);
  }

  /** What groups use and whether there is room for one more. */
  private static final class Usage {
    private final Model model;
    private final String old;
    private final Map<String, Long> peak = new TreeMap<>();
    private int peakPods;

    Usage(Model model, String old) {
      this.model = model;
      this.old = old;
    }

    int peakPods() {
      return peakPods;
    }

    Map<String, Long> peakResources() {
      return peak;
    }

    private Model.Demand demand(SimulatedGroup group) {
      return group.revision.equals(old) ? model.before() : model.after();
    }

    /** Gives room to groups that wait for it, lowest index first; returns whether one got it. */
    boolean place(Iterable<SimulatedGroup> groups, Instant now) {
      boolean any = false;
      for (SimulatedGroup group : groups) {
        if (!group.placed && group.goneAt == null && fits(group, groups)) {
          group.placed = true;
          boolean broken =
              (group.revision.equals(old) ? model.brokenOld() : model.brokenNew())
                  .contains(group.index);
          group.readyAt =
              broken
                  ? null
                  : now.plus(model.slower().getOrDefault(group.index, model.readyAfter()));
          any = true;
        }
      }
      return any;
    }

    private boolean fits(SimulatedGroup group, Iterable<SimulatedGroup> groups) {
      Map<String, Long> used = used(groups);
      return demand(group).resources().entrySet().stream()
          .allMatch(
              e ->
                  used.getOrDefault(e.getKey(), 0L) + e.getValue()
                      <= model.capacity().getOrDefault(e.getKey(), Long.MAX_VALUE));
    }

    private Map<String, Long> used(Iterable<SimulatedGroup> groups) {
      Map<String, Long> used = new TreeMap<>();
      for (SimulatedGroup group : groups) {
        if (group.placed) {
          demand(group).resources().forEach((k, v) -> used.merge(k, v, Long::sum));
        }
      }
      return used;
    }

    void measure(Iterable<SimulatedGroup> groups) {
      int pods = 0;
      for (SimulatedGroup group : groups) {
        pods += demand(group).pods();
      }
      peakPods = Math.max(peakPods, pods);
      used(groups).forEach((k, v) -> peak.merge(k, v, Math::max));
    }
  }
}
