package io.leaderworkerset.identity;

/** What makes a group be recreated as a whole. */
public enum RestartCause {
  /** A container or init container restarted. */
  CONTAINER_RESTARTED(true),
  /** A pod ended badly as a whole, such as when its node shut down. */
  POD_FAILED(true),
  /** A node put a pod out because it ran short of something. */
  POD_EVICTED(true),
  /**
   * A pod is being deleted: by a person, a drain, a preemption. Nothing tells them apart, and all
   * but the person may do it again and again, so it counts for the back-off; but it says nothing of
   * the group, so it never counts for the budget.
   */
  POD_DELETED(false),
  /** A pod was replaced by another of the same name, or vanished, between two looks. */
  POD_LOST(false),
  /** The group is not ready at its old revision and holds a rollout up. Never delayed. */
  HOLDS_UP_ROLLOUT(false);

  private final boolean failure;

  RestartCause(boolean failure) {
    this.failure = failure;
  }

  /** Returns whether the group itself failed, so that it counts for the budget of restarts. */
  public boolean isFailure() {
    return failure;
  }
}
