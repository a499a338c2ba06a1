package io.leaderworkerset.plan;

import io.leaderworkerset.identity.Names;
import io.leaderworkerset.identity.Reason;
import io.leaderworkerset.observe.GroupSummary;
import io.leaderworkerset.observe.LeaderSetObservation;
import io.leaderworkerset.observe.SetObservation;
import io.leaderworkerset.plan.rollout.RolloutStep;
import java.util.ArrayList;
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
    if (step.phase() == RolloutStep.Phase.NEW_TEMPLATE || isLettingGroupsGo()) {
      return Reason.GROUPS_UPDATING;
    }
    return step.partition() == leaderSet.partition() && step.replicas() == leaderSet.replicas()
        ? Reason.DRIFT_CORRECTED
        : Reason.GROUPS_PROGRESSING;
  }

  /** Returns the text of the event; empty if the step deserves none. */
  String event() {
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

  /** Returns why a rollout that is not over does not go on now; empty if it does, or is over. */
  List<Waiting> waiting() {
    List<Waiting> out = new ArrayList<>();
    if (step.phase() != RolloutStep.Phase.ROLLING) {
      return out;
    }
    int held = seen.rollout().partition();
    List<Integer> heldBack = indexes(g -> g.index() < held && !g.isAt(revisionKey));
    List<Integer> old = indexes(g -> g.index() >= held && !g.isAt(revisionKey));
    List<Integer> notReady = indexes(g -> !g.isReady());
    if (old.isEmpty() && !heldBack.isEmpty()) {
      out.add(
          new Waiting(
              null,
              Reason.PARTITION_HOLDS,
              "partition "
                  + held
                  + " keeps groups "
                  + heldBack
                  + " at their revision; lower it to go on"));
    } else if (!old.isEmpty() && !notReady.isEmpty() && step.partition() == leaderSet.partition()) {
      out.add(
          new Waiting(
              null,
              Reason.ROLLOUT_WAITING,
              "the rollout to revision "
                  + revisionKey
                  + " waits at partition "
                  + step.partition()
                  + ": groups "
                  + notReady
                  + " are not ready and use up maxUnavailable "
                  + seen.rollout().maxUnavailable()));
    }
    return out;
  }

  private List<Integer> indexes(Predicate<GroupSummary> which) {
    return seen.groups().stream()
        .filter(g -> g.index() < seen.rollout().replicas())
        .filter(which)
        .map(GroupSummary::index)
        .toList();
  }
}
