package io.leaderworkerset.testkit.virtual;

/** What must be true of every run, whatever happens in it. */
public enum Invariant {
  /**
   * No group is of two incarnations: workers are made only where none of an earlier leader stand,
   * as far as the manager could see, and pods of two leaders are never ready side by side.
   */
  ONE_INCARNATION,
  /**
   * Whatever a manager makes has an owner that exists or existed, so that it goes when that goes.
   */
  NO_ORPHAN,
  /**
   * A manager deletes a leader only for something that happened to a pod of that very incarnation,
   * under a policy that says so; so nothing that happened once recreates a group twice.
   */
  ONE_RECREATION_PER_CAUSE,
  /** What happened to a pod while a manager watched recreates its group, if the policy says so. */
  NO_CAUSE_FORGOTTEN,
  /**
   * Under a back-off no group is restarted twice at the same revision within the shortest wait; or
   * three times, if a manager died and took the memory of one with it.
   */
  RESTART_BACKOFF,
  /**
   * With a budget no group is restarted more often for failures at one revision, until the user
   * resumes; or once more for each manager that died and took the memory of one with it.
   */
  RESTART_BUDGET,
  /**
   * No rollout takes a ready group if fewer than replicas minus maxUnavailable are left. Groups
   * that a fault took down do not count against it.
   */
  AVAILABILITY_FLOOR,
  /** No more than replicas plus maxSurge groups are asked for, nor more than a ceiling allows. */
  SURGE_BUDGET,
  /**
   * A manager writes the status of a set at most once in half a {@link
   * ManagerCode#STATUS_INTERVAL}.
   */
  STATUS_RATE,
  /** Once faults and wishes cease, the set becomes what its spec says, and says so. */
  CONVERGENCE,
  /** A manager that starts on a set that is as it should be writes nothing. */
  QUIET,
  /** The manager's code fails only with what the API answered. */
  NO_OTHER_ERROR
}
