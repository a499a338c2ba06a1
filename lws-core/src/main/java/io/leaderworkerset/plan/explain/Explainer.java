package io.leaderworkerset.plan.explain;

import io.leaderworkerset.observe.GroupObservation;
import io.leaderworkerset.observe.SetObservation;
import io.leaderworkerset.plan.GroupPlanner;
import io.leaderworkerset.plan.SetPlan;
import io.leaderworkerset.plan.SetPlanner;
import io.leaderworkerset.plan.Waiting;
import io.leaderworkerset.plan.explain.Blocker.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Says why a set is not as it should be. It asks the planners themselves, so that what it says is
 * what they wait for, and adds what it sees in the pods.
 */
public final class Explainer {
  /** How long a pod may take to go before it counts as stuck. */
  static final Duration STUCK_AFTER = Duration.ofMinutes(5);

  private Explainer() {}

  /**
   * Returns what keeps the set and its groups from being as they should be: the set's blockers
   * first, then each group's in the order given. Empty if there is nothing to wait for.
   *
   * @param set the set as observed
   * @param groups its groups as observed, those that are of interest
   * @param now the time, to tell a deletion that is stuck
   */
  public static List<Blocker> explain(
      SetObservation set, List<GroupObservation> groups, Instant now) {
    List<Blocker> out = new ArrayList<>();
    SetPlan plan = SetPlanner.plan(set, now);
    for (Waiting each : plan.waiting()) {
      out.add(blocker(each));
    }
    if (!plan.actions().isEmpty() && plan.waiting().isEmpty()) {
      String next = plan.actions().get(0).toString();
      out.add(
          new Blocker(
              null, Code.PROGRESSING, null, "next: " + next, "nothing; it is about to be done"));
    }
    for (GroupObservation group : groups) {
      out.addAll(explain(group, now));
    }
    return out;
  }

  /**
   * Returns what keeps one group from being as it should be; empty if it is ready.
   *
   * @param group the group as observed
   * @param now the time, to tell a deletion that is stuck
   */
  public static List<Blocker> explain(GroupObservation group, Instant now) {
    List<Blocker> evidence = new GroupEvidence(group, now).blockers();
    List<Blocker> out = new ArrayList<>();
    for (Waiting each : GroupPlanner.plan(group, now).waiting()) {
      Blocker blocker = blocker(each);
      if (evidence.stream().noneMatch(e -> e.code() == blocker.code())) {
        out.add(blocker); // else the pods say the same, and since when
      }
    }
    out.addAll(evidence);
    return out;
  }

  private static Blocker blocker(Waiting waiting) {
    Code code =
        switch (waiting.reason()) {
          case WAITING_FOR_LEADER -> Code.STARTUP_POLICY;
          case LEADER_UNSCHEDULED -> Code.LEADER_UNSCHEDULED;
          case TOPOLOGY_LABEL_MISSING -> Code.TOPOLOGY_LABEL_MISSING;
          case REVISION_MISSING -> Code.REVISION_MISSING;
          case TERMINATING -> Code.TERMINATING;
          case ROLLOUT_WAITING -> Code.ROLLOUT_BUDGET;
          case PARTITION_HOLDS -> Code.PARTITION_HOLDS;
          case NAME_CONFLICT -> Code.NAME_TAKEN;
          case IMMUTABLE_FIELD -> Code.IMMUTABLE_FIELD;
          case INVALID_SPEC -> Code.INVALID_SPEC;
          case FAILED_CREATE -> Code.UNSUPPORTED_CLUSTER;
          default -> Code.PROGRESSING;
        };
    return new Blocker(waiting.group(), code, null, waiting.message(), remedy(code));
  }

  private static String remedy(Code code) {
    return switch (code) {
      case STARTUP_POLICY -> "the leader becomes Ready, or startupPolicy LeaderCreated";
      case LEADER_UNSCHEDULED -> "room for the leader pod on a node";
      case TOPOLOGY_LABEL_MISSING -> "the label on the node";
      case REVISION_MISSING -> "the ControllerRevision, or the leader pod is deleted";
      case TERMINATING -> "the deletion comes to its end";
      case ROLLOUT_BUDGET ->
          "the named groups become ready, or a larger maxUnavailable or maxSurge";
      case PARTITION_HOLDS -> "a lower partition";
      case NAME_TAKEN -> "the other object is deleted or renamed, or the set is";
      case IMMUTABLE_FIELD -> "the change is undone, or the set is deleted and created";
      case INVALID_SPEC -> "the named fields are put right";
      case UNSUPPORTED_CLUSTER -> "a cluster of Kubernetes 1.27 or newer";
      default -> "the named groups become ready";
    };
  }
}
