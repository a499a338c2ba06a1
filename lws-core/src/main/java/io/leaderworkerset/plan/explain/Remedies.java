package io.leaderworkerset.plan.explain;

import io.leaderworkerset.identity.Names;
import io.leaderworkerset.identity.Reason;
import io.leaderworkerset.identity.RestartAnnotations;
import io.leaderworkerset.plan.explain.Blocker.Code;

/** What planners wait for, as codes of blockers, and what would let them go on. */
final class Remedies {
  private Remedies() {}

  static Code codeOf(Reason reason) {
    return switch (reason) {
      case WAITING_FOR_LEADER -> Code.STARTUP_POLICY;
      case LEADER_UNSCHEDULED -> Code.LEADER_UNSCHEDULED;
      case TOPOLOGY_LABEL_MISSING -> Code.TOPOLOGY_LABEL_MISSING;
      case REVISION_MISSING -> Code.REVISION_MISSING;
      case TERMINATING -> Code.TERMINATING;
      case RESTART_BACKOFF -> Code.RESTART_BACKOFF;
      case RESTART_BUDGET_EXHAUSTED -> Code.RESTART_BUDGET_EXHAUSTED;
      case ROLLOUT_WAITING -> Code.ROLLOUT_BUDGET;
      case CAPACITY_CEILING -> Code.CAPACITY_CEILING;
      case PARTITION_HOLDS -> Code.PARTITION_HOLDS;
      case NAME_CONFLICT -> Code.NAME_TAKEN;
      case IMMUTABLE_FIELD -> Code.IMMUTABLE_FIELD;
      case INVALID_SPEC -> Code.INVALID_SPEC;
      case FAILED_CREATE -> Code.UNSUPPORTED_CLUSTER;
      case FAILED_UPDATE -> Code.WRITE_REFUSED;
      default -> Code.PROGRESSING;
    };
  }

  static String of(Code code) {
    return switch (code) {
      case STARTUP_POLICY -> "the leader becomes Ready, or startupPolicy LeaderCreated";
      case LEADER_UNSCHEDULED, WORKER_UNSCHEDULED -> "room for the pod on a node";
      case SURGE_WAITS_FOR_CAPACITY ->
          "room for the pod on a node, a smaller maxSurge, or a ceiling: annotation "
              + Names.MAX_GROUPS_ANNOTATION
              + " or "
              + Names.CAPACITY_ANNOTATION;
      case CAPACITY_CEILING -> "a higher ceiling, fewer replicas, or a larger maxUnavailable";
      case GANG_NOT_SCHEDULABLE -> "room for all pods of the group at once";
      case TOPOLOGY_LABEL_MISSING -> "the label on the node";
      case REVISION_MISSING -> "the ControllerRevision, or the leader pod is deleted";
      case TERMINATING -> "the deletion comes to its end";
      case STUCK_TERMINATING ->
          "the node comes back, or is removed, or the pod is deleted with grace period 0";
      case RESTART_BACKOFF ->
          "the time of the next try; deleting the leader pod restarts the group now";
      case RESTART_BUDGET_EXHAUSTED ->
          "a new revision, or a new value of annotation " + RestartAnnotations.RESUME;
      case ROLLOUT_BUDGET ->
          "the named groups become ready, or a larger maxUnavailable or maxSurge";
      case PARTITION_HOLDS -> "a lower partition";
      case NAME_TAKEN -> "the other object is deleted or renamed, or the set is";
      case IMMUTABLE_FIELD -> "the change is undone, or the set is deleted and created";
      case POD_NAME_TOO_LONG ->
          "a set with a shorter name, or with fewer replicas, surge groups or pods in a group";
      case INVALID_SPEC -> "the named fields are put right";
      case WRITE_REFUSED -> "what the API server's message asks for";
      case UNSUPPORTED_CLUSTER -> "a cluster of Kubernetes 1.27 or newer";
      case IMAGE_FAILING -> "an image that can be pulled";
      case CONTAINER_NOT_STARTED ->
          "what its message names, such as a Secret or ConfigMap, or a pod template without it";
      case CONTAINER_CRASHING -> "the container stays up";
      case LEADER_NOT_READY, WORKER_NOT_READY -> "the pod becomes Ready";
      case LEADER_MISSING, WORKER_MISSING -> "the StatefulSet makes it";
      case PROGRESSING -> "the named groups become ready";
    };
  }
}
