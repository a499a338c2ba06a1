package io.leaderworkerset.plan.rollout;

import static io.leaderworkerset.plan.Observations.aGroup;
import static io.leaderworkerset.plan.Observations.readyGroups;
import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.identity.Reason;
import io.leaderworkerset.observe.Ceiling;
import io.leaderworkerset.observe.GroupSummary;
import io.leaderworkerset.observe.RolloutSpec;
import io.leaderworkerset.plan.Waiting;
import io.leaderworkerset.plan.rollout.RolloutState.LeaderSet;
import io.leaderworkerset.plan.rollout.RolloutStep.Phase;
import io.leaderworkerset.plan.simulate.Model;
import io.leaderworkerset.plan.simulate.Model.Demand;
import io.leaderworkerset.plan.simulate.RolloutSimulator;
import io.leaderworkerset.plan.simulate.Scenario;
import io.leaderworkerset.plan.simulate.Timeline;
import io.leaderworkerset.plan.simulate.Timeline.GroupState;
import io.leaderworkerset.plan.simulate.Timeline.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CapacityCeilingTest {
  private static final String GPU = "nvidia.com/gpu";
  private static final Model MINUTES = Model.readyAfter(Duration.ofMinutes(3));

  /** Template and replicas changed together: fewer GPUs a group, more groups. */
  @Test
  void staysUnderTheCeilingWhereItWouldWaitForHardwareThatWillNotCome() {
    Model hardware = MINUTES.withDemand(gpus(16), gpus(8), Map.of(GPU, 32L));
    RolloutSpec two = new RolloutSpec(2, 0, 1, 0);
    RolloutSpec four = new RolloutSpec(4, 0, 1, 0);

    Timeline without = RolloutSimulator.simulate(new Scenario(two, four, true), hardware);
    assertThat(without.outcome()).isEqualTo(Outcome.STALLED);
    assertThat(without.last().groups()).contains(new Timeline.Group(2, true, GroupState.PENDING));

    Timeline under =
        RolloutSimulator.simulate(new Scenario(two, four.withCeiling(ofGpus(32)), true), hardware);
    assertThat(under.outcome()).isEqualTo(Outcome.DONE);
    assertThat(under.peakResources()).isEqualTo(Map.of(GPU, 32L));
    assertThat(under.fewestReady()).isEqualTo(1).isEqualTo(under.floor());
    assertThat(under.frames())
        .allSatisfy(
            frame ->
                assertThat(frame.groups()).noneMatch(group -> group.state() == GroupState.PENDING));
  }

  @Test
  void addsNoMoreSurgeThanFits() {
    assertThat(next(4, 1, 2, Ceiling.ofGroups(5)).replicas()).isEqualTo(5);
    assertThat(next(4, 1, 2, Ceiling.ofGroups(4)).replicas()).isEqualTo(4);
    assertThat(next(4, 1, 2, Ceiling.ofGroups(9)).replicas()).isEqualTo(6);
  }

  @Test
  void isNotLookedAtByTheReference() {
    RolloutState state = newTemplate(new RolloutSpec(4, 0, 1, 2, Ceiling.ofGroups(4)));

    assertThat(RolloutPlanner.next(state, RolloutRules.REFERENCE).replicas()).isEqualTo(6);
  }

  @Test
  void removesNoGroupThatExistsBecauseOfIt() {
    RolloutState state =
        new RolloutState(
            new RolloutSpec(4, 0, 1, 0, Ceiling.ofGroups(2)),
            "rev1",
            false,
            new LeaderSet(4, 0, 4),
            List.of(readyGroups(4, "rev1")));

    assertThat(RolloutPlanner.next(state)).isEqualTo(new RolloutStep(0, 4, Phase.IDLE));
  }

  @Test
  void createsAsManyGroupsAsFit() {
    RolloutSpec spec = new RolloutSpec(4, 0, 1, 0, Ceiling.ofGroups(3));

    assertThat(RolloutPlanner.next(new RolloutState(spec, "rev1", false, null, List.of())))
        .isEqualTo(new RolloutStep(0, 3, Phase.CREATE));
  }

  @Test
  void saysThatItKeepsAScaleUpBack() {
    Timeline timeline =
        RolloutSimulator.simulate(
            new Scenario(
                new RolloutSpec(2, 0, 1, 1),
                new RolloutSpec(6, 0, 1, 1, Ceiling.ofGroups(4)),
                false),
            MINUTES);

    assertThat(timeline.last().groups()).hasSize(4);
    assertThat(timeline.waiting())
        .containsExactly(
            new Waiting(
                null,
                Reason.CAPACITY_CEILING,
                "the ceiling groups=4 leaves room for 4 of 6 groups"));
  }

  @Test
  void saysThatItLeavesNoRoomForSurge() {
    RolloutSpec spec = new RolloutSpec(3, 0, 0, 1, Ceiling.ofGroups(3));

    Timeline timeline = RolloutSimulator.simulate(Scenario.newTemplate(spec), MINUTES);

    assertThat(timeline.outcome()).isEqualTo(Outcome.STALLED);
    assertThat(timeline.waiting())
        .containsExactly(
            new Waiting(
                null,
                Reason.CAPACITY_CEILING,
                "the rollout to revision new waits at partition 3: the ceiling groups=3 leaves no"
                    + " room to replace groups [0 to 2]"));
  }

  @Test
  void letsNoMoreGroupsGoThanFitWhenEachNeedsMore() {
    Model hardware = MINUTES.withDemand(gpus(8), gpus(16), Map.of(GPU, 48L));
    RolloutSpec spec = new RolloutSpec(4, 0, 1, 0, ofGpus(48));

    Timeline timeline = RolloutSimulator.simulate(Scenario.newTemplate(spec), hardware);

    assertThat(timeline.outcome()).isEqualTo(Outcome.STALLED);
    assertThat(timeline.last().updated()).isEqualTo(2);
    assertThat(timeline.last().ready()).isEqualTo(4);
    assertThat(timeline.waiting())
        .singleElement()
        .satisfies(w -> assertThat(w.reason()).isEqualTo(Reason.CAPACITY_CEILING));
  }

  @Test
  void aMissingGroupThatThePartitionHoldsMayComeBackAtItsOldRevision() {
    // 3 of 8 GPUs each are there, group 1 is missing; new ones need 2
    Ceiling ceiling =
        new Ceiling(Map.of(GPU, 30L), Map.of(GPU, 2L), Map.of("rev1", Map.of(GPU, 8L)));
    List<GroupSummary> groups =
        List.of(
            aGroup(0).at("rev1").build(),
            aGroup(2).at("rev1").build(),
            aGroup(3).at("rev2").build());

    assertThat(replicas(new LeaderSet(4, 3, 4), 5, ceiling, groups)).as("26 + 2").isEqualTo(5);
    assertThat(replicas(new LeaderSet(4, 3, 4), 9, ceiling, groups)).as("26 + 4 fit").isEqualTo(6);
    assertThat(replicas(new LeaderSet(4, 1, 4), 9, ceiling, groups)).as("20 + 10").isEqualTo(9);
  }

  @Test
  void brokenGroupsThatAreBeingReplacedLeaveNoRoomToOthers() {
    Ceiling ceiling = Ceiling.ofGroups(5);
    List<GroupSummary> groups = List.of(aGroup(0).at("rev1").build(), aGroup(2).at("rev1").build());
    LeaderSet replacing = new LeaderSet(3, 0, 5).underOnDelete();

    assertThat(replicas(replacing, 5, ceiling, groups)).isEqualTo(3);
    LeaderSet scaledSince = new LeaderSet(3, 0, 3).underOnDelete();
    assertThat(replicas(scaledSince, 5, ceiling, groups)).isEqualTo(5);
  }

  private static int replicas(
      LeaderSet now, int wished, Ceiling ceiling, List<GroupSummary> groups) {
    RolloutSpec spec = new RolloutSpec(wished, 0, 1, 0, ceiling);
    return RolloutPlanner.next(new RolloutState(spec, "rev2", false, now, groups)).replicas();
  }

  private static RolloutStep next(int replicas, int maxUnavailable, int maxSurge, Ceiling ceiling) {
    return RolloutPlanner.next(
        newTemplate(new RolloutSpec(replicas, 0, maxUnavailable, maxSurge, ceiling)));
  }

  private static RolloutState newTemplate(RolloutSpec spec) {
    int replicas = spec.replicas();
    return new RolloutState(
        spec,
        "rev2",
        true,
        new LeaderSet(replicas, 0, replicas),
        List.of(readyGroups(replicas, "rev1")));
  }

  private static Ceiling ofGpus(long most) {
    return new Ceiling(Map.of(GPU, most), Map.of(), Map.of());
  }

  private static Demand gpus(long each) {
    return new Demand(2, Map.of(GPU, each));
  }
}
