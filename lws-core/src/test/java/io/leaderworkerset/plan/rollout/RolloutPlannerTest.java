package io.leaderworkerset.plan.rollout;

import static io.leaderworkerset.plan.Observations.aGroup;
import static io.leaderworkerset.plan.Observations.readyGroups;
import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.observe.GroupSummary;
import io.leaderworkerset.observe.RolloutSpec;
import io.leaderworkerset.plan.rollout.RolloutState.LeaderSet;
import io.leaderworkerset.plan.rollout.RolloutStep.Phase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolloutPlannerTest {
  private static final String OLD = "rev1";
  private static final String NEW = "rev2";

  @Test
  void createsAllGroupsAtOnceWithoutAPartition() {
    RolloutState state = new RolloutState(new RolloutSpec(3, 0, 1, 1), NEW, false, null, List.of());

    assertThat(RolloutPlanner.next(state)).isEqualTo(new RolloutStep(0, 3, Phase.CREATE));
  }

  @Test
  void createsWithThePartitionOfTheSpec() {
    RolloutState state = new RolloutState(new RolloutSpec(3, 2, 1, 0), NEW, false, null, List.of());

    assertThat(RolloutPlanner.next(state)).isEqualTo(new RolloutStep(2, 3, Phase.CREATE));
  }

  @Test
  void protectsEveryGroupAndAddsSurgeForANewTemplate() {
    RolloutState state =
        new RolloutState(
            new RolloutSpec(4, 0, 1, 2), NEW, true, new LeaderSet(4, 0, 4), oldGroups(4));

    assertThat(RolloutPlanner.next(state)).isEqualTo(new RolloutStep(4, 6, Phase.NEW_TEMPLATE));
  }

  @Test
  void holdsSurgeBackWhenANewTemplateComesWithMoreReplicas() {
    RolloutState state =
        new RolloutState(
            new RolloutSpec(6, 0, 1, 2), NEW, true, new LeaderSet(4, 0, 4), oldGroups(4));

    assertThat(RolloutPlanner.next(state)).isEqualTo(new RolloutStep(4, 6, Phase.NEW_TEMPLATE));
  }

  @Test
  void givesSurgeBackWhenOnlyGroupsHeldByThePartitionAreOld() {
    List<GroupSummary> groups = new ArrayList<>(oldGroups(2));
    for (int i = 2; i < 6; i++) {
      groups.add(aGroup(i).at(NEW).build());
    }
    RolloutState state =
        new RolloutState(new RolloutSpec(4, 2, 0, 2), NEW, false, new LeaderSet(6, 2, 4), groups);

    assertThat(RolloutPlanner.next(state)).isEqualTo(new RolloutStep(2, 4, Phase.ROLLING));
    assertThat(RolloutPlanner.next(state, RolloutRules.REFERENCE))
        .as("for ever")
        .isEqualTo(new RolloutStep(2, 6, Phase.ROLLING));
  }

  @Test
  void addsNoSurgeForANewTemplateThatThePartitionHoldsWhole() {
    RolloutState state =
        new RolloutState(
            new RolloutSpec(4, 4, 0, 2), NEW, true, new LeaderSet(4, 0, 4), oldGroups(4));

    assertThat(RolloutPlanner.next(state)).isEqualTo(new RolloutStep(4, 4, Phase.NEW_TEMPLATE));
  }

  @Test
  void lowersThePartitionByMaxUnavailable() {
    assertThat(RolloutPlanner.next(rolling(4, 1, 0, 4, 4, oldGroups(4))))
        .isEqualTo(new RolloutStep(3, 4, Phase.ROLLING));
    assertThat(RolloutPlanner.next(rolling(4, 2, 0, 4, 4, oldGroups(4))))
        .isEqualTo(new RolloutStep(2, 4, Phase.ROLLING));
  }

  @Test
  void waitsForTheGroupItReplaces() {
    List<GroupSummary> groups = new ArrayList<>(oldGroups(3));
    groups.add(aGroup(3).at(NEW).notReady().build());

    assertThat(RolloutPlanner.next(rolling(4, 1, 0, 4, 3, groups)))
        .isEqualTo(new RolloutStep(3, 4, Phase.ROLLING));
  }

  @Test
  void treatsTheLargestMaxUnavailableLikeAllReplicas() {
    for (String revision : List.of(OLD, NEW)) {
      List<GroupSummary> groups = List.of(readyGroups(8, revision));
      RolloutState most = rolling(4, Integer.MAX_VALUE, 4, 8, 1, groups);
      RolloutState all = rolling(4, 4, 4, 8, 1, groups);

      assertThat(RolloutPlanner.next(most)).isEqualTo(RolloutPlanner.next(all));
    }
  }

  @Test
  void keepsItsPlaceWhenScaledDuringTheRollout() {
    RolloutState state =
        new RolloutState(
            new RolloutSpec(3, 0, 1, 0), NEW, false, new LeaderSet(5, 4, 5), oldGroups(5));

    assertThat(RolloutPlanner.next(state))
        .isEqualTo(new RolloutStep(3, 3, Phase.SCALED_DURING_ROLLOUT));
  }

  @Test
  void scalesUpBeforeItGoesOn() {
    RolloutState state =
        new RolloutState(
            new RolloutSpec(5, 0, 1, 0), NEW, false, new LeaderSet(3, 2, 3), oldGroups(3));

    assertThat(RolloutPlanner.next(state)).isEqualTo(new RolloutStep(2, 5, Phase.SCALE_UP));
  }

  @ParameterizedTest(name = "from {0} groups at partition {1}")
  @CsvSource({"0, 0", "3, 0", "3, 2"})
  void endsWithNoGroupAndNoPartitionForNoReplicas(int groups, int partition) {
    RolloutSpec none = new RolloutSpec(0, 0, 0, 0);
    RolloutState state =
        new RolloutState(
            none, OLD, false, new LeaderSet(groups, partition, groups), oldGroups(groups));
    for (int i = 0; i < 3; i++) {
      state = applied(state, RolloutPlanner.next(state), List.of());
    }

    assertThat(RolloutPlanner.next(state)).isEqualTo(new RolloutStep(0, 0, Phase.IDLE));
  }

  @Test
  void neverRaisesThePartitionDuringARollout() {
    forAllStates(
        state -> {
          LeaderSet now = state.leaderSet();
          if (!state.templateUpdated() && now != null) {
            assertThat(RolloutPlanner.next(state).partition())
                .as("%s", state)
                .isLessThanOrEqualTo(Math.max(now.partition(), state.spec().partition()));
          }
        });
  }

  @Test
  void respectsThePartitionOfTheSpec() {
    forAllStates(
        state ->
            assertThat(RolloutPlanner.next(state).partition())
                .as("%s", state)
                .isGreaterThanOrEqualTo(state.spec().partition()));
  }

  @Test
  void keepsReplicasBetweenThoseWishedAndTheBurst() {
    forAllStates(
        state ->
            assertThat(RolloutPlanner.next(state).replicas())
                .as("%s", state)
                .isBetween(state.spec().replicas(), state.spec().burst()));
  }

  @Test
  void settlesIfTheGroupsStayAsTheyAre() {
    forAllStates(
        state -> {
          RolloutState at = state;
          for (int i = 0; i < 4; i++) {
            at = applied(at, RolloutPlanner.next(at), at.groups());
          }
          RolloutStep step = RolloutPlanner.next(at);
          assertThat(RolloutPlanner.next(applied(at, step, at.groups())))
              .as("%s", state)
              .isEqualTo(step);
        });
  }

  @Test
  void givesTheSameStepForGroupsInAnyOrder() {
    Random random = new Random(11);
    for (int i = 0; i < 2_000; i++) {
      RolloutState state = randomState(random);
      List<GroupSummary> shuffled = new ArrayList<>(state.groups());
      Collections.shuffle(shuffled, random);
      RolloutState other =
          new RolloutState(
              state.spec(),
              state.targetRevision(),
              state.templateUpdated(),
              state.leaderSet(),
              shuffled);
      assertThat(RolloutPlanner.next(other)).isEqualTo(RolloutPlanner.next(state));
    }
  }

  private static RolloutState rolling(
      int replicas, int unavailable, int surge, int n, int partition, List<GroupSummary> groups) {
    return new RolloutState(
        new RolloutSpec(replicas, 0, unavailable, surge),
        NEW,
        false,
        new LeaderSet(n, partition, replicas),
        groups);
  }

  private static RolloutState applied(
      RolloutState state, RolloutStep step, List<GroupSummary> groups) {
    LeaderSet now = new LeaderSet(step.replicas(), step.partition(), state.spec().replicas());
    return new RolloutState(state.spec(), state.targetRevision(), false, now, groups);
  }

  private static List<GroupSummary> oldGroups(int count) {
    return List.of(readyGroups(count, OLD));
  }

  /** Every state of up to two replicas and five groups, then seeded larger ones. */
  private static void forAllStates(Consumer<RolloutState> law) {
    for (int replicas = 0; replicas <= 2; replicas++) {
      for (int unavailable = 0; unavailable <= replicas; unavailable++) {
        for (int surge = 0; surge <= replicas; surge++) {
          for (int partition = 0; partition <= replicas; partition++) {
            forStatesOf(new RolloutSpec(replicas, partition, unavailable, surge), law);
          }
        }
      }
    }
    Random random = new Random(7);
    for (int i = 0; i < 50_000; i++) {
      law.accept(randomState(random));
    }
  }

  private static void forStatesOf(RolloutSpec spec, Consumer<RolloutState> law) {
    for (int n = 0; n <= spec.burst() + 1; n++) {
      for (int groups = 0; groups < Math.pow(4, Math.min(n, 4)); groups++) {
        for (int now = 0; now <= n; now++) {
          for (int annotation = spec.replicas(); annotation <= spec.replicas() + 1; annotation++) {
            LeaderSet leaderSet = new LeaderSet(n, now, annotation);
            List<GroupSummary> list = groupsOf(groups, Math.min(n, 4));
            law.accept(new RolloutState(spec, NEW, false, leaderSet, list));
            law.accept(new RolloutState(spec, NEW, true, leaderSet, list));
          }
        }
      }
    }
  }

  private static List<GroupSummary> groupsOf(int code, int count) {
    List<GroupSummary> out = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int kind = (code >> (2 * i)) & 3;
      if (kind < 2) {
        out.add(aGroup(i).at(kind == 0 ? OLD : NEW).build());
      } else if (kind == 2) {
        out.add(aGroup(i).at(NEW).notReady().build());
      }
    }
    return out;
  }

  private static RolloutState randomState(Random random) {
    int replicas = random.nextInt(1, 300);
    RolloutSpec spec =
        new RolloutSpec(
            replicas,
            random.nextInt(3) == 0 ? random.nextInt(replicas + 3) : 0,
            random.nextInt(replicas + 2),
            random.nextInt(replicas + 2));
    int n = random.nextInt(spec.burst() + 5);
    int readiness = random.nextInt(101);
    List<GroupSummary> groups = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      boolean ready = random.nextInt(100) < readiness;
      var group = aGroup(i).at(random.nextBoolean() ? OLD : NEW);
      if (random.nextInt(20) != 0) {
        groups.add((ready ? group : group.notReady()).build());
      }
    }
    Integer annotation = random.nextInt(4) == 0 ? null : replicas + random.nextInt(2);
    LeaderSet now =
        random.nextInt(50) == 0 ? null : new LeaderSet(n, random.nextInt(n + 2), annotation);
    return new RolloutState(spec, NEW, random.nextInt(8) == 0, now, groups);
  }
}
