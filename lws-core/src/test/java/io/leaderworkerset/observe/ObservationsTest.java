package io.leaderworkerset.observe;

import static io.leaderworkerset.plan.GroupObservations.aLeader;
import static io.leaderworkerset.plan.GroupObservations.aWorkerSet;
import static io.leaderworkerset.plan.Observations.aGroup;
import static io.leaderworkerset.plan.Observations.aSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leaderworkerset.identity.RestartPolicy;
import io.leaderworkerset.identity.StartupPolicy;
import io.leaderworkerset.identity.SubdomainPolicy;
import org.junit.jupiter.api.Test;

class ObservationsTest {
  @Test
  void refusesGroupsOutOfOrderSoThatNoPlanDependsOnTheirOrder() {
    assertThatThrownBy(() -> aSet().groups(aGroup(1), aGroup(0)).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("groups must be sorted by index without repeats; index 0 follows 1");
  }

  @Test
  void refusesTheSameGroupTwice() {
    assertThatThrownBy(() -> aSet().groups(aGroup(1), aGroup(1)).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("groups must be sorted by index without repeats; index 1 follows 1");
  }

  @Test
  void capsSurgeAtReplicas() {
    assertThat(new RolloutSpec(2, 0, 1, 5)).isEqualTo(new RolloutSpec(2, 0, 1, 2));
    assertThat(new RolloutSpec(2, 0, 1, 5).burst()).isEqualTo(4);
  }

  @Test
  void refusesNegativeNumbersOfARollout() {
    assertThatThrownBy(() -> new RolloutSpec(2, 0, -1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2, 0, -1, 0");
  }

  @Test
  void takesTheDeprecatedRestartPolicyForNone() {
    GroupSpec spec =
        new GroupSpec(
            1,
            RestartPolicy.DEFAULT,
            SubdomainPolicy.SHARED,
            StartupPolicy.LEADER_CREATED,
            null,
            false);

    assertThat(spec.restartPolicy()).isEqualTo(RestartPolicy.NONE);
  }

  @Test
  void sumsUpAReadyGroup() {
    assertThat(GroupObservation.summarize(2, aLeader().build(), aWorkerSet().build()))
        .isEqualTo(
            new GroupSummary(
                2, LeaderState.READY, WorkersState.READY, "rev1", "rev1", "leader-uid"));
  }

  @Test
  void countsTheWorkersOfAnEarlierLeaderAsAbsent() {
    GroupSummary summary =
        GroupObservation.summarize(
            2, aLeader().build(), aWorkerSet().ofLeader("earlier-uid").build());

    assertThat(summary)
        .isEqualTo(
            new GroupSummary(
                2, LeaderState.READY, WorkersState.ABSENT, "rev1", null, "leader-uid"));
  }

  @Test
  void doesNotCountALeaderBeingDeletedAsReady() {
    GroupSummary summary =
        GroupObservation.summarize(2, aLeader().deleting().build(), aWorkerSet().build());

    assertThat(summary)
        .isEqualTo(
            new GroupSummary(2, LeaderState.RUNNING, WorkersState.READY, "rev1", "rev1", null));
    assertThat(summary.isReady()).isFalse();
  }

  @Test
  void doesNotCountWorkersAsReadyBeforeTheirStatefulSetIsSettled() {
    assertThat(
            GroupObservation.summarize(2, aLeader().build(), aWorkerSet().unsettled().build())
                .isReady())
        .isFalse();
    assertThat(
            GroupObservation.summarize(2, aLeader().build(), aWorkerSet().available(1).build())
                .isReady())
        .isFalse();
    assertThat(
            GroupObservation.summarize(2, aLeader().build(), aWorkerSet().deleting().build())
                .isReady())
        .isFalse();
  }

  /** Defect 5: going 1 to N must not mark the old groups, which have no workers, unready. */
  @Test
  void judgesAnOldGroupOfSizeOneByItsOwnSizeWhenTheSetGrows() {
    GroupSummary summary = GroupObservation.summarize(2, aLeader().size(1).build(), null);

    assertThat(summary)
        .isEqualTo(
            new GroupSummary(
                2, LeaderState.READY, WorkersState.NOT_APPLICABLE, "rev1", null, "leader-uid"));
    assertThat(summary.isReady()).isTrue();
    assertThat(summary.isAt("rev1")).isTrue();
  }

  /** Defect 5: going N to 1, an old group without its workers is not ready. */
  @Test
  void judgesAnOldGroupOfSizeThreeByItsOwnSizeWhenTheSetShrinks() {
    GroupSummary summary = GroupObservation.summarize(2, aLeader().size(3).build(), null);

    assertThat(summary)
        .isEqualTo(
            new GroupSummary(
                2, LeaderState.READY, WorkersState.ABSENT, "rev1", null, "leader-uid"));
    assertThat(summary.isReady()).isFalse();
  }
}
