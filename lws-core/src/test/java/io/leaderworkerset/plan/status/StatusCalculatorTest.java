package io.leaderworkerset.plan.status;

import static io.leaderworkerset.plan.Observations.aGroup;
import static io.leaderworkerset.plan.Observations.readyGroups;
import static io.leaderworkerset.plan.status.StatusCalculator.AVAILABLE;
import static io.leaderworkerset.plan.status.StatusCalculator.BLOCKED;
import static io.leaderworkerset.plan.status.StatusCalculator.PROGRESSING;
import static io.leaderworkerset.plan.status.StatusCalculator.UPDATE_IN_PROGRESS;
import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.identity.Reason;
import io.leaderworkerset.observe.GroupSummary;
import io.leaderworkerset.observe.RolloutSpec;
import io.leaderworkerset.observe.SetCondition;
import io.leaderworkerset.observe.SetStatus;
import io.leaderworkerset.observe.WorkersState;
import io.leaderworkerset.plan.status.StatusCalculator.Block;
import io.leaderworkerset.plan.status.StatusCalculator.Input;
import io.leaderworkerset.plan.status.StatusCalculator.Output;
import java.time.Instant;
import java.util.List;
import javax.annotation.Nullable;
import org.junit.jupiter.api.Test;

class StatusCalculatorTest {
  private static final Instant NOW = Instant.parse("2026-01-01T10:00:00.750Z");
  private static final Instant SECOND = Instant.parse("2026-01-01T10:00:00Z");
  private static final Instant BEFORE = Instant.parse("2026-01-01T09:00:00Z");
  private static final RolloutSpec THREE = new RolloutSpec(3, 0, 1, 1);
  private static final String SELECTOR =
      "leaderworkerset.sigs.k8s.io/name=lws,leaderworkerset.sigs.k8s.io/worker-index=0";

  private static final String ALL_READY = "All replicas are ready";
  private static final String IN_PROGRESS = "Replicas are progressing";
  private static final String ROLLING = "Rolling Upgrade is in progress";

  @Test
  void isAvailableWhenAllGroupsAreReadyAtTheNewestRevision() {
    Output out = compute(THREE, SetStatus.EMPTY, readyGroups(3, "rev1"));

    SetCondition available = condition(AVAILABLE, true, "AllGroupsReady", ALL_READY, SECOND);
    assertThat(out)
        .isEqualTo(
            new Output(new SetStatus(List.of(available), 3, 3, 3, SELECTOR, 7), available, true));
  }

  @Test
  void progressesWhileAGroupIsNotReady() {
    Output out =
        compute(
            THREE,
            SetStatus.EMPTY,
            aGroup(0).build(),
            aGroup(1).notReady().build(),
            aGroup(2).build());

    SetCondition progressing =
        condition(PROGRESSING, true, "GroupsProgressing", IN_PROGRESS, SECOND);
    assertThat(out)
        .isEqualTo(
            new Output(
                new SetStatus(List.of(progressing), 2, 3, 3, SELECTOR, 7), progressing, false));
  }

  @Test
  void progressesWhileGroupsAreMissing() {
    assertThat(compute(THREE, SetStatus.EMPTY, aGroup(0).build()).status().conditions())
        .containsExactly(condition(PROGRESSING, true, "GroupsProgressing", IN_PROGRESS, SECOND));
  }

  @Test
  void isAvailableWithNoGroupsWished() {
    Output out = compute(new RolloutSpec(0, 0, 1, 0), SetStatus.EMPTY);

    assertThat(out.changed())
        .isEqualTo(condition(AVAILABLE, true, "AllGroupsReady", ALL_READY, SECOND));
    assertThat(out.updateDone()).isTrue();
  }

  /** Defect 6: the second condition of the pair must not be dropped because the first changed. */
  @Test
  void writesBothConditionsOfARollout() {
    Output out =
        compute(
            THREE,
            SetStatus.EMPTY,
            aGroup(0).at("rev0").build(),
            aGroup(1).at("rev0").build(),
            aGroup(2).build());

    SetCondition updating = condition(UPDATE_IN_PROGRESS, true, "GroupsUpdating", ROLLING, SECOND);
    assertThat(out)
        .isEqualTo(
            new Output(
                new SetStatus(
                    List.of(
                        updating,
                        condition(PROGRESSING, true, "GroupsProgressing", IN_PROGRESS, SECOND)),
                    3,
                    1,
                    3,
                    SELECTOR,
                    7),
                updating,
                false));
  }

  @Test
  void endsAvailableWhenARolloutBeginsAndSaysWhy() {
    SetStatus before = status(earlier(AVAILABLE, true, "AllGroupsReady", ALL_READY));

    assertThat(compute(THREE, before, readyGroups(3, "rev0")).status().conditions())
        .containsExactly(
            condition(AVAILABLE, false, "GroupsUpdating", ROLLING, SECOND),
            condition(UPDATE_IN_PROGRESS, true, "GroupsUpdating", ROLLING, SECOND),
            condition(PROGRESSING, true, "GroupsProgressing", IN_PROGRESS, SECOND));
  }

  @Test
  void endsTheOthersWhenTheSetBecomesAvailable() {
    SetStatus before =
        status(
            earlier(UPDATE_IN_PROGRESS, true, "GroupsUpdating", ROLLING),
            earlier(PROGRESSING, true, "GroupsProgressing", IN_PROGRESS));

    assertThat(compute(THREE, before, readyGroups(3, "rev1")).status().conditions())
        .containsExactly(
            condition(UPDATE_IN_PROGRESS, false, "AllGroupsReady", ALL_READY, SECOND),
            condition(PROGRESSING, false, "AllGroupsReady", ALL_READY, SECOND),
            condition(AVAILABLE, true, "AllGroupsReady", ALL_READY, SECOND));
  }

  @Test
  void keepsUpdateInProgressUntilTheLastUpdatedGroupIsReady() {
    SetStatus before = status(earlier(UPDATE_IN_PROGRESS, true, "GroupsUpdating", ROLLING));

    assertThat(
            compute(
                    THREE,
                    before,
                    aGroup(0).notReady().build(),
                    aGroup(1).build(),
                    aGroup(2).build())
                .status()
                .conditions())
        .containsExactly(
            condition(UPDATE_IN_PROGRESS, true, "GroupsUpdating", ROLLING, BEFORE),
            condition(PROGRESSING, true, "GroupsProgressing", IN_PROGRESS, SECOND));
  }

  @Test
  void refreshesReasonMessageAndGenerationButNotTheTimeOfWhatStillHolds() {
    SetStatus before = status(earlier(AVAILABLE, true, "OldReason", "old message"));

    Output out = compute(THREE, before, readyGroups(3, "rev1"));

    assertThat(out.status().conditions())
        .containsExactly(condition(AVAILABLE, true, "AllGroupsReady", ALL_READY, BEFORE));
    assertThat(out.changed()).isNull();
  }

  @Test
  void refreshesWhatStillDoesNotHold() {
    SetStatus before = status(earlier(AVAILABLE, false, "AllGroupsReady", ALL_READY));

    assertThat(compute(THREE, before).status().conditions())
        .containsExactly(
            condition(AVAILABLE, false, "GroupsProgressing", IN_PROGRESS, BEFORE),
            condition(PROGRESSING, true, "GroupsProgressing", IN_PROGRESS, SECOND));
  }

  @Test
  void leavesConditionsOfOthersAlone() {
    SetCondition theirs = new SetCondition("Audited", true, "ByHand", "fine", 3, BEFORE);

    assertThat(compute(THREE, status(theirs), readyGroups(3, "rev1")).status().conditions())
        .startsWith(theirs)
        .hasSize(2);
  }

  @Test
  void ignoresGroupsWhoseWorkersAreMissing() {
    Output out =
        compute(
            THREE,
            SetStatus.EMPTY,
            aGroup(0).build(),
            aGroup(1).withoutWorkers().build(),
            aGroup(2).at("rev0").build());

    assertThat(out.status().readyReplicas()).isEqualTo(2);
    assertThat(out.status().updatedReplicas()).isEqualTo(1);
  }

  @Test
  void countsGroupsOfSizeOneWithoutWorkers() {
    Output out = compute(new RolloutSpec(1, 0, 1, 0), SetStatus.EMPTY, aGroup(0).alone().build());

    assertThat(out.status().readyReplicas()).isEqualTo(1);
    assertThat(out.updateDone()).isTrue();
  }

  @Test
  void countsSurgeGroupsButDoesNotWaitForThem() {
    Output out =
        compute(
            THREE,
            SetStatus.EMPTY,
            aGroup(0).build(),
            aGroup(1).build(),
            aGroup(2).build(),
            aGroup(3).at("rev0").workers(WorkersState.NOT_READY).build(),
            aGroup(4).build());

    assertThat(out.status().readyReplicas()).isEqualTo(4);
    assertThat(out.status().updatedReplicas()).isEqualTo(4);
    assertThat(out.changed())
        .isEqualTo(condition(AVAILABLE, true, "AllGroupsReady", ALL_READY, SECOND));
  }

  @Test
  void isAvailableButNotDoneWithOldGroupsBelowThePartition() {
    Output out =
        compute(
            new RolloutSpec(3, 2, 1, 0),
            SetStatus.EMPTY,
            aGroup(0).at("rev0").build(),
            aGroup(1).at("rev0").build(),
            aGroup(2).build());

    assertThat(out.changed())
        .isEqualTo(condition(AVAILABLE, true, "AllGroupsReady", ALL_READY, SECOND));
    assertThat(out.updateDone()).isFalse();
  }

  @Test
  void isNotAvailableWhileAGroupBelowThePartitionIsDown() {
    Output out =
        compute(
            new RolloutSpec(3, 2, 1, 0),
            SetStatus.EMPTY,
            aGroup(0).at("rev0").notReady().build(),
            aGroup(1).at("rev0").build(),
            aGroup(2).build());

    assertThat(out.changed())
        .isEqualTo(condition(PROGRESSING, true, "GroupsProgressing", IN_PROGRESS, SECOND));
  }

  @Test
  void saysThatTheSetIsBlocked() {
    Output out =
        StatusCalculator.compute(
            input(
                THREE,
                new Block(Reason.INVALID_SPEC, "spec.replicas: must be at least 0"),
                SetStatus.EMPTY,
                readyGroups(3, "rev1")),
            NOW);

    assertThat(out.status().conditions())
        .containsExactly(
            condition(AVAILABLE, true, "AllGroupsReady", ALL_READY, SECOND),
            condition(BLOCKED, true, "InvalidSpec", "spec.replicas: must be at least 0", SECOND));
  }

  @Test
  void announcesTheBlockIfNothingElseChanged() {
    SetStatus before = status(earlier(AVAILABLE, true, "AllGroupsReady", ALL_READY));
    Block block = new Block(Reason.NAME_CONFLICT, "taken");

    Output out = StatusCalculator.compute(input(THREE, block, before, readyGroups(3, "rev1")), NOW);

    assertThat(out.changed()).isEqualTo(condition(BLOCKED, true, "NameConflict", "taken", SECOND));
  }

  @Test
  void endsTheBlockWhenItIsGone() {
    SetStatus before =
        status(
            earlier(AVAILABLE, true, "AllGroupsReady", ALL_READY),
            earlier(BLOCKED, true, "NameConflict", "taken"));

    assertThat(compute(THREE, before, readyGroups(3, "rev1")).status().conditions())
        .containsExactly(
            condition(AVAILABLE, true, "AllGroupsReady", ALL_READY, BEFORE),
            condition(BLOCKED, false, "AllGroupsReady", ALL_READY, SECOND));
  }

  @Test
  void namesGroupsInTroubleInTheMessageOfProgressing() {
    GroupSummary[] groups = {aGroup(0).build(), aGroup(1).notReady().build()};
    Input plain = input(THREE, null, SetStatus.EMPTY, groups);
    Input noted =
        new Input(
            plain.set(),
            plain.generation(),
            plain.rollout(),
            plain.revisionKey(),
            plain.leaderSetPods(),
            plain.groups(),
            null,
            SetStatus.EMPTY,
            List.of("group 1: pod lws-1 is not scheduled", "and others"));

    assertThat(StatusCalculator.compute(noted, NOW).status().condition(PROGRESSING))
        .satisfies(
            condition ->
                assertThat(condition.message())
                    .isEqualTo(
                        "Replicas are progressing; group 1: pod lws-1 is not scheduled; and"
                            + " others"));
  }

  @Test
  void changesNothingTheSecondTime() {
    GroupSummary[] groups = {aGroup(0).at("rev0").build(), aGroup(1).notReady().build()};
    SetStatus first = compute(THREE, SetStatus.EMPTY, groups).status();

    Output second =
        StatusCalculator.compute(input(THREE, null, first, groups), NOW.plusSeconds(60));

    assertThat(second).isEqualTo(new Output(first, null, false));
  }

  private static Output compute(RolloutSpec spec, SetStatus before, GroupSummary... groups) {
    return StatusCalculator.compute(input(spec, null, before, groups), NOW);
  }

  private static Input input(
      RolloutSpec spec, @Nullable Block block, SetStatus before, GroupSummary... groups) {
    return new Input("lws", 7, spec, "rev1", 3, List.of(groups), block, before, List.of());
  }

  private static SetStatus status(SetCondition... conditions) {
    return new SetStatus(List.of(conditions), 0, 0, 0, "", 6);
  }

  private static SetCondition condition(
      String type, boolean status, String reason, String message, Instant since) {
    return new SetCondition(type, status, reason, message, 7, since);
  }

  private static SetCondition earlier(String type, boolean status, String reason, String message) {
    return new SetCondition(type, status, reason, message, 6, BEFORE);
  }
}
