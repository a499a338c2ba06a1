package io.leaderworkerset.plan.simulate;

import io.leaderworkerset.cluster.PodDecision;
import io.leaderworkerset.cluster.StatefulSetPlan;
import io.leaderworkerset.cluster.StatefulSetPod;
import io.leaderworkerset.cluster.StatefulSetRules;
import io.leaderworkerset.cluster.StatefulSetSpec;
import io.leaderworkerset.cluster.StatefulSetState;
import io.leaderworkerset.identity.SubdomainPolicy;
import io.leaderworkerset.observe.Ceiling;
import io.leaderworkerset.observe.GroupSummary;
import io.leaderworkerset.observe.LeaderSetObservation;
import io.leaderworkerset.observe.NamedObject;
import io.leaderworkerset.observe.RevisionObservation;
import io.leaderworkerset.observe.RolloutSpec;
import io.leaderworkerset.observe.SetObservation;
import io.leaderworkerset.observe.SetRef;
import io.leaderworkerset.observe.SetStatus;
import io.leaderworkerset.plan.rollout.RolloutRules;
import io.leaderworkerset.plan.rollout.RolloutState;
import io.leaderworkerset.plan.simulate.Timeline.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.annotation.Nullable;

/** The simulated set: its leader StatefulSet and its groups at one time. */
final class SimulatedSet {
  static final String OLD = "old";
  static final String NEW = "new";

  /** So that what is said of a leader pod reads group-4. */
  private static final String NAME = "group";

  private final RolloutSpec spec;
  private final String target;
  private final Model model;
  private final int floor;
  private final TreeMap<Integer, SimulatedGroup> groups = new TreeMap<>();
  private final List<Violation> violations = new ArrayList<>(0);
  private Instant now = Instant.EPOCH;
  private int replicas;
  private int partition;
  private int appliedReplicas;
  private boolean onDelete;
  private int created;
  private String updateRevision = OLD;
  private String currentRevision = OLD;

  SimulatedSet(Scenario scenario, Model model) {
    this.target = scenario.newTemplate() ? NEW : OLD;
    this.model = model;
    this.spec = scenario.to().withCeiling(ceiling(scenario.to(), model));
    this.replicas = scenario.from().replicas();
    this.partition = scenario.from().partition();
    this.appliedReplicas = replicas;
    this.floor = floor(scenario, model.rules());
    for (int i = 0; i < replicas; i++) {
      SimulatedGroup group = new SimulatedGroup(++created, i, OLD);
      group.placed = true;
      group.readyAt = model.brokenOld().contains(i) ? null : now;
      groups.put(i, group);
    }
  }

  /** Under a ceiling that delays new groups, the floor is that of the groups there were. */
  private static int floor(Scenario scenario, RolloutRules rules) {
    RolloutSpec to = scenario.to();
    boolean delayed = to.ceiling() != null && rules != RolloutRules.REFERENCE;
    int base = delayed ? Math.min(scenario.from().replicas(), to.replicas()) : to.replicas();
    return Math.max(0, base - to.maxUnavailable());
  }

  /** The ceiling with what groups need in the model, but for a ceiling of groups. */
  @Nullable
  private static Ceiling ceiling(RolloutSpec to, Model model) {
    Ceiling given = to.ceiling();
    return given == null
        ? null
        : new Ceiling(
            given.capacity(),
            withGroups(model.after().resources()),
            Map.of(OLD, withGroups(model.before().resources())));
  }

  private static Map<String, Long> withGroups(Map<String, Long> resources) {
    Map<String, Long> out = new TreeMap<>(resources);
    out.put(Ceiling.GROUPS, 1L);
    return out;
  }

  Iterable<SimulatedGroup> groups() {
    return groups.values();
  }

  int groupCount() {
    return groups.size();
  }

  Instant now() {
    return now;
  }

  Duration sinceStart() {
    return Duration.between(Instant.EPOCH, now);
  }

  int partition() {
    return partition;
  }

  int replicas() {
    return replicas;
  }

  int floor() {
    return floor;
  }

  RolloutSpec spec() {
    return spec;
  }

  List<Violation> violations() {
    return violations;
  }

  /** Moves the time on; returns the groups that became ready. */
  List<Integer> moveTo(Instant next) {
    now = next;
    List<Integer> ready = new ArrayList<>(1);
    for (SimulatedGroup group : groups.values()) {
      if (now.equals(group.readyAt) && group.isReady(now) && now.isAfter(Instant.EPOCH)) {
        ready.add(group.index);
      }
    }
    groups.values().removeIf(g -> g.goneAt != null && !g.goneAt.isAfter(now));
    return ready;
  }

  void apply(int newPartition, int newReplicas, boolean strategyOnDelete) {
    partition = newPartition;
    replicas = newReplicas;
    onDelete = strategyOnDelete;
    updateRevision = target;
    appliedReplicas = spec.replicas();
  }

  /** One pass of the StatefulSet controller; returns what it did. */
  List<PodDecision> control() {
    int unavailable = Math.max(1, spec.maxUnavailable() + spec.maxSurge());
    StatefulSetSpec set = StatefulSetSpec.parallel(replicas, partition, unavailable);
    List<StatefulSetPod> pods = new ArrayList<>(groups.size());
    for (SimulatedGroup group : groups.values()) {
      pods.add(group.pod(now));
    }
    StatefulSetPlan plan =
        StatefulSetRules.decide(
            new StatefulSetState(
                onDelete ? set.withOnDelete() : set,
                1,
                false,
                currentRevision,
                updateRevision,
                model.maxUnavailableGate(),
                pods),
            now);
    currentRevision = plan.status().currentRevision();
    int ready = plan.decisions().isEmpty() ? 0 : readyGroups();
    for (PodDecision each : plan.decisions()) {
      if (each instanceof PodDecision.Create create) {
        groups.put(
            create.ordinal(), new SimulatedGroup(++created, create.ordinal(), create.revision()));
      } else {
        ready = delete(each.ordinal(), ready);
      }
    }
    return plan.decisions();
  }

  void delete(int index) {
    int unused = delete(index, readyGroups());
  }

  /** Deletes a group of so many that are ready with it; returns how many are without it. */
  private int delete(int index, int readyBefore) {
    SimulatedGroup group = groups.get(index);
    if (group == null) {
      return readyBefore;
    }
    boolean wasReady = group.isReady(now);
    int ready = readyBefore - (wasReady ? 1 : 0);
    if (model.goneAfter().isZero()) {
      groups.remove(group.index);
    } else {
      group.goneAt = now.plus(model.goneAfter());
    }
    boolean scaledDown = index >= spec.burst(); // the user's will, whatever the floor
    if (wasReady && ready < floor && !scaledDown) {
      violations.add(new Violation(sinceStart(), group.index, ready));
    }
    return ready;
  }

  private int readyGroups() {
    int count = 0;
    for (SimulatedGroup group : groups.values()) {
      count += group.isReady(now) ? 1 : 0;
    }
    return count;
  }

  /** Returns when the next group becomes ready or is gone; null if nothing will happen. */
  @Nullable
  Instant nextChange() {
    Instant next = null;
    for (SimulatedGroup group : groups.values()) {
      Instant at = group.goneAt == null ? group.readyAt : group.goneAt;
      if (at != null && at.isAfter(now) && (next == null || at.isBefore(next))) {
        next = at;
      }
    }
    return next;
  }

  boolean isDone() {
    for (int i = spec.partition(); i < spec.replicas(); i++) {
      SimulatedGroup group = groups.get(i);
      if (group == null || !group.isReady(now) || !group.revision.equals(target)) {
        return false;
      }
    }
    boolean heldSurge = model.rules() == RolloutRules.REFERENCE && spec.partition() > 0;
    return heldSurge || groups.size() == spec.replicas();
  }

  /** Returns whether the leader StatefulSet is of the change's template and replicas. */
  boolean isApplied() {
    return target.equals(updateRevision) && appliedReplicas == spec.replicas();
  }

  RolloutState rolloutState() {
    return new RolloutState(spec, target, !target.equals(updateRevision), leaderSet(), summaries());
  }

  RolloutState.LeaderSet leaderSet() {
    return new RolloutState.LeaderSet(
        replicas, partition, appliedReplicas, onDelete, true, updateRevision);
  }

  private List<GroupSummary> summaries() {
    List<GroupSummary> out = new ArrayList<>(groups.size());
    for (SimulatedGroup group : groups.values()) {
      out.add(group.summary(now));
    }
    return out;
  }

  SetObservation observation() {
    return new SetObservation(
        new SetRef("simulated", NAME, "uid"),
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
        new NamedObject(NAME, "uid", null, false),
        summaries(),
        SetStatus.EMPTY,
        null,
        List.of());
  }
}
