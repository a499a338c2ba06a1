package io.leaderworkerset.plan.rollout;

import java.util.List;

/**
 * What the leader StatefulSet should be next.
 *
 * @param partition groups with a lower index keep their revision; never below the set's own
 *     partition
 * @param replicas groups that should exist, surge included
 * @param phase which rule gave this step
 * @param replace indexes of groups whose leader pods are to be deleted, once the StatefulSet is as
 *     this step says, so that they come back at the newest revision; none of them is ready
 */
public record RolloutStep(int partition, int replicas, Phase phase, List<Integer> replace) {
  /** Copies the list. */
  public RolloutStep {
    replace = List.copyOf(replace);
  }

  /** A step that replaces no group itself. */
  public RolloutStep(int partition, int replicas, Phase phase) {
    this(partition, replicas, phase, List.of());
  }

  /**
   * Returns whether the StatefulSet's update strategy is OnDelete instead of RollingUpdate: it
   * replaces nothing by itself, and whatever is made anew is at the newest revision.
   */
  public boolean onDelete() {
    return phase == Phase.REPLACING_BROKEN;
  }

  /**
   * Returns whether the leader StatefulSet has to be changed for this step.
   *
   * @param now what it says
   */
  public boolean differsFrom(RolloutState.LeaderSet now) {
    return onDelete() != now.onDelete()
        || (!onDelete() && partition != now.partition())
        || replicas != now.replicas();
  }

  /**
   * Returns whether the groups to be replaced may go now: only under the strategy that the step
   * asks for do they come back at the newest revision.
   *
   * @param now what the leader StatefulSet says
   */
  public boolean mayReplace(RolloutState.LeaderSet now) {
    return onDelete() == now.onDelete();
  }

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
    ROLLING,
    /**
     * Old groups that are not ready use up the whole budget: they are replaced out of turn, under
     * the update strategy OnDelete, which costs no availability.
     */
    REPLACING_BROKEN
  }
}
