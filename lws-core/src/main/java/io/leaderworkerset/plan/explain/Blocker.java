package io.leaderworkerset.plan.explain;

import java.time.Instant;
import javax.annotation.Nullable;

/**
 * One thing that keeps a set from being as it should be.
 *
 * @param group the group's index; null if it concerns the whole set
 * @param code what kind of thing it is
 * @param since when it began, as far as it can be seen; null if it cannot
 * @param evidence what was seen: pod, container, exit code, node, message
 * @param unblock what would let it go on
 */
public record Blocker(
    @Nullable Integer group, Code code, @Nullable Instant since, String evidence, String unblock) {

  /**
   * Returns whether it is more than a step on the way: something that does not pass by itself soon.
   */
  public boolean isTrouble() {
    return switch (code) {
      case LEADER_MISSING,
          WORKER_MISSING,
          LEADER_NOT_READY,
          WORKER_NOT_READY,
          STARTUP_POLICY,
          TERMINATING,
          PROGRESSING ->
          false;
      default -> true;
    };
  }

  /** The kinds of blockers. */
  public enum Code {
    /** The leader pod could not be placed. */
    LEADER_UNSCHEDULED,
    /** The leader pod runs and is not Ready. */
    LEADER_NOT_READY,
    /** There is no leader pod. */
    LEADER_MISSING,
    /** A worker pod, or the StatefulSet of all of them, is not there. */
    WORKER_MISSING,
    /** A worker pod could not be placed. */
    WORKER_UNSCHEDULED,
    /** A worker pod is not ready. */
    WORKER_NOT_READY,
    /** An image cannot be pulled. */
    IMAGE_FAILING,
    /** A container cannot be started: what it refers to is missing, or the runtime refuses it. */
    CONTAINER_NOT_STARTED,
    /** A container ends again and again. */
    CONTAINER_CRASHING,
    /** A surge group waits for room; the rollout waits for the surge group. */
    SURGE_WAITS_FOR_CAPACITY,
    /** The set's own ceiling leaves no room for more groups. */
    CAPACITY_CEILING,
    /** The pods of a gang could not be placed all at once. */
    GANG_NOT_SCHEDULABLE,
    /** Workers wait for their leader to be Ready. */
    STARTUP_POLICY,
    /** The leader's node lacks the label of the exclusive placement. */
    TOPOLOGY_LABEL_MISSING,
    /** A deleted pod does not go: its node does not confirm. */
    STUCK_TERMINATING,
    /** An earlier incarnation is being deleted. */
    TERMINATING,
    /** A group that failed is recreated later: its back-off is not over. */
    RESTART_BACKOFF,
    /** A group failed too often, and is kept as it is for inspection. */
    RESTART_BUDGET_EXHAUSTED,
    /** Groups that are not ready use up the rollout's budget. */
    ROLLOUT_BUDGET,
    /** Groups are on their way to the newest revision, or to readiness. */
    PROGRESSING,
    /** The partition keeps groups at their revision. */
    PARTITION_HOLDS,
    /** A name that is needed belongs to somebody else. */
    NAME_TAKEN,
    /** A revision that a group needs is not there. */
    REVISION_MISSING,
    /** The spec changes what a StatefulSet cannot change. */
    IMMUTABLE_FIELD,
    /** The highest pod's name would be longer than a name may be. */
    POD_NAME_TOO_LONG,
    /** The spec is not valid. */
    INVALID_SPEC,
    /** The API server refused a write. */
    WRITE_REFUSED,
    /** The cluster does not support what is needed. */
    UNSUPPORTED_CLUSTER;

    /**
     * Returns what this is of a group beyond the replicas: one that finds no room is surge that
     * waits for capacity.
     */
    public Code inSurge() {
      return switch (this) {
        case LEADER_UNSCHEDULED, WORKER_UNSCHEDULED, GANG_NOT_SCHEDULABLE ->
            SURGE_WAITS_FOR_CAPACITY;
        default -> this;
      };
    }
  }
}
