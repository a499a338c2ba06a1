package io.leaderworkerset.plan.rollout;

import static io.leaderworkerset.plan.Observations.aGroup;
import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.observe.GroupSummary;
import io.leaderworkerset.observe.RolloutSpec;
import io.leaderworkerset.plan.Observations.GroupBuilder;
import io.leaderworkerset.plan.rollout.RolloutState.LeaderSet;
import io.leaderworkerset.plan.rollout.RolloutStep.Phase;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BrokenGroupsTest {
  private static final LeaderSet PROTECTED = new LeaderSet(4, 4, 4);
  private static final LeaderSet ON_DELETE = new LeaderSet(4, 0, 4).underOnDelete();

  @Test
  void replacesABrokenOldGroupThatLeavesNoBudget() {
    assertThat(next(PROTECTED, old(0), old(1).notReady(), old(2), old(3)))
        .isEqualTo(new RolloutStep(4, 4, Phase.REPLACING_BROKEN, List.of(1)));
  }

  @Test
  void takesTheOrdinaryWayWhileThereIsBudget() {
    RolloutState state = state(2, 0, PROTECTED, old(0), old(1).notReady(), old(2), old(3));

    assertThat(RolloutPlanner.next(state)).isEqualTo(new RolloutStep(3, 4, Phase.ROLLING));
  }

  @Test
  void waitsForAGroupThatIsOnItsWay() {
    assertThat(
            next(
                new LeaderSet(4, 3, 4),
                old(0),
                old(1).notReady(),
                old(2),
                aGroup(3).at("rev2").notReady()))
        .isEqualTo(new RolloutStep(3, 4, Phase.ROLLING));
  }

  @Test
  void waitsForAGroupThatIsMissing() {
    assertThat(next(PROTECTED, old(0), old(1).notReady(), old(2)))
        .isEqualTo(new RolloutStep(3, 4, Phase.ROLLING));
    assertThat(next(new LeaderSet(4, 3, 4), old(0), old(1).notReady(), old(2)))
        .isEqualTo(new RolloutStep(3, 4, Phase.ROLLING));
  }

  @Test
  void leavesALeaderAloneThatIsBeingDeleted() {
    assertThat(next(PROTECTED, old(0), old(1).notReady().deleting(), old(2), old(3)))
        .isEqualTo(new RolloutStep(4, 4, Phase.ROLLING));
  }

  @Test
  void doesNotGoPastThePartitionOfTheSpec() {
    RolloutState state = state(1, 1, PROTECTED, old(0).notReady(), old(1), old(2), old(3));

    assertThat(RolloutPlanner.next(state)).isEqualTo(new RolloutStep(4, 4, Phase.ROLLING));
  }

  @Test
  void replacesABrokenGroupThatThePartitionLetGoWithoutAnotherStrategy() {
    LeaderSet letGo = new LeaderSet(4, 3, 4);
    assertThat(next(letGo, old(0), old(1), old(2), old(3).notReady()))
        .isEqualTo(new RolloutStep(3, 4, Phase.ROLLING, List.of(3)));
  }

  @Test
  void replacesABrokenGroupThatIsLetGoWhileTheControllerStillHasAReadyOneToReplace() {
    // under the gate MaxUnavailableStatefulSet it never does: the broken group takes its budget up
    LeaderSet letGo = new LeaderSet(4, 0, 4);
    assertThat(next(letGo, aGroup(0).at("rev2"), old(1), aGroup(2).at("rev2"), old(3).notReady()))
        .isEqualTo(new RolloutStep(0, 4, Phase.IDLE, List.of(3)));
  }

  @Test
  void takesNoStrategyOnDeleteWhileAReadyGroupIsBeingReplaced() {
    LeaderSet letGo = new LeaderSet(4, 2, 4);
    assertThat(next(letGo, old(0).notReady(), old(1), old(2), old(3).notReady()).replace())
        .containsExactly(3);
  }

  @Test
  void staysUntilTheGroupIsBackAtTheNewestRevision() {
    RolloutStep staying = new RolloutStep(4, 4, Phase.REPLACING_BROKEN, List.of());

    assertThat(next(ON_DELETE, old(0), old(1).notReady().deleting(), old(2), old(3)))
        .isEqualTo(staying);
    assertThat(next(ON_DELETE, old(0), old(2), old(3))).isEqualTo(staying);
    assertThat(next(ON_DELETE, old(0), old(1).notReady(), old(2), old(3)))
        .isEqualTo(new RolloutStep(4, 4, Phase.REPLACING_BROKEN, List.of(1)));
  }

  @Test
  void goesBackToTheOrdinaryWayWithEveryOldGroupProtected() {
    assertThat(next(ON_DELETE, old(0), aGroup(1).at("rev2").notReady(), old(2), old(3)))
        .isEqualTo(new RolloutStep(4, 4, Phase.ROLLING));
  }

  @Test
  void leavesItForANewTemplateAndForScaling() {
    GroupBuilder[] groups = {old(0), old(1).notReady(), old(2), old(3)};
    RolloutState newer =
        new RolloutState(new RolloutSpec(4, 0, 1, 0), "rev3", true, ON_DELETE, list(groups));
    RolloutState scaled =
        new RolloutState(new RolloutSpec(6, 0, 1, 0), "rev2", false, ON_DELETE, list(groups));

    assertThat(RolloutPlanner.next(newer)).isEqualTo(new RolloutStep(4, 4, Phase.NEW_TEMPLATE));
    assertThat(RolloutPlanner.next(scaled)).isEqualTo(new RolloutStep(4, 6, Phase.SCALE_UP));
  }

  @Test
  void goesBackToTheOrdinaryWayWhenTheSpecGetsAPartition() {
    GroupBuilder[] broken = {old(0), old(1).notReady(), old(2), old(3)};
    GroupBuilder[] missing = {old(0), old(2), old(3)};

    assertThat(RolloutPlanner.next(state(1, 2, ON_DELETE, broken)))
        .isEqualTo(new RolloutStep(4, 4, Phase.ROLLING));
    assertThat(RolloutPlanner.next(state(1, 2, ON_DELETE, missing)).onDelete()).isFalse();
  }

  @Test
  void goesOnInTheOrdinaryWayWhenABrokenGroupIsStuckAndTheBudgetIsBack() {
    RolloutState stuck =
        state(2, 0, ON_DELETE, old(0).notReady().deleting(), aGroup(1).at("rev2"), old(2), old(3));

    assertThat(RolloutPlanner.next(stuck)).isEqualTo(new RolloutStep(3, 4, Phase.ROLLING));
  }

  @Test
  void endsUnderTheRulesOfTheReferenceToo() {
    RolloutState state = state(1, 0, ON_DELETE, old(0), old(1).notReady(), old(2), old(3));

    assertThat(RolloutPlanner.next(state, RolloutRules.REFERENCE))
        .isEqualTo(new RolloutStep(4, 4, Phase.ROLLING));
  }

  @Test
  void isNotDoneByTheReference() {
    RolloutState state = state(1, 0, PROTECTED, old(0), old(1).notReady(), old(2), old(3));

    assertThat(RolloutPlanner.next(state, RolloutRules.REFERENCE))
        .isEqualTo(new RolloutStep(4, 4, Phase.ROLLING));
  }

  private static GroupBuilder old(int index) {
    return aGroup(index).at("rev1");
  }

  private static RolloutStep next(LeaderSet leaderSet, GroupBuilder... groups) {
    return RolloutPlanner.next(state(1, 0, leaderSet, groups));
  }

  private static RolloutState state(
      int maxUnavailable, int partition, LeaderSet leaderSet, GroupBuilder... groups) {
    RolloutSpec spec = new RolloutSpec(4, partition, maxUnavailable, 0);
    return new RolloutState(spec, "rev2", false, leaderSet, list(groups));
  }

  private static List<GroupSummary> list(GroupBuilder... groups) {
    return Arrays.stream(groups).map(GroupBuilder::build).toList();
  }
}
