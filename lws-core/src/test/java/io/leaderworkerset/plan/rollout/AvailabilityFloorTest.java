package io.leaderworkerset.plan.rollout;

import static io.leaderworkerset.plan.Observations.aGroup;
import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.observe.GroupSummary;
import io.leaderworkerset.observe.RolloutSpec;
import io.leaderworkerset.plan.rollout.RolloutState.LeaderSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class AvailabilityFloorTest {
  private static final List<GroupSummary> GROUP_ONE_IS_OLD =
      List.of(
          aGroup(0).at("rev2").build(), aGroup(1).at("rev1").build(), aGroup(2).at("rev2").build());

  @Test
  void keepsTheSurgeForAGroupThatWasLetGoBeforeTheUserRaisedThePartition() {
    assertThat(next(new LeaderSet(3, 0, 3)).replicas()).isEqualTo(3);
  }

  @Test
  void takesTheSurgeOnceThePartitionHoldsAllGroups() {
    assertThat(next(new LeaderSet(3, 4, 3)).replicas()).isEqualTo(2);
  }

  @Test
  void keepsTheSurgeUntilTheStatefulSetControllerHasActedOnTheRaisedPartition() {
    LeaderSet unobserved = new LeaderSet(3, 4, 3, false, false);

    assertThat(next(unobserved).replicas()).isEqualTo(3);
  }

  @Test
  void aSmallerBudgetTakesSurgeAtOnce() {
    RolloutSpec spec = new RolloutSpec(2, 0, 1, 0);
    LeaderSet unobserved = new LeaderSet(3, 0, 2, false, false);

    assertThat(
            RolloutPlanner.next(new RolloutState(spec, "rev2", false, unobserved, GROUP_ONE_IS_OLD))
                .replicas())
        .isEqualTo(2);
  }

  private static RolloutStep next(LeaderSet live) {
    RolloutSpec spec = new RolloutSpec(2, 4, 0, 1);
    return RolloutPlanner.next(new RolloutState(spec, "rev2", false, live, GROUP_ONE_IS_OLD));
  }
}
