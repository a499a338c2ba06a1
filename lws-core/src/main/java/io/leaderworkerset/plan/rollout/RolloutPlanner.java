package io.leaderworkerset.plan.rollout;

import io.leaderworkerset.observe.GroupSummary;
import io.leaderworkerset.observe.RolloutSpec;
import io.leaderworkerset.plan.rollout.RolloutState.LeaderSet;
import io.leaderworkerset.plan.rollout.RolloutStep.Phase;
import java.util.Arrays;

/**
 * Decides partition and replicas of the leader StatefulSet.
 *
 * <p>A rollout first protects all groups with the partition, adds surge groups, then lowers the
 * partition as far as maxUnavailable allows, and gives surge back when the last groups come up. The
 * partition never rises during one rollout.
 *
 * @see <a href="https://github.com/kubernetes-sigs/lws">rule followed: kubernetes-sigs/lws@060ab4d,
 *     rollingUpdateParameters</a>
 */
public final class RolloutPlanner {
  private final RolloutSpec spec;
  private final Groups groups;

  /** Groups below it need no surge: the partition holds them, so that no surge group is theirs. */
  private final int held;

  private RolloutPlanner(RolloutState state, int inCluster, RolloutRules rules) {
    this.spec = state.spec();
    this.groups = new Groups(state, Math.max(inCluster, spec.replicas()));
    this.held = rules == RolloutRules.REFERENCE ? 0 : Math.min(spec.partition(), spec.replicas());
  }

  /**
   * Returns the next step under {@link RolloutRules#SAFE}; the same state always gives the same
   * step.
   *
   * <p>Example: replicas 4, maxUnavailable 1, maxSurge 0, all four groups ready at the old
   * revision, the leader StatefulSet at partition 4. The step is partition 3, replicas 4: group 3
   * may go.
   *
   * @param state where the rollout stands
   * @return the step; its partition is at least the spec's
   */
  public static RolloutStep next(RolloutState state) {
    return next(state, RolloutRules.SAFE);
  }

  /**
   * Returns the next step.
   *
   * @param state where the rollout stands
   * @param rules the rules to go by
   * @return the step; its partition is at least the spec's
   */
  public static RolloutStep next(RolloutState state, RolloutRules rules) {
    CapacityCeiling ceiling = rules == RolloutRules.REFERENCE ? null : CapacityCeiling.of(state);
    RolloutState limited = ceiling == null ? state : state.withSpec(ceiling.limit());
    LeaderSet leaderSet = state.leaderSet();
    if (leaderSet == null) {
      int partition = state.spec().partition();
      return new RolloutStep(partition, limited.spec().replicas(), Phase.CREATE);
    }
    LeaderSet now = leaderSet.onDelete() ? allProtected(leaderSet) : leaderSet;
    int applied = state.spec().replicas();
    RolloutStep step =
        new RolloutPlanner(limited, now.replicas(), rules).next(limited, now, applied);
    int partition = Math.max(step.partition(), state.spec().partition());
    step = new RolloutStep(partition, step.replicas(), step.phase());
    if (rules == RolloutRules.REFERENCE) {
      return step;
    }
    step = new AvailabilityFloor(limited, now, state.spec().burst()).apply(step);
    if (ceiling != null) {
      step = ceiling.hold(step, now);
    }
    RolloutStep safe = new BrokenGroups(limited, now).apply(step, leaderSet.onDelete());
    return ceiling == null || ceiling.allowsReplacing(safe) ? safe : step;
  }

  /** Under OnDelete no group is let go, whatever the partition says. */
  private static LeaderSet allProtected(LeaderSet leaderSet) {
    return new LeaderSet(
        leaderSet.replicas(),
        leaderSet.replicas(),
        leaderSet.replicasAnnotation(),
        false,
        leaderSet.observed(),
        leaderSet.revision());
  }

  /** The replicas of the spec are what the annotation says, even if the ceiling allows fewer. */
  private RolloutStep next(RolloutState state, LeaderSet now, int specReplicas) {
    int wished = spec.replicas();
    if (state.templateUpdated()) {
      int replicas = now.replicas() < wished ? wished : replicasFor(wished - held);
      return new RolloutStep(Math.min(wished, now.replicas()), replicas, Phase.NEW_TEMPLATE);
    }
    if (now.partition() == 0 && now.replicas() == wished) {
      return new RolloutStep(0, wished, Phase.IDLE);
    }
    if (now.replicas() < wished) {
      return new RolloutStep(now.partition(), wished, Phase.SCALE_UP);
    }
    int replicas = replicasFor(groups.notDone(held, wished));
    Integer applied = now.replicasAnnotation();
    if (applied != null && applied != specReplicas) {
      int partition = Math.min(now.partition(), spec.burst());
      return new RolloutStep(partition, replicas, Phase.SCALED_DURING_ROLLOUT);
    }
    return new RolloutStep(nextPartition(now), replicas, Phase.ROLLING);
  }

  /** Groups to have while {@code notDone} groups of the set are still missing, down or old. */
  private int replicasFor(int notDone) {
    return notDone <= spec.maxSurge()
        ? spec.replicas() + Math.max(0, notDone - spec.maxUnavailable())
        : spec.burst();
  }

  private int nextPartition(LeaderSet now) {
    int surgeMissing = spec.burst() - now.replicas();
    long step = (long) spec.maxUnavailable() + spec.maxSurge() - surgeMissing;
    int pending = now.replicas() - groups.doneAtTheTop(now.replicas());
    int unadjusted = (int) Math.max(0, pending - step);
    int partition = unadjusted + groups.notReadyBelow(unadjusted);
    int index = Math.min(partition, now.replicas() - 1);
    while (index >= unadjusted && (!groups.isReady(index) || groups.isUpdated(index))) {
      partition = index;
      index--;
    }
    return Math.min(partition, now.partition());
  }

  /** Ready and updated by index; indexes without a group are neither. */
  private static final class Groups {
    private final boolean[] ready;
    private final boolean[] updated;

    Groups(RolloutState state, int count) {
      ready = new boolean[count];
      updated = new boolean[count];
      for (GroupSummary group : state.groups()) {
        if (group.index() < count) {
          ready[group.index()] = group.isReady();
          updated[group.index()] = group.isAt(state.targetRevision());
        }
      }
    }

    boolean isReady(int index) {
      return ready[index];
    }

    boolean isUpdated(int index) {
      return updated[index];
    }

    int notDone(int from, int end) {
      int count = 0;
      for (int i = from; i < end; i++) {
        if (!ready[i] || !updated[i]) {
          count++;
        }
      }
      return count;
    }

    int doneAtTheTop(int end) {
      int index = end;
      while (index > 0 && ready[index - 1] && updated[index - 1]) {
        index--;
      }
      return end - index;
    }

    int notReadyBelow(int end) {
      int count = 0;
      for (boolean each : Arrays.copyOf(ready, end)) {
        if (!each) {
          count++;
        }
      }
      return count;
    }
  }
}
