package io.leaderworkerset.plan;

import static io.leaderworkerset.plan.Observations.aGroup;
import static io.leaderworkerset.plan.Observations.aLeaderSet;
import static io.leaderworkerset.plan.Observations.aSet;
import static io.leaderworkerset.plan.Observations.ourService;
import static io.leaderworkerset.plan.Observations.readyGroups;
import static io.leaderworkerset.plan.Observations.revision;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.identity.Reason;
import io.leaderworkerset.identity.RestartCause;
import io.leaderworkerset.observe.NamedObject;
import io.leaderworkerset.observe.SetCondition;
import io.leaderworkerset.observe.SetObservation;
import io.leaderworkerset.plan.Action.ApplyLeaderStatefulSet;
import io.leaderworkerset.plan.Action.CreateRevision;
import io.leaderworkerset.plan.Action.CreateService;
import io.leaderworkerset.plan.Action.DeleteLeaderPod;
import io.leaderworkerset.plan.Action.DeleteRevision;
import io.leaderworkerset.plan.Observations.SetBuilder;
import io.leaderworkerset.plan.restart.RestartDecision;
import io.leaderworkerset.plan.status.StatusCalculator;
import java.time.Instant;
import java.util.List;
import javax.annotation.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SetPlannerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");

  @Test
  void makesRevisionServiceAndLeaderStatefulSetOfANewSet() {
    assertThat(plan(aSet().replicas(3)).actions())
        .containsExactly(
            new CreateService(null),
            new CreateRevision("rev1", 1),
            new ApplyLeaderStatefulSet(
                0, 3, "rev1", null, Reason.GROUPS_PROGRESSING, "Created leader statefulset lws"));
  }

  @Test
  void describesANewRevision() {
    assertThat(new CreateRevision("rev1", 1).describe())
        .isEqualTo(
            "Creating revision with key rev1 for a newly created or updated LeaderWorkerSet");
  }

  @Test
  void makesNoSharedServiceIfEachGroupHasItsOwn() {
    assertThat(plan(aSet().uniquePerReplica()).actions())
        .noneMatch(a -> a instanceof CreateService);
  }

  @Test
  void leavesASetAloneThatIsAsItShouldBe() {
    SetPlan first = plan(aSet().running(3, "rev1"));
    assertThat(first.actions()).isEmpty();
    assertThat(first.waiting()).isEmpty();

    SetPlan second = plan(aSet().running(3, "rev1").status(status(first)));
    assertThat(second).isEqualTo(new SetPlan(List.of(), status(first), null, List.of(), null));
  }

  @Test
  void isSettledWhenOnlyTheStatusIsLeftToTell() {
    assertThat(isSettled(aSet().running(3, "rev1"))).isTrue();
    assertThat(isSettled(aSet().running(3, "rev1").groups(aGroup(0).notReady().build())))
        .as("groups that come up")
        .isTrue();
    assertThat(isSettled(aSet().replicas(3))).as("a new set").isFalse();
    assertThat(isSettled(aSet().running(3, "rev1").replicas(4))).as("scaled").isFalse();
    assertThat(
            isSettled(aSet().running(3, "rev1").leaderSet(aLeaderSet().replicas(3).partition(2))))
        .as("in the middle of a rollout")
        .isFalse();
    assertThat(
            isSettled(aSet().running(3, "rev1").leaderSet(aLeaderSet().replicas(4).partition(0))))
        .as("surge that is to go")
        .isFalse();
  }

  private static boolean isSettled(SetBuilder set) {
    SetObservation observed = set.build();
    return SetPlanner.plan(observed, NOW).isSettled(observed);
  }

  @ParameterizedTest(name = "{0} replicas, partition {1}, maxUnavailable {2}, maxSurge {3}")
  @CsvSource({"0, 0, 1, 0", "1, 0, 1, 1", "4, 2, 1, 0", "4, 9, 0, 2", "5, 0, 5, 5"})
  void plansNothingForAConvergedSet(int replicas, int partition, int unavailable, int surge) {
    SetBuilder set =
        aSet()
            .running(replicas, "rev1")
            .partition(partition)
            .maxUnavailable(unavailable)
            .maxSurge(surge)
            .leaderSet(aLeaderSet().replicas(replicas).partition(partition));

    assertThat(plan(set).actions()).isEmpty();
    assertThat(plan(set).waiting()).isEmpty();
  }

  @Test
  void plansNothingForASetThatIsBeingDeleted() {
    assertThat(plan(aSet().deleting()))
        .isEqualTo(new SetPlan(List.of(), null, null, List.of(), null));
    assertThat(plan(aSet().running(3, "rev1").live("rev2").deleting()))
        .isEqualTo(new SetPlan(List.of(), null, null, List.of(), null));
  }

  @Test
  void endsWithNoGroupsForNoReplicas() {
    SetPlan plan =
        plan(
            aSet()
                .running(0, "rev1")
                .leaderSet(aLeaderSet().replicas(3))
                .groups(readyGroups(3, "rev1")));

    assertThat(plan.actions()).containsExactly(apply(0, 0, "rev1", Reason.GROUPS_PROGRESSING, ""));
    assertThat(plan.changed()).isNotNull();
    assertThat(plan.changed().type()).isEqualTo(StatusCalculator.AVAILABLE);
  }

  @Test
  void beginsARolloutWithEveryGroupProtected() {
    assertThat(plan(aSet().running(4, "rev1").live("rev2").maxSurge(1)).actions())
        .containsExactly(
            new CreateRevision("rev2", 2), apply(4, 5, "rev2", Reason.GROUPS_UPDATING, ""));
  }

  @Test
  void beginsARolloutHeldByThePartitionAsAnUpdateToo() {
    SetBuilder set =
        aSet()
            .running(4, "rev1")
            .live("rev2")
            .partition(4)
            .leaderSet(aLeaderSet().replicas(4).partition(4));

    assertThat(plan(set).actions())
        .containsExactly(
            new CreateRevision("rev2", 2), apply(4, 4, "rev2", Reason.GROUPS_UPDATING, ""));
  }

  @ParameterizedTest(name = "with maxUnavailable {0}: {2}")
  @CsvSource({"1, 3, Updating replica 3", "3, 1, Updating replicas 1 to 3 (inclusive)"})
  void saysWhichReplicasItUpdates(int unavailable, int partition, String message) {
    SetBuilder set = rolling(4).maxUnavailable(unavailable);

    assertThat(plan(set).actions())
        .containsExactly(apply(partition, 4, "rev2", Reason.GROUPS_UPDATING, message));
  }

  @ParameterizedTest(name = "from {0} groups: {1}")
  @CsvSource({
    "4, deleting surge replica lws-3",
    "5, deleting surge replicas lws-3 to lws-4",
  })
  void saysWhichSurgeReplicasItDeletes(int groups, String message) {
    SetBuilder set =
        aSet()
            .running(3, "rev1")
            .maxSurge(2)
            .leaderSet(aLeaderSet().replicas(groups).appliedFor(3))
            .groups(readyGroups(groups, "rev1"));

    assertThat(plan(set).actions())
        .containsExactly(apply(0, 3, "rev1", Reason.GROUPS_PROGRESSING, message));
  }

  @Test
  void doesNotCallReplicasSurgeThatAreScaledDown() {
    SetBuilder set =
        aSet()
            .running(3, "rev1")
            .leaderSet(aLeaderSet().replicas(5).appliedFor(5))
            .groups(readyGroups(5, "rev1"));

    assertThat(plan(set).actions())
        .containsExactly(apply(0, 3, "rev1", Reason.GROUPS_PROGRESSING, ""));
  }

  @Test
  void doesNotCallReplicasUpdatedThatAreScaledDownDuringARollout() {
    SetBuilder set =
        rolling(5)
            .replicas(3)
            .leaderSet(aLeaderSet().replicas(5).partition(4).at("rev2").appliedFor(5));

    assertThat(plan(set).actions())
        .containsExactly(apply(3, 3, "rev2", Reason.GROUPS_PROGRESSING, ""));
  }

  @Test
  void scalesUp() {
    assertThat(plan(aSet().running(2, "rev1").replicas(5)).actions())
        .containsExactly(apply(0, 5, "rev1", Reason.GROUPS_PROGRESSING, ""));
  }

  @Test
  void putsRightWhatSomeoneChanged() {
    SetBuilder set =
        aSet()
            .running(3, "rev1")
            .leaderSet(aLeaderSet().replicas(3).drift("spec.template.metadata.labels"));

    assertThat(plan(set).actions())
        .containsExactly(apply(0, 3, "rev1", Reason.DRIFT_CORRECTED, ""));
  }

  @Test
  void takesOverASetWhoseRevisionAnotherWriterSerialisedOtherwise() {
    SetBuilder set =
        aSet()
            .running(3, "theirs")
            .live("ours", "{same}")
            .revisions(revision("theirs", 4, "{same}"));

    assertThat(plan(set).actions()).isEmpty();
    assertThat(status(plan(set)).updatedReplicas()).isEqualTo(3);
  }

  @Test
  void makesAMissingRevisionAgainWithoutTouchingGroups() {
    assertThat(plan(aSet().running(3, "rev1").revisions()).actions())
        .containsExactly(new CreateRevision("rev1", 1));
  }

  /** Without the label nothing says which revision the groups are at: they may not all roll. */
  @Test
  void protectsTheGroupsOfAStatefulSetThatLostItsRevisionLabel() {
    SetBuilder set =
        aSet().running(3, "rev1").live("rev2").leaderSet(aLeaderSet().replicas(3).at(null));

    assertThat(plan(set).actions())
        .containsExactly(
            new CreateRevision("rev2", 2), apply(3, 3, "rev2", Reason.GROUPS_UPDATING, ""));
  }

  @Test
  void givesAStatefulSetItsRevisionLabelBack() {
    SetBuilder set = aSet().running(3, "rev1").leaderSet(aLeaderSet().replicas(3).at(null));

    assertThat(plan(set).actions())
        .containsExactly(apply(0, 3, "rev1", Reason.DRIFT_CORRECTED, ""));
  }

  @Test
  void writesNothingForAnInvalidSpecAndSaysWhy() {
    SetPlan plan =
        plan(
            aSet()
                .running(3, "rev1")
                .live("rev2")
                .invalid("spec.replicas: must be at least 0", "spec.size: must be at least 1"));

    String message = "spec.replicas: must be at least 0; spec.size: must be at least 1";
    assertThat(plan.actions()).isEmpty();
    assertThat(plan.waiting()).containsExactly(new Waiting(null, Reason.INVALID_SPEC, message));
    assertThat(status(plan).condition("Blocked")).isEqualTo(blocked("InvalidSpec", message));
  }

  /** Defect 11: a StatefulSet of somebody else is not taken as our own. */
  @Test
  void refusesALeaderStatefulSetOfSomebodyElse() {
    SetPlan plan =
        plan(
            aSet()
                .replicas(3)
                .leaderSet(
                    aLeaderSet()
                        .replicas(9)
                        .at("other")
                        .ownedBy("Deployment web")
                        .immutableDrift("spec.serviceName")));

    String message =
        "StatefulSet lws exists and is owned by Deployment web; it is left alone. Delete or rename"
            + " it, or rename the set";
    assertThat(plan.actions()).isEmpty();
    assertThat(plan.waiting()).containsExactly(new Waiting(null, Reason.NAME_CONFLICT, message));
    assertThat(status(plan).condition("Blocked")).isEqualTo(blocked("NameConflict", message));
    assertThat(status(plan).replicas()).isZero();
  }

  /** Defect 11: a Service of somebody else is not taken as our own. */
  @Test
  void startsNothingBehindAServiceOfSomebodyElse() {
    SetPlan plan = plan(aSet().service(new NamedObject("lws", "uid", "nobody", false)));

    String message =
        "Service lws exists and is owned by nobody; it is left alone. Delete or rename it, or"
            + " rename the set";
    assertThat(plan.actions()).isEmpty();
    assertThat(plan.waiting()).containsExactly(new Waiting(null, Reason.NAME_CONFLICT, message));
    assertThat(status(plan).condition("Blocked")).isEqualTo(blocked("NameConflict", message));
  }

  @Test
  void waitsForAServiceThatIsBeingDeleted() {
    SetPlan plan =
        plan(aSet().running(1, "rev1").service(new NamedObject("lws", "uid", null, true)));

    assertThat(plan.actions()).isEmpty();
    assertThat(plan.waiting())
        .containsExactly(
            new Waiting(
                null,
                Reason.TERMINATING,
                "Service lws is being deleted; it is made again after that"));
  }

  @Test
  void makesADeletedServiceAgain() {
    SetBuilder set =
        aSet().revisions(revision("rev1", 1)).leaderSet(aLeaderSet()).groups(aGroup(0));

    assertThat(plan(set).actions()).containsExactly(new CreateService(null));
  }

  @Test
  void waitsForALeaderStatefulSetThatIsBeingDeleted() {
    SetPlan plan = plan(aSet().running(3, "rev1").leaderSet(aLeaderSet().replicas(3).deleting()));

    assertThat(plan.actions()).isEmpty();
    assertThat(plan.waiting())
        .containsExactly(
            new Waiting(
                null,
                Reason.TERMINATING,
                "StatefulSet lws is being deleted; it is made again after that"));
  }

  @Test
  void holdsTheRevisionButStillScalesWhenAClaimTemplateChanged() {
    SetPlan plan =
        plan(
            aSet()
                .running(3, "rev1")
                .live("rev2")
                .replicas(5)
                .leaderSet(aLeaderSet().replicas(3).immutableDrift("spec.volumeClaimTemplates")));

    String message =
        "the spec changes spec.volumeClaimTemplates of StatefulSet lws, which cannot be changed"
            + " once it exists; the set stays at revision rev1. Undo the change, or delete and"
            + " create the set";
    assertThat(plan.actions()).containsExactly(apply(0, 5, "rev1", Reason.GROUPS_PROGRESSING, ""));
    assertThat(plan.waiting()).containsExactly(new Waiting(null, Reason.IMMUTABLE_FIELD, message));
    assertThat(status(plan).condition("Blocked")).isEqualTo(blocked("ImmutableField", message));
  }

  @Test
  void appliesNothingIfAClaimTemplateChangedAndNoLabelNamesTheRevision() {
    SetPlan plan =
        plan(
            aSet()
                .running(3, "rev1")
                .live("rev2")
                .leaderSet(
                    aLeaderSet().replicas(3).at(null).immutableDrift("spec.volumeClaimTemplates")));

    assertThat(plan.actions()).isEmpty();
    assertThat(plan.waiting()).extracting(Waiting::reason).containsExactly(Reason.IMMUTABLE_FIELD);
  }

  /** Defect 4, at the level of the set. */
  @Test
  void makesNoSecondRevisionWhenTheApplyFailed() {
    SetBuilder set =
        aSet().running(3, "rev1").live("rev2").revisions(revision("rev1", 1), revision("rev2", 2));

    assertThat(plan(set).actions())
        .containsExactly(apply(3, 3, "rev2", Reason.GROUPS_UPDATING, ""));
  }

  @Test
  void removesRevisionsWhenEveryGroupIsReadyAtTheNewest() {
    SetBuilder set = aSet().running(3, "rev2").revisions(revision("rev1", 1), revision("rev2", 2));

    assertThat(plan(set).actions()).containsExactly(new DeleteRevision("lws-rev1-1", "uid-rev1-1"));
  }

  @Test
  void keepsARevisionThatASurgeGroupStillCarries() {
    SetBuilder set =
        aSet()
            .running(2, "rev2")
            .revisions(revision("rev1", 1), revision("rev2", 2))
            .groups(aGroup(0).at("rev2"), aGroup(1).at("rev2"), aGroup(2).at("rev1"));

    assertThat(plan(set).actions()).isEmpty();
  }

  @Test
  void keepsARevisionThatOnlyWorkersStillCarry() {
    SetBuilder set =
        aSet()
            .running(2, "rev2")
            .revisions(revision("rev1", 1), revision("rev2", 2))
            .groups(
                aGroup(0).at("rev2"), aGroup(1).at("rev2"), aGroup(2).at("rev2").workersAt("rev1"));

    assertThat(plan(set).actions()).isEmpty();
  }

  @Test
  void keepsRevisionsWhileAGroupIsNotReadyOrHeldBack() {
    SetBuilder notReady =
        aSet()
            .running(2, "rev2")
            .revisions(revision("rev1", 1), revision("rev2", 2))
            .groups(aGroup(0).at("rev2"), aGroup(1).at("rev2").notReady());
    SetBuilder held =
        aSet()
            .running(2, "rev2")
            .partition(1)
            .leaderSet(aLeaderSet().replicas(2).partition(1).at("rev2"))
            .revisions(revision("rev1", 1), revision("rev2", 2));

    assertThat(plan(notReady).actions()).isEmpty();
    assertThat(plan(held).actions()).isEmpty();
  }

  @Test
  void tellsOfARefusalForAsLongAsThereIsSomethingToWrite() {
    SetBuilder refused = aSet().running(1, "rev1").refused("admission webhook denied it");

    SetPlan before = plan(refused.leaderSet(ofOne().drift("spec.template")));
    SetPlan after = plan(refused.leaderSet(ofOne()));

    assertThat(blocked(before)).isEqualTo("FailedUpdate: admission webhook denied it");
    assertThat(blocked(after)).as("the field was put right by somebody else").isNull();
    assertThat(after.waiting()).isEmpty();
  }

  private static Observations.LeaderSetBuilder ofOne() {
    return aLeaderSet().replicas(1).at("rev1");
  }

  @Nullable
  private static String blocked(SetPlan plan) {
    SetCondition condition = requireNonNull(plan.status()).condition(StatusCalculator.BLOCKED);
    return condition != null && condition.status()
        ? condition.reason() + ": " + condition.message()
        : null;
  }

  @Test
  void saysThatThePartitionHoldsOldGroups() {
    SetBuilder set =
        aSet()
            .running(3, "rev2")
            .partition(2)
            .leaderSet(aLeaderSet().replicas(3).partition(2).at("rev2"))
            .groups(aGroup(0).at("rev1"), aGroup(1).at("rev2"), aGroup(2).at("rev2"));

    assertThat(plan(set).waiting())
        .containsExactly(
            new Waiting(
                null,
                Reason.PARTITION_HOLDS,
                "partition 2 keeps groups [0] at their revision; lower it to go on"));
  }

  @Test
  void saysWhichGroupsUseUpTheBudgetOfTheRollout() {
    SetBuilder set =
        rolling(4)
            .leaderSet(aLeaderSet().replicas(4).partition(3).at("rev2"))
            .groups(
                aGroup(0).at("rev1"),
                aGroup(1).at("rev1"),
                aGroup(2).at("rev1"),
                aGroup(3).at("rev2").notReady());

    assertThat(plan(set).actions()).isEmpty();
    assertThat(plan(set).waiting())
        .containsExactly(
            new Waiting(
                null,
                Reason.ROLLOUT_WAITING,
                "the rollout to revision rev2 waits at partition 3: groups [3] are not ready and"
                    + " use up maxUnavailable 1"));
  }

  /** Defect 7: a broken old group at a low index must not stall the rollout for ever. */
  @Test
  void replacesABrokenOldGroupOutOfTurn() {
    SetBuilder stalled = rolling(3).groups(aGroup(0).notReady(), aGroup(1), aGroup(2));

    assertThat(SetPlanner.plan(stalled.build(), NOW).actions())
        .containsExactly(
            new ApplyLeaderStatefulSet(
                3,
                3,
                true,
                "rev2",
                "leader-set-uid",
                Reason.GROUPS_UPDATING,
                "Replacing groups [0], which are not ready at their old revision and hold the"
                    + " rollout up"));

    SetBuilder applied = stalled.leaderSet(aLeaderSet().replicas(3).onDelete().at("rev2"));
    assertThat(SetPlanner.plan(applied.build(), NOW).actions())
        .containsExactly(
            new DeleteLeaderPod(
                0,
                "lws-0",
                "leader-uid-0",
                new RestartDecision(RestartCause.HOLDS_UP_ROLLOUT, "lws-0", null)));
    assertThat(SetPlanner.plan(applied.groups(aGroup(1), aGroup(2)).build(), NOW).waiting())
        .containsExactly(
            new Waiting(
                null,
                Reason.ROLLOUT_WAITING,
                "the rollout to revision rev2 waits until the groups that were broken at their old"
                    + " revision exist again"));
    assertThat(
            plan(applied.groups(aGroup(0).at("rev2").notReady(), aGroup(1), aGroup(2))).actions())
        .containsExactly(apply(3, 3, "rev2", Reason.GROUPS_UPDATING, ""));
  }

  @Test
  void doesNotCallStartingGroupsARollout() {
    SetBuilder set =
        aSet()
            .running(2, "rev1")
            .partition(1)
            .leaderSet(aLeaderSet().replicas(2).partition(1))
            .groups(aGroup(0).notReady());

    assertThat(plan(set).waiting())
        .containsExactly(
            new Waiting(null, Reason.GROUPS_PROGRESSING, "groups [0 to 1] are not ready"));
  }

  /** A rollout from "rev1" to "rev2", begun with every group protected. */
  private static SetBuilder rolling(int replicas) {
    return aSet()
        .running(replicas, "rev2")
        .revisions(revision("rev1", 1), revision("rev2", 2))
        .leaderSet(aLeaderSet().replicas(replicas).partition(replicas).at("rev2"))
        .service(ourService("lws"))
        .groups(readyGroups(replicas, "rev1"));
  }

  private static SetPlan plan(SetBuilder builder) {
    SetObservation set = builder.build();
    SetPlan plan = SetPlanner.plan(set, NOW);
    assertThat(SetPlanner.plan(set, NOW)).isEqualTo(plan);
    return plan;
  }

  private static io.leaderworkerset.observe.SetStatus status(SetPlan plan) {
    assertThat(plan.status()).isNotNull();
    return plan.status();
  }

  private static SetCondition blocked(String reason, String message) {
    return new SetCondition("Blocked", true, reason, message, 7, NOW);
  }

  private static ApplyLeaderStatefulSet apply(
      int partition, int replicas, String revision, Reason reason, String message) {
    return new ApplyLeaderStatefulSet(
        partition, replicas, revision, "leader-set-uid", reason, message);
  }
}
