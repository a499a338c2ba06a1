package io.leaderworkerset.informers.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.identity.RestartPolicy;
import io.leaderworkerset.identity.StartupPolicy;
import io.leaderworkerset.identity.SubdomainPolicy;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.informers.observe.WorkKey.GroupKey;
import io.leaderworkerset.informers.observe.WorkKey.SetKey;
import io.leaderworkerset.informers.support.FakeTime;
import io.leaderworkerset.observe.GroupObservation;
import io.leaderworkerset.observe.GroupSpec;
import io.leaderworkerset.observe.GroupSummary;
import io.leaderworkerset.observe.LeaderSetObservation;
import io.leaderworkerset.observe.LeaderState;
import io.leaderworkerset.observe.PodObservation;
import io.leaderworkerset.observe.PodPhase;
import io.leaderworkerset.observe.RolloutSpec;
import io.leaderworkerset.observe.SetObservation;
import io.leaderworkerset.observe.SetRef;
import io.leaderworkerset.observe.SetStatus;
import io.leaderworkerset.observe.WorkersState;
import io.leaderworkerset.plan.GroupPlanner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.annotation.Nullable;
import org.junit.jupiter.api.Test;

class BlockerBoardTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");
  private static final SetKey SET = new SetKey("default", "web");
  private static final SetRef REF = new SetRef("default", "web", "set-uid");

  private static final GroupSpec SPEC =
      new GroupSpec(
          1, RestartPolicy.NONE, SubdomainPolicy.SHARED, StartupPolicy.LEADER_CREATED, null, false);

  private final List<SetKey> due = new ArrayList<>();
  private final Told told = new Told();
  private final Set<SetKey> there = new HashSet<>(Set.of(SET));
  private final FakeTime clock = new FakeTime();
  private final BlockerBoard board = new BlockerBoard(told, clock, due::add, there::contains);

  private static final class Told implements LwsMetrics {
    private Map<String, Instant> blocked = Map.of();

    @Override
    public void blocked(String namespace, String set, Map<String, Instant> since) {
      blocked = since;
    }

    @Override
    public void setForgotten(String namespace, String set) {
      blocked = Map.of();
    }
  }

  @Test
  void aSurgeGroupWithoutRoomWaitsForCapacityInMetricAndCondition() {
    look(1, "0/4 nodes are available", NOW.minusSeconds(60));
    look(2, "0/4 nodes are available", NOW.minusSeconds(90));

    board.report(SET, setOf(2), List.of());

    assertThat(told.blocked)
        .isEqualTo(
            Map.of(
                "LEADER_UNSCHEDULED",
                NOW.minusSeconds(60),
                "SURGE_WAITS_FOR_CAPACITY",
                NOW.minusSeconds(90)));
    assertThat(board.notes(SET, setOf(2))).hasSize(2);
  }

  @Test
  void theEarliestOfAReasonCounts() {
    look(0, "0/4 nodes are available", NOW.minusSeconds(60));
    look(1, "0/4 nodes are available", NOW.minusSeconds(90));

    board.report(SET, setOf(2), List.of());

    assertThat(told.blocked).isEqualTo(Map.of("LEADER_UNSCHEDULED", NOW.minusSeconds(90)));
  }

  @Test
  void asksForALookAtTheSetOnlyWhenThereIsAnotherThingToSay() {
    look(0, "0/4 nodes are available", NOW.minusSeconds(60));
    look(0, "0/4 nodes are available", NOW.minusSeconds(60));
    assertThat(due).containsExactly(SET);

    look(1, "0/4 nodes are available", NOW.minusSeconds(60));
    assertThat(due).containsExactly(SET, SET);
  }

  @Test
  void groupsThatNoNoteNamesAskForNothing() {
    for (int group = 0; group < 100; group++) {
      look(group, "0/4 nodes are available", NOW.minusSeconds(60));
    }

    assertThat(due).as("three that are named, and one that makes others of them").hasSize(4);
    assertThat(board.notes(SET, setOf(100))).hasSize(4).last().isEqualTo("and others");
  }

  @Test
  void theMetricFollowsAGroupWithoutALookAtItsSet() {
    board.report(SET, setOf(2), List.of());
    look(0, "0/4 nodes are available", NOW.minusSeconds(60));
    assertThat(told.blocked).isEqualTo(Map.of("LEADER_UNSCHEDULED", NOW.minusSeconds(60)));

    look(1, "0/4 nodes are available", NOW.minusSeconds(90));
    assertThat(told.blocked).isEqualTo(Map.of("LEADER_UNSCHEDULED", NOW.minusSeconds(90)));

    look(
        leader(1, NOW.minusSeconds(90))
            .nodeName("node-1")
            .phase(PodPhase.RUNNING)
            .ready(true)
            .build());
    assertThat(told.blocked).isEqualTo(Map.of("LEADER_UNSCHEDULED", NOW.minusSeconds(60)));

    look(
        leader(0, NOW.minusSeconds(60))
            .nodeName("node-1")
            .phase(PodPhase.RUNNING)
            .ready(true)
            .build());
    assertThat(told.blocked).isEmpty();
  }

  @Test
  void aStepThatLastsIsInTheMetricAndInNoNote() {
    look(leader(0, NOW.minusSeconds(60)).nodeName("node-1").build());

    assertThat(told.blocked).isEqualTo(Map.of("LEADER_NOT_READY", NOW.minusSeconds(60)));
    assertThat(board.notes(SET, setOf(2))).isEmpty();
    assertThat(due).isEmpty();
  }

  @Test
  void whatTellsOfNoBeginningHasLastedSinceItWasFirstSaid() {
    Instant first = clock.instant();
    board.report(SET, setOf(2, 0), List.of());
    clock.advance(Duration.ofMinutes(1));
    board.report(SET, setOf(2, 0), List.of());
    assertThat(told.blocked).as("group 1 is not there").isEqualTo(Map.of("LEADER_MISSING", first));

    board.report(SET, setOf(2, 0, 1), List.of());
    assertThat(told.blocked).isEmpty();
  }

  @Test
  void aGroupThatIsNotWantedIsNotMissing() {
    GroupObservation gone = group(1, null, SPEC);
    board.look(new GroupKey("default", "web", 1), gone, GroupPlanner.plan(gone, NOW));
    board.report(SET, setOf(1, 0), List.of());

    assertThat(told.blocked).isEmpty();
  }

  @Test
  void theRevisionOfAGroupIsMissingSinceThatWasFirstSaid() {
    PodObservation leader = leader(0, NOW).nodeName("node-1").phase(PodPhase.RUNNING).build();
    GroupObservation without = group(0, leader, null);
    Instant first = clock.instant();
    for (int i = 0; i < 2; i++) {
      board.look(new GroupKey("default", "web", 0), without, GroupPlanner.plan(without, NOW));
      clock.advance(Duration.ofMinutes(1));
    }

    assertThat(told.blocked).containsEntry("REVISION_MISSING", first);
  }

  @Test
  void forgetsASetThatIsGone() {
    look(0, "0/4 nodes are available", NOW.minusSeconds(60));
    board.forget(SET);

    assertThat(told.blocked).isEmpty();
    assertThat(board.notes(SET, setOf(2))).isEmpty();
  }

  @Test
  void workOnAGroupThatEndsAfterItsSetWasForgottenTellsOfNothing() {
    there.clear();
    board.forget(SET);

    look(0, "0/4 nodes are available", NOW.minusSeconds(60));

    assertThat(told.blocked).isEmpty();
    assertThat(due).isEmpty();
  }

  private static PodObservation.Builder leader(int index, Instant created) {
    return PodObservation.builder("web", index, 0)
        .namespace("default")
        .name("web-" + index)
        .uid("uid-" + index)
        .created(created);
  }

  private void look(int index, String unschedulable, Instant created) {
    look(leader(index, created).unschedulable(unschedulable).build());
  }

  private void look(PodObservation leader) {
    int index = leader.group();
    GroupObservation group = group(index, leader, SPEC);
    board.look(new GroupKey("default", "web", index), group, GroupPlanner.plan(group, NOW));
  }

  private static GroupObservation group(
      int index, @Nullable PodObservation leader, @Nullable GroupSpec spec) {
    return new GroupObservation(
        REF, false, index, leader, List.of(), null, null, null, null, spec, null, List.of());
  }

  private static SetObservation setOf(int replicas) {
    return setOf(replicas, null, List.of());
  }

  private static SetObservation setOf(int replicas, int... groups) {
    LeaderSetObservation leaderSet =
        new LeaderSetObservation(
            "uid", null, replicas, 0, false, "rev1", replicas, 0, false, List.of(), List.of());
    return setOf(
        replicas,
        leaderSet,
        Arrays.stream(groups)
            .mapToObj(
                i ->
                    new GroupSummary(
                        i, LeaderState.READY, WorkersState.READY, "rev1", "rev1", "uid-" + i))
            .toList());
  }

  private static SetObservation setOf(
      int replicas, @Nullable LeaderSetObservation leaderSet, List<GroupSummary> groups) {
    return new SetObservation(
        REF,
        1,
        false,
        List.of(),
        new RolloutSpec(replicas, 0, 1, 1),
        SubdomainPolicy.SHARED,
        "rev1",
        "rev1",
        List.of(),
        leaderSet,
        null,
        groups,
        SetStatus.EMPTY,
        null,
        List.of());
  }
}
