package io.leaderworkerset.plan.rollout;

import io.leaderworkerset.observe.GroupSummary;
import io.leaderworkerset.observe.RolloutSpec;
import java.util.List;
import javax.annotation.Nullable;

/**
 * Where a rollout stands.
 *
 * @param spec the rollout's numbers
 * @param targetRevision revision key that groups should get to
 * @param templateUpdated whether that revision is newer than the one the leader StatefulSet carries
 * @param leaderSet what the leader StatefulSet says; null if there is none
 * @param groups summaries of the groups that exist, sorted by index; a missing index is a missing
 *     group
 */
public record RolloutState(
    RolloutSpec spec,
    String targetRevision,
    boolean templateUpdated,
    @Nullable LeaderSet leaderSet,
    List<GroupSummary> groups) {
  /** Copies the list. */
  public RolloutState {
    groups = List.copyOf(groups);
  }

  /** Returns this state with other numbers. */
  RolloutState withSpec(RolloutSpec numbers) {
    return new RolloutState(numbers, targetRevision, templateUpdated, leaderSet, groups);
  }

  /**
   * The leader StatefulSet's part in a rollout.
   *
   * @param replicas its replicas, at least 0
   * @param partition its partition, at least 0
   * @param replicasAnnotation the set's replicas when it was last applied; null if not known
   * @param onDelete whether its update strategy is OnDelete; its partition means nothing then
   * @param observed whether its controller has acted on its newest generation; until then it may go
   *     by an earlier partition
   * @param revision the revision key of its template; null if not known, and then no group counts
   *     as let go by an earlier rollout
   */
  public record LeaderSet(
      int replicas,
      int partition,
      @Nullable Integer replicasAnnotation,
      boolean onDelete,
      boolean observed,
      @Nullable String revision) {
    /**
     * A StatefulSet with the update strategy RollingUpdate whose controller has acted on its newest
     * generation.
     */
    public LeaderSet(int replicas, int partition, @Nullable Integer replicasAnnotation) {
      this(replicas, partition, replicasAnnotation, false, true, null);
    }

    /** Returns it with the update strategy OnDelete. */
    public LeaderSet underOnDelete() {
      return new LeaderSet(replicas, partition, replicasAnnotation, true, observed, revision);
    }

    /** Returns it as it is before its controller has acted on its newest generation. */
    public LeaderSet unobserved() {
      return new LeaderSet(replicas, partition, replicasAnnotation, onDelete, false, revision);
    }

    /** Returns it with a template of that revision. */
    public LeaderSet at(String key) {
      return new LeaderSet(replicas, partition, replicasAnnotation, onDelete, observed, key);
    }
  }
}
