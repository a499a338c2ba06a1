package io.leaderworkerset.plan.rollout;

/** Which rules a rollout follows. */
public enum RolloutRules {
  /** Exactly those of the Go controller, with its defects. */
  REFERENCE,
  /**
   * Those of the Go controller, but the availability floor decides how far the partition falls and
   * how many surge groups go: it is never broken by a step of ours, and a rollout goes on wherever
   * it can without breaking it. Groups that the spec's partition holds get no surge. The default.
   */
  SAFE
}
