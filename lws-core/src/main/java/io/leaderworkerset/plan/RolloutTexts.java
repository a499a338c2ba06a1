package io.leaderworkerset.plan;

import io.leaderworkerset.identity.Names;
import io.leaderworkerset.identity.Reason;
import io.leaderworkerset.observe.Ceiling;
import io.leaderworkerset.observe.GroupSummary;
import io.leaderworkerset.observe.LeaderSetObservation;
import io.leaderworkerset.observe.SetObservation;
import io.leaderworkerset.plan.rollout.RolloutStep;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;

/** Says what a step of a rollout does to groups, and what it waits for. */
final class RolloutTexts {
  private final SetObservation seen;
  private final LeaderSetObservation leaderSet;
  private final RolloutStep step;
  private final String revisionKey;

  RolloutTexts(
      SetObservation seen, LeaderSetObservation leaderSet, RolloutStep step, String revisionKey) {
    this.seen = seen;
    this.leaderSet = leaderSet;
    this.step = step;
    this.revisionKey = revisionKey;
  }

  /** Returns why the leader StatefulSet is applied. */
  Reason reason() {
    if (step.phase() == RolloutStep.Phase.NEW_TEMPLATE
        || step.onDelete() != leaderSet.onDelete()
        || isLettingGroupsGo()) {
      return Reason.GROUPS_UPDATING;
    }
    return step.partition() == leaderSet.partition() && step.replicas() == leaderSet.replicas()
        ? Reason.DRIFT_CORRECTED
        : Reason.GROUPS_PROGRESSING;
  }

  /** Returns the text of the event; empty if the step deserves none. */
  String event() {
    if (step.onDelete() && !leaderSet.onDelete()) {
      return "Replacing groups "
          + named(step.replace())
          + ", which are not ready at their old revision and hold the rollout up";
    }
    if (isLettingGroupsGo()) {
      int last = lastLetGo();
      return last == step.partition()
          ? "Updating replica " + step.partition()
          : "Updating replicas " + step.partition() + " to " + last + " (inclusive)";
    }
    return isSurgeTakenAway() ? surgeEvent() : "";
  }

  /** Whether a group that stays is let go to the newest revision. */
  private boolean isLettingGroupsGo() {
    return step.partition() <= lastLetGo();
  }

  private int lastLetGo() {
    return Math.min(leaderSet.partition(), step.replicas()) - 1;
  }

  private boolean isSurgeTakenAway() {
    Integer applied = leaderSet.replicasAnnotation();
    return applied != null
        && applied == seen.rollout().replicas()
        && step.replicas() < leaderSet.replicas();
  }

  private String surgeEvent() {
    String set = seen.ref().name();
    String first = Names.leaderPod(set, step.replicas());
    int last = leaderSet.replicas() - 1;
    return last == step.replicas()
        ? "deleting surge replica " + first
        : "deleting surge replicas " + first + " to " + Names.leaderPod(set, last);
  }

  /** Returns what the set waits for; empty if for nothing, or if this step changes something. */
  List<Waiting> waiting() {
    if (step.onDelete()) {
      return wait(
          Reason.ROLLOUT_WAITING,
          "the rollout to revision "
              + revisionKey
              + " waits until the groups that were broken at their old revision exist again");
    }
    if (step.partition() != leaderSet.partition() || step.replicas() != leaderSet.replicas()) {
      return List.of();
    }
    List<Waiting> out = new ArrayList<>(waitingForGroups());
    Ceiling ceiling = seen.rollout().ceiling();
    if (ceiling != null && step.replicas() < seen.rollout().replicas()) {
      out.addAll(
          wait(
              Reason.CAPACITY_CEILING,
              "the ceiling "
                  + ceiling.text()
                  + " leaves room for "
                  + step.replicas()
                  + " of "
                  + seen.rollout().replicas()
                  + " groups"));
    }
    return out;
  }

  private List<Waiting> waitingForGroups() {
    int held = seen.rollout().partition();
    List<Integer> old = indexes(g -> g.index() >= held && !g.isAt(revisionKey));
    if (!old.isEmpty()) {
      return waitForRollout(old, notReady());
    }
    if (!notReady().isEmpty()) {
      return wait(Reason.GROUPS_PROGRESSING, "groups " + named(notReady()) + " are not ready");
    }
    List<Integer> heldBack = indexes(g -> g.index() < held && !g.isAt(revisionKey));
    return heldBack.isEmpty()
        ? List.of()
        : wait(
            Reason.PARTITION_HOLDS,
            "partition "
                + held
                + " keeps groups "
                + named(heldBack)
                + " at their revision; lower it to go on");
  }

  private List<Waiting> waitForRollout(List<Integer> old, List<Integer> notReady) {
    String rollout =
        "the rollout to revision " + revisionKey + " waits at partition " + step.partition() + ": ";
    Ceiling ceiling = seen.rollout().ceiling();
    if (ceiling != null && notReady.isEmpty() && old.stream().allMatch(i -> i < step.partition())) {
      return wait(
          Reason.CAPACITY_CEILING,
          rollout
              + "the ceiling "
              + ceiling.text()
              + " leaves no room to replace groups "
              + named(old));
    }
    return notReady.isEmpty()
        ? wait(Reason.GROUPS_UPDATING, rollout + "groups " + named(old) + " are to be replaced")
        : wait(
            Reason.ROLLOUT_WAITING,
            rollout
                + "groups "
                + named(notReady)
                + " are not ready and use up maxUnavailable "
                + seen.rollout().maxUnavailable());
  }

  /** Indexes in brackets, runs of them in few words: a set may have hundreds of groups. */
  private static String named(List<Integer> groups) {
    BitSet indexes = new BitSet();
    groups.forEach(indexes::set);
    return "[" + GroupRanges.text(indexes) + "]";
  }

  private static List<Waiting> wait(Reason reason, String message) {
    return List.of(new Waiting(null, reason, message));
  }

  /** Groups that are missing or not ready, surge included. */
  private List<Integer> notReady() {
    BitSet ready = new BitSet();
    for (GroupSummary each : seen.groups()) {
      if (each.isReady()) {
        ready.set(each.index());
      }
    }
    List<Integer> out = new ArrayList<>();
    for (int i = ready.nextClearBit(0); i < step.replicas(); i = ready.nextClearBit(i + 1)) {
      out.add(i);
    }
    return out;
  }

  private List<Integer> indexes(Predicate<GroupSummary> which) {
    List<Integer> out = new ArrayList<>();
    for (GroupSummary each : seen.groups()) {
      if (each.index() < seen.rollout().replicas() && which.test(each)) {
        out.add(each.index());
      }
    }
    return out;
  }
}
