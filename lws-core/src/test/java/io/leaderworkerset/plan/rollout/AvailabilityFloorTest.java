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
    LeaderSet unobserved = new LeaderSet(3, 4, 3).unobserved();

    assertThat(next(unobserved).replicas()).isEqualTo(3);
  }

  @Test
  void aSmallerBudgetTakesSurgeAtOnce() {
    RolloutSpec spec = new RolloutSpec(2, 0, 1, 0);
    LeaderSet unobserved = new LeaderSet(3, 0, 2).unobserved();

    assertThat(
            RolloutPlanner.next(new RolloutState(spec, "rev2", false, unobserved, GROUP_ONE_IS_OLD))
                .replicas())
        .isEqualTo(2);
  }

  /** Group 0 was let go by partition 0; the surge group has to stay until group 1 is ready. */
  @Test
  void aGroupThatAnEarlierRolloutHadLetGoCountsAsGoneWhenTheNextTemplateComes() {
    RolloutSpec spec = new RolloutSpec(2, 0, 1, 1);
    List<GroupSummary> groups =
        List.of(
            aGroup(0).at("rev1").build(),
            aGroup(1).at("rev2").notReady().build(),
            aGroup(2).at("rev2").build());
    LeaderSet live = new LeaderSet(3, 0, 2).at("rev2");

    RolloutStep raised = RolloutPlanner.next(new RolloutState(spec, "rev3", true, live, groups));
    LeaderSet after = new LeaderSet(raised.replicas(), raised.partition(), 2).at("rev3");
    RolloutStep held =
        RolloutPlanner.next(new RolloutState(spec, "rev3", false, after.unobserved(), groups));

    assertThat(raised.partition()).isEqualTo(3);
    assertThat(held.partition()).as("until the StatefulSet controller has acted").isEqualTo(3);
    assertThat(
            RolloutPlanner.next(new RolloutState(spec, "rev3", false, after, groups)).partition())
        .as("group 0 was not taken after all, and group 1 is not ready anyway")
        .isEqualTo(1);
  }

  private static RolloutStep next(LeaderSet live) {
    RolloutSpec spec = new RolloutSpec(2, 4, 0, 1);
    return RolloutPlanner.next(new RolloutState(spec, "rev2", false, live, GROUP_ONE_IS_OLD));
  }
}
