package io.leaderworkerset.plan.rollout;

import io.leaderworkerset.observe.GroupSummary;
import io.leaderworkerset.plan.rollout.RolloutState.LeaderSet;
import java.util.BitSet;

/**
 * Keeps a step of a rollout above the availability floor: at least {@code replicas -
 * maxUnavailable} groups are ready, surge included.
 *
 * <p>The one law behind it: whatever the StatefulSet controller may do under the step, at once and
 * in any order, leaves {@link #survivors} groups ready. It may replace each outdated group at or
 * above the partition and remove each group at or above the replicas. Groups that are not ready
 * cost nothing, and a group that an earlier rollout let go counts as gone. If fewer groups than the
 * floor are ready already, none of them is given up.
 */
final class AvailabilityFloor {
  private final RolloutState state;
  private final LeaderSet now;
  private final int floor;
  private final int burst;

  /** Groups that are ready at the target revision, by index. */
  private final BitSet readyUpdated = new BitSet();

  /** Groups that are ready at another revision, by index. */
  private final BitSet readyOld = new BitSet();

  /**
   * Makes the rule.
   *
   * @param now the leader StatefulSet, whose partition counts (there is none under OnDelete)
   * @param burst the most groups that may exist; what is beyond goes, whatever the floor
   */
  AvailabilityFloor(RolloutState state, LeaderSet now, int burst) {
    this.state = state;
    this.now = now;
    this.burst = burst;
    this.floor = Math.max(0, state.spec().replicas() - state.spec().maxUnavailable());
    for (GroupSummary group : state.groups()) {
      if (group.isReady() && !letGoEarlier(group)) {
        (group.isAt(state.targetRevision()) ? readyUpdated : readyOld).set(group.index());
      }
    }
  }

  /** Its deletion may be on its way: a new template comes in the middle of a rollout. */
  private boolean letGoEarlier(GroupSummary group) {
    String rolledOut = now.revision();
    return rolledOut != null
        && state.templateUpdated()
        && group.index() >= now.partition()
        && !group.isAt(rolledOut);
  }

  /** Returns the step with the partition and the replicas that the floor asks for. */
  RolloutStep apply(RolloutStep step) {
    int partition =
        switch (step.phase()) {
          case CREATE, IDLE, SCALE_UP, SCALED_DURING_ROLLOUT, REPLACING_BROKEN -> step.partition();
          case NEW_TEMPLATE -> lowest(step.partition(), Math.max(step.partition(), now.replicas()));
          case ROLLING ->
              lowest(state.spec().partition(), Math.max(state.spec().partition(), now.partition()));
        };
    return new RolloutStep(partition, replicas(step, partition), step.phase());
  }

  /**
   * The lowest partition under which the floor holds, or nothing more is lost than under high.
   * Groups beyond the burst go in the same step: they keep no floor up. It is not lowered before
   * the StatefulSet controller has acted on the live one: until then it is not known what an
   * earlier one has let go.
   */
  private int lowest(int low, int high) {
    if (!now.observed()) {
      return high;
    }
    int kept = Math.min(now.replicas(), burst);
    int enough = Math.min(floor, survivors(high, kept));
    int partition = Math.min(high, Math.max(low, now.replicas()));
    int left = survivors(partition, kept);
    while (partition > low) {
      int next = partition - 1;
      left -= next < kept && readyOld.get(next) ? 1 : 0;
      if (left < enough) {
        return partition;
      }
      partition = next;
    }
    return partition;
  }

  /**
   * The fewest groups, not fewer than the step has, without which the floor holds. No surge goes
   * while the StatefulSet controller may still act on an earlier partition, which let more go.
   */
  private int replicas(RolloutStep step, int stepPartition) {
    int partition = letGo(step, stepPartition);
    int most = Math.min(now.replicas(), burst);
    if (!now.observed()) {
      return Math.max(step.replicas(), most);
    }
    int enough = Math.min(floor, survivors(partition, most));
    int replicas = step.replicas();
    int left = survivors(partition, replicas);
    while (replicas < most && left < enough) {
      left +=
          readyUpdated.get(replicas) || (readyOld.get(replicas) && replicas < partition) ? 1 : 0;
      replicas++;
    }
    return replicas;
  }

  /**
   * The partition from which on groups may go. Where the spec raises it in the middle of a rollout,
   * those that the live one has let go may be on their way already.
   */
  private int letGo(RolloutStep step, int partition) {
    return step.phase() == RolloutStep.Phase.NEW_TEMPLATE
        ? partition
        : Math.min(partition, now.partition());
  }

  /**
   * Returns how many groups are ready and stay so if every outdated group at or above the partition
   * is replaced and every group at or above the replicas is removed.
   */
  int survivors(int partition, int replicas) {
    return readyUpdated.get(0, Math.max(0, replicas)).cardinality()
        + readyOld.get(0, Math.max(0, Math.min(partition, replicas))).cardinality();
  }
}
