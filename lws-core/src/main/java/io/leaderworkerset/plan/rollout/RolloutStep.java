package io.leaderworkerset.plan.rollout;

/**
 * What the leader StatefulSet should be next.
 *
 * @param partition groups with a lower index keep their revision; never below the set's own
 *     partition
 * @param replicas groups that should exist, surge included
 * @param phase which rule gave this step
 */
public record RolloutStep(int partition, int replicas, Phase phase) {
  /** The rule behind a step. */
  public enum Phase {
    /** There is no leader StatefulSet yet. */
    CREATE,
    /** A new template: everything is protected by the partition, then surge begins. */
    NEW_TEMPLATE,
    /** No rollout is going on. */
    IDLE,
    /** Groups are missing: they come first. */
    SCALE_UP,
    /** Replicas changed during the rollout: the partition keeps its place. */
    SCALED_DURING_ROLLOUT,
    /** The rollout goes on. */
    ROLLING
  }
}
