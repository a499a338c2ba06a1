package io.leaderworkerset.identity;

/** Why something is done, or is not done. {@link #pascalCase} is the reason of the event. */
public enum Reason {
  /** A ControllerRevision is made for a new template. */
  CREATING_REVISION("CreatingRevision", false),
  /** Groups are made, scaled, or on their way to readiness. */
  GROUPS_PROGRESSING("GroupsProgressing", false),
  /** Groups are replaced by a newer revision. */
  GROUPS_UPDATING("GroupsUpdating", false),
  /** All groups are ready at the newest revision. */
  ALL_GROUPS_READY("AllGroupsReady", false),
  /** A group is recreated as a whole. */
  RECREATE_GROUP("RecreateGroup", false),
  /** Revisions that no group needs are removed. */
  REVISIONS_TRUNCATED("RevisionsTruncated", false),
  /** An object of ours differs from what it should be and is put right. */
  DRIFT_CORRECTED("DriftCorrected", false),
  /** Something could not be made. */
  FAILED_CREATE("FailedCreate", true),
  /** A write was refused by the API server. */
  FAILED_UPDATE("FailedUpdate", true),
  /** A name that we need belongs to an object of somebody else. */
  NAME_CONFLICT("NameConflict", true),
  /** The spec is not valid. */
  INVALID_SPEC("InvalidSpec", true),
  /** The spec asks for a change that a StatefulSet does not allow. */
  IMMUTABLE_FIELD("ImmutableField", true),
  /** A group waits for its leader to be Ready before workers are made. */
  WAITING_FOR_LEADER("WaitingForLeader", false),
  /** A group waits for its leader to be scheduled. */
  LEADER_UNSCHEDULED("LeaderUnscheduled", false),
  /** The leader's node does not carry the label of the exclusive placement. */
  TOPOLOGY_LABEL_MISSING("TopologyLabelMissing", true),
  /** The ControllerRevision that a group was made from is not there. */
  REVISION_MISSING("RevisionMissing", true),
  /** An earlier incarnation of the same name is still being deleted. */
  TERMINATING("Terminating", false),
  /** A group that failed again and again waits before it is recreated. */
  RESTART_BACKOFF("RestartBackOff", true),
  /** A group used up its restarts and is kept as it is, for inspection. */
  RESTART_BUDGET_EXHAUSTED("RestartBudgetExhausted", true),
  /** More restarts are to be remembered than there is room for in the cluster. */
  RESTART_HISTORY_FULL("RestartHistoryFull", true),
  /** The rollout's budget is used up by groups that are not ready. */
  ROLLOUT_WAITING("RolloutWaiting", false),
  /** The set's own ceiling leaves no room for more. */
  CAPACITY_CEILING("CapacityCeiling", false),
  /** The partition keeps the remaining groups at their revision. */
  PARTITION_HOLDS("PartitionHolds", false);

  private final String pascalCase;
  private final boolean warning;

  Reason(String pascalCase, boolean warning) {
    this.pascalCase = pascalCase;
    this.warning = warning;
  }

  /** Returns the reason as events and conditions spell it. */
  public String pascalCase() {
    return pascalCase;
  }

  /** Returns whether its events are of type Warning. */
  public boolean isWarning() {
    return warning;
  }
}
