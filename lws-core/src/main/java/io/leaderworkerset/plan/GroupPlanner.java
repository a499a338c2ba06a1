package io.leaderworkerset.plan;

import io.leaderworkerset.identity.Names;
import io.leaderworkerset.identity.Reason;
import io.leaderworkerset.identity.StartupPolicy;
import io.leaderworkerset.identity.SubdomainPolicy;
import io.leaderworkerset.observe.GroupObservation;
import io.leaderworkerset.observe.GroupSpec;
import io.leaderworkerset.observe.LeaderState;
import io.leaderworkerset.observe.NamedObject;
import io.leaderworkerset.observe.NodeObservation;
import io.leaderworkerset.observe.PodObservation;
import io.leaderworkerset.observe.RestartRecord;
import io.leaderworkerset.observe.WorkerSetObservation;
import io.leaderworkerset.plan.Action.CreatePodGroup;
import io.leaderworkerset.plan.Action.CreateService;
import io.leaderworkerset.plan.Action.CreateWorkerStatefulSet;
import io.leaderworkerset.plan.Action.DeleteLeaderPod;
import io.leaderworkerset.plan.Action.Placement;
import io.leaderworkerset.plan.restart.RestartDecision;
import io.leaderworkerset.plan.restart.RestartGovernor;
import io.leaderworkerset.plan.restart.RestartPlanner;
import io.leaderworkerset.plan.restart.RestartVerdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.Nullable;

/** Plans one group: its restart first, then what its leader needs beside it. */
public final class GroupPlanner {
  private final GroupObservation group;
  private final PodObservation leader;
  @Nullable private final Instant now;
  private final List<Action> actions = new ArrayList<>();
  private final List<Waiting> waiting = new ArrayList<>();

  @Nullable private RestartRecord restart;
  @Nullable private Duration untilRestart;

  private GroupPlanner(GroupObservation group, PodObservation leader, @Nullable Instant now) {
    this.group = group;
    this.leader = leader;
    this.now = now;
  }

  /**
   * Returns what should change in the group, as if no restart ever had to wait. Planning the same
   * observation twice gives the same plan; a group that is as it should be has no actions.
   */
  public static GroupPlan plan(GroupObservation group) {
    return planAt(group, null);
  }

  /**
   * Returns what should change in the group now. The same arguments give the same plan; a group
   * that is as it should be has no actions.
   *
   * @param group the group as observed
   * @param now the time, for restarts that wait
   */
  public static GroupPlan plan(GroupObservation group, Instant now) {
    return planAt(group, now);
  }

  private static GroupPlan planAt(GroupObservation group, @Nullable Instant now) {
    PodObservation leader = group.leader();
    if (group.setDeleting() || leader == null) {
      return GroupPlan.NOTHING;
    }
    return new GroupPlanner(group, leader, now).plan();
  }

  private GroupPlan plan() {
    if (planRestart()) {
      return done(); // what is recreated is not repaired
    }
    if (leader.isDeleting()) {
      return wait(
          Reason.TERMINATING,
          "leader pod " + leader.name() + " is being deleted; its group follows");
    }
    if (leader.leaderName() != null) {
      return wait(
          Reason.FAILED_CREATE,
          "pod "
              + leader.name()
              + " has worker index 0 and names a leader ("
              + leader.leaderName()
              + "): the cluster does not support StatefulSet ordinals (Kubernetes 1.27 or newer is"
              + " needed)");
    }
    GroupSpec spec = group.spec();
    if (spec == null) {
      return waitForRevision();
    }
    planService(spec);
    planPodGroup(spec);
    planWorkers(spec);
    return done();
  }

  /** Returns whether the group is recreated, now or later, or kept as it is although it failed. */
  private boolean planRestart() {
    RestartDecision seen = RestartPlanner.decide(group);
    RestartVerdict verdict =
        now == null ? RestartVerdict.atOnce(seen) : RestartGovernor.judge(group, seen, now);
    RestartRecord record = verdict.record();
    switch (verdict.kind()) {
      case NOW ->
          actions.add(
              new DeleteLeaderPod(group.index(), leader.name(), leader.uid(), verdict.decision()));
      case LATER -> addWaiting(Reason.RESTART_BACKOFF, verdict.describe(leader.name()));
      case HELD -> addWaiting(Reason.RESTART_BUDGET_EXHAUSTED, verdict.describe(leader.name()));
      case KEEP -> {
        return false;
      }
    }
    restart = record == null || record.equals(group.lastRestart()) ? null : record;
    untilRestart = verdict.untilDue(now);
    return true;
  }

  private GroupPlan waitForRevision() {
    String key = leader.revisionKey();
    addWaiting(
        Reason.REVISION_MISSING,
        key == null
            ? "leader pod "
                + leader.name()
                + " carries no label "
                + Names.REVISION_LABEL
                + "; delete the pod so that it is made anew"
            : "ControllerRevision with key "
                + key
                + " of leader pod "
                + leader.name()
                + " is not there; it is made again if it is the set's current one");
    return done();
  }

  private void planService(GroupSpec spec) {
    if (spec.subdomainPolicy() != SubdomainPolicy.UNIQUE_PER_REPLICA) {
      return;
    }
    if (isMissing("Service", group.service())) {
      actions.add(new CreateService(group.index()));
    }
  }

  private void planPodGroup(GroupSpec spec) {
    if (spec.gang() && isMissing("PodGroup", group.podGroup())) {
      actions.add(
          new CreatePodGroup(group.index(), leader.name(), leader.uid(), revisionKeyOfLeader()));
    }
  }

  /** Whether the object can be made now; says so if its name is taken or still being given up. */
  private boolean isMissing(String kind, @Nullable NamedObject found) {
    if (found == null) {
      return true;
    }
    if (found.deleting()) {
      addWaiting(
          Reason.TERMINATING,
          kind + " " + found.name() + " of an earlier incarnation is still being deleted");
    } else if (found.foreignOwner() != null) {
      addWaiting(
          Reason.NAME_CONFLICT,
          kind
              + " "
              + found.name()
              + " exists and is owned by "
              + found.foreignOwner()
              + "; it is left alone. Delete or rename it, or rename the set");
    }
    return false;
  }

  private void planWorkers(GroupSpec spec) {
    if (spec.size() == 1 || hasWorkerSet() || hasWorkersLeftOver()) {
      return;
    }
    if (spec.startupPolicy() == StartupPolicy.LEADER_READY
        && GroupObservation.summarize(group.index(), leader, null).leader() != LeaderState.READY) {
      addWaiting(
          Reason.WAITING_FOR_LEADER,
          "startup policy LeaderReady: workers are made when leader pod "
              + leader.name()
              + " is Ready");
      return;
    }
    String topologyKey = spec.exclusiveTopology();
    if (topologyKey == null) {
      createWorkers(null);
    } else {
      planPlacedWorkers(topologyKey);
    }
  }

  private void planPlacedWorkers(String topologyKey) {
    NodeObservation node = group.leaderNode();
    if (leader.nodeName() == null) {
      addWaiting(
          Reason.LEADER_UNSCHEDULED,
          "exclusive placement by "
              + topologyKey
              + ": leader pod "
              + leader.name()
              + " is not scheduled yet"
              + (leader.unschedulable() == null ? "" : ": " + leader.unschedulable()));
    } else if (node == null) {
      addWaiting(
          Reason.TOPOLOGY_LABEL_MISSING,
          "node " + leader.nodeName() + " of leader pod " + leader.name() + " cannot be read");
    } else if (node.topologyValue() == null) {
      addWaiting(
          Reason.TOPOLOGY_LABEL_MISSING,
          "node "
              + node.name()
              + " of leader pod "
              + leader.name()
              + " does not carry the label "
              + topologyKey
              + ", by which the set asks for exclusive placement; label the node");
    } else {
      createWorkers(new Placement(topologyKey, node.topologyValue()));
    }
  }

  private boolean hasWorkerSet() {
    WorkerSetObservation found = group.workerSet();
    if (found == null) {
      return false;
    }
    if (found.foreignOwner() != null) {
      addWaiting(
          Reason.NAME_CONFLICT,
          "StatefulSet "
              + found.name()
              + " exists and is owned by "
              + found.foreignOwner()
              + "; it is left alone. Delete or rename it, or rename the set");
    } else if (found.deleting() || !leader.uid().equals(found.ownerUid())) {
      addWaiting(
          Reason.TERMINATING,
          "worker StatefulSet " + found.name() + " of an earlier leader is still being deleted");
    }
    return true;
  }

  /**
   * Whether pods of a StatefulSet that is gone still stand under the workers' names. New workers
   * before their end would hide it from the restart policy.
   */
  private boolean hasWorkersLeftOver() {
    if (group.workers().isEmpty()) {
      return false;
    }
    List<String> left =
        group.workers().stream()
            .filter(w -> w.ownerUid() != null)
            .map(PodObservation::name)
            .sorted()
            .toList();
    if (!left.isEmpty()) {
      addWaiting(
          Reason.TERMINATING,
          "pods " + left + " of a worker StatefulSet that is gone are not gone yet");
    }
    return !left.isEmpty();
  }

  private void createWorkers(@Nullable Placement placement) {
    actions.add(
        new CreateWorkerStatefulSet(
            group.index(), leader.name(), leader.uid(), revisionKeyOfLeader(), placement));
  }

  private String revisionKeyOfLeader() {
    String key = leader.revisionKey();
    return key == null ? "" : key;
  }

  private void addWaiting(Reason reason, String message) {
    waiting.add(new Waiting(group.index(), reason, message));
  }

  private GroupPlan wait(Reason reason, String message) {
    addWaiting(reason, message);
    return done();
  }

  private GroupPlan done() {
    if (group.refusal() != null && !actions.isEmpty()) {
      addWaiting(Reason.FAILED_UPDATE, group.refusal());
    }
    Duration recheck = untilRestart == null ? Waiting.recheckAfter(waiting) : untilRestart;
    Duration untilStuck = now == null ? null : StuckPods.untilNext(group, now);
    return new GroupPlan(actions, waiting, Waiting.sooner(recheck, untilStuck), restart);
  }
}
