package io.leaderworkerset.plan.restart;

import static io.leaderworkerset.plan.GroupObservations.CREATED;
import static io.leaderworkerset.plan.GroupObservations.aLeader;
import static io.leaderworkerset.plan.GroupObservations.aRunningGroup;
import static io.leaderworkerset.plan.GroupObservations.aWorker;
import static io.leaderworkerset.plan.GroupObservations.restarted;
import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.identity.Reason;
import io.leaderworkerset.identity.RestartCause;
import io.leaderworkerset.observe.ContainerTrouble;
import io.leaderworkerset.observe.GroupSummary;
import io.leaderworkerset.observe.LeaderState;
import io.leaderworkerset.observe.LostPod;
import io.leaderworkerset.observe.PodPhase;
import io.leaderworkerset.observe.RestartBackoff;
import io.leaderworkerset.observe.RestartRecord;
import io.leaderworkerset.observe.RestartRecord.State;
import io.leaderworkerset.observe.RestartSettings;
import io.leaderworkerset.observe.RestartTriggers;
import io.leaderworkerset.observe.RestartTriggers.Selection;
import io.leaderworkerset.observe.WorkersState;
import io.leaderworkerset.plan.Action.DeleteLeaderPod;
import io.leaderworkerset.plan.GroupObservations.GroupObservationBuilder;
import io.leaderworkerset.plan.GroupPlan;
import io.leaderworkerset.plan.GroupPlanner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.annotation.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RestartGovernorTest {
  private static final Instant NOW = CREATED.plusSeconds(3600);
  private static final ContainerTrouble CRASHED = restarted("main", 137);
  private static final RestartBackoff EXACT =
      new RestartBackoff(Duration.ofSeconds(10), Duration.ofMinutes(5), 0);
  private static final RestartSettings SETTINGS = RestartSettings.STANDARD.withBackoff(EXACT);

  private static GroupObservationBuilder crashed(RestartSettings settings) {
    return aRunningGroup().restarts(settings).workers(aWorker(1), aWorker(2).troubles(CRASHED));
  }

  private static RestartRecord last(State state, String leaderUid, int restarts, Instant at) {
    return new RestartRecord(
        2,
        restarts,
        "rev1",
        leaderUid,
        state,
        restarts,
        restarts,
        at,
        RestartCause.CONTAINER_RESTARTED,
        "lws-2-1",
        CRASHED,
        "");
  }

  private static GroupPlan plan(GroupObservationBuilder group, @Nullable RestartRecord last) {
    return GroupPlanner.plan(group.lastRestart(last).build(), NOW);
  }

  // ---- delays ----------------------------------------------------------------------------------

  @ParameterizedTest(name = "after {0} restarts: {1} s")
  @CsvSource({
    "0, 0",
    "1, 10",
    "2, 20",
    "3, 40",
    "4, 80",
    "5, 160",
    "6, 300",
    "7, 300",
    "50, 300",
    "2147483647, 300"
  })
  void waitsTwiceAsLongEachTimeUpToFiveMinutes(int restarts, int seconds) {
    assertThat(EXACT.delay(restarts, "uid", 3)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void jitterIsDrawnFromTheGroupStaysInItsRangeAndSpreads() {
    RestartBackoff standard = RestartBackoff.STANDARD;
    Set<Duration> waits = new java.util.TreeSet<>();
    for (int group = 0; group < 1000; group++) {
      Duration wait = standard.delay(2, "set-uid", group);
      assertThat(wait).isEqualTo(standard.delay(2, "set-uid", group));
      assertThat(wait).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(24));
      waits.add(wait);
    }
    assertThat(waits).hasSizeGreaterThan(800);
    assertThat(standard.delay(2, "set-uid", 1)).isNotEqualTo(standard.delay(2, "other-uid", 1));
    assertThat(standard.delay(50, "set-uid", 1)).isLessThan(standard.bound());
  }

  @Test
  void recreatesTheFirstTimeAtOnceAndRemembersIt() {
    GroupPlan plan = plan(crashed(SETTINGS), null);
    assertThat(plan.actions()).singleElement().isInstanceOf(DeleteLeaderPod.class);
    assertThat(plan.recheckAfter()).isNull();
    assertThat(plan.restart())
        .isEqualTo(
            new RestartRecord(
                2,
                1,
                "rev1",
                "leader-uid",
                State.DUE,
                1,
                1,
                NOW,
                RestartCause.CONTAINER_RESTARTED,
                "lws-2-2",
                CRASHED,
                ""));
  }

  @Test
  void waitsTheSecondTimeAndSaysForWhatAndUntilWhen() {
    RestartRecord last = last(State.DONE, "earlier", 1, NOW.minusSeconds(30));
    GroupPlan plan = plan(crashed(SETTINGS), last);
    assertThat(plan.actions()).isEmpty();
    assertThat(plan.recheckAfter()).isEqualTo(Duration.ofSeconds(10));
    assertThat(plan.restart()).isNotNull();
    assertThat(plan.restart().at()).isEqualTo(NOW.plusSeconds(10));
    assertThat(plan.restart().restarts()).isEqualTo(2);
    assertThat(plan.waiting())
        .singleElement()
        .satisfies(
            w -> {
              assertThat(w.reason()).isEqualTo(Reason.RESTART_BACKOFF);
              assertThat(w.message())
                  .isEqualTo(
                      "container main of pod lws-2-2 restarted (exit code 137); restart 2 of group"
                          + " 2 waits until 2026-01-01T01:00:10Z. To restart it now, delete pod"
                          + " lws-2");
            });
  }

  @Test
  void saysTheSameForAsLongAsItWaitsAndThenRecreates() {
    RestartRecord due = last(State.DUE, "leader-uid", 3, NOW.plusMillis(1500));
    GroupPlan waits = plan(crashed(SETTINGS), due);
    GroupPlan later =
        GroupPlanner.plan(crashed(SETTINGS).lastRestart(due).build(), NOW.plusMillis(1499));
    GroupPlan then =
        GroupPlanner.plan(crashed(SETTINGS).lastRestart(due).build(), NOW.plusMillis(1500));
    assertThat(waits.restart()).isNull();
    assertThat(waits.recheckAfter()).isEqualTo(Duration.ofMillis(1500));
    assertThat(later.waiting()).isEqualTo(waits.waiting());
    assertThat(later.actions()).isEmpty();
    assertThat(waits.waiting().get(0).message()).contains("until 2026-01-01T01:00:02Z");
    assertThat(then.actions()).hasSize(1);
    assertThat(then.recheckAfter()).isNull();
  }

  @Test
  void goesOnWaitingWhenTheTracesOfTheFailureAreGone() {
    RestartRecord due = last(State.DUE, "leader-uid", 2, NOW.plusSeconds(5));
    GroupObservationBuilder healthy = aRunningGroup().restarts(SETTINGS).lastRestart(due);
    assertThat(GroupPlanner.plan(healthy.build(), NOW).recheckAfter())
        .isEqualTo(Duration.ofSeconds(5));
    assertThat(GroupPlanner.plan(healthy.build(), NOW.plusSeconds(5)).actions()).hasSize(1);
  }

  @Test
  void doesNotRestartAnIncarnationTwiceThoughTheCacheStillShowsIt() {
    GroupPlan plan = plan(crashed(SETTINGS), last(State.DONE, "leader-uid", 2, NOW));
    assertThat(plan.actions()).isEmpty();
    assertThat(plan.restart()).isNull();
  }

  @Test
  void doesNotWaitLongerThanTheLongestBackOffThoughTheClockWentBack() {
    RestartRecord due = last(State.DUE, "leader-uid", 2, NOW.plus(Duration.ofHours(9)));
    GroupPlan plan = plan(crashed(SETTINGS), due);
    assertThat(plan.recheckAfter()).isEqualTo(EXACT.bound());
    assertThat(plan.restart()).isNotNull();
  }

  // ---- forgetting ------------------------------------------------------------------------------

  @ParameterizedTest(name = "restarted {0} s ago, ready for {1} s: forgotten is {2}")
  @CsvSource({
    "0, 0, false",
    "599, 599, false",
    "600, 600, false",
    "601, 601, true",
    "86400, 600, false", // it took a day to load
    "86400, 601, true",
    "86400, 90000, true", // the clock of its node is behind
    "601, , false", // it was never ready
    "3600, , false",
    "3601, , true"
  })
  void forgetsAfterTenMinutesOfStability(int restarted, Integer ready, boolean forgotten) {
    GroupPlan plan =
        plan(
            crashed(SETTINGS).readySince(ready == null ? null : NOW.minusSeconds(ready)),
            last(State.DONE, "earlier", 6, NOW.minusSeconds(restarted)));
    assertThat(plan.actions()).hasSize(forgotten ? 1 : 0);
    assertThat(plan.restart()).isNotNull();
    assertThat(plan.restart().restarts()).isEqualTo(forgotten ? 1 : 7);
    assertThat(plan.restart().version()).isEqualTo(7);
  }

  @Test
  void aNewRevisionStartsAnew() {
    RestartRecord ofEarlier = last(State.DONE, "earlier", 6, NOW.minusSeconds(5));
    GroupPlan plan =
        plan(crashed(SETTINGS).leader(aLeader().revision("rev2").troubles(CRASHED)), ofEarlier);
    assertThat(plan.actions()).hasSize(1);
    assertThat(plan.restart()).isNotNull();
    assertThat(plan.restart().revision()).isEqualTo("rev2");
    assertThat(plan.restart().restarts()).isEqualTo(1);
  }

  // ---- budget ----------------------------------------------------------------------------------

  @Test
  void keepsAGroupForInspectionOnceItsBudgetIsUsedUp() {
    RestartSettings three = SETTINGS.withBudget(3);
    RestartRecord twice = last(State.DONE, "earlier", 2, NOW.minusSeconds(60));
    RestartRecord thrice = last(State.DONE, "earlier", 3, NOW.minusSeconds(60));
    assertThat(plan(crashed(three), twice).recheckAfter()).isNotNull();
    GroupPlan held = plan(crashed(three), thrice);
    assertThat(held.actions()).isEmpty();
    assertThat(held.recheckAfter()).isNull();
    assertThat(held.restart()).isNotNull();
    assertThat(held.restart().state()).isEqualTo(State.HELD);
    assertThat(held.waiting())
        .singleElement()
        .satisfies(
            w -> {
              assertThat(w.reason()).isEqualTo(Reason.RESTART_BUDGET_EXHAUSTED);
              assertThat(w.message())
                  .contains(
                      "container main of pod lws-2-2 restarted (exit code 137)",
                      "group 2 has used up its 3 restarts at revision rev1",
                      "set annotation leaderworkerset.io/restart-resume of the set");
            });
    assertThat(plan(aRunningGroup().restarts(three), held.restart()).waiting())
        .as("the traces are gone")
        .isEqualTo(held.waiting());
    assertThat(
            GroupPlanner.plan(
                    crashed(three).lastRestart(held.restart()).build(), NOW.plusSeconds(90_000))
                .waiting())
        .as("a day later")
        .isEqualTo(held.waiting());
  }

  @Test
  void aDeletedPodDoesNotCountForTheBudgetButForTheBackOff() {
    RestartSettings one = SETTINGS.withBudget(1);
    RestartRecord once = last(State.DONE, "earlier", 1, NOW.minusSeconds(60));
    GroupPlan plan = plan(aRunningGroup().restarts(one).workers(aWorker(1).deleting()), once);
    assertThat(plan.recheckAfter()).isEqualTo(Duration.ofSeconds(10));
    assertThat(plan.restart()).isNotNull();
    assertThat(plan.restart().failures()).isEqualTo(1);
    assertThat(plan.restart().restarts()).isEqualTo(2);
  }

  @Test
  void resumesForANewTokenAndOnlyForANewOne() {
    RestartSettings one = SETTINGS.withBudget(1);
    RestartRecord held = last(State.HELD, "leader-uid", 1, NOW.minusSeconds(60));
    GroupPlan resumed = plan(crashed(one.withResume("2026-01-01")), held);
    assertThat(resumed.actions()).hasSize(1);
    assertThat(resumed.restart()).isNotNull();
    assertThat(resumed.restart().restarts()).isEqualTo(1);
    assertThat(resumed.restart().resume()).isEqualTo("2026-01-01");
    RestartRecord again = resumed.restart().done(NOW);
    GroupObservationBuilder next =
        crashed(one.withResume("2026-01-01")).leader(aLeader().uid("next"));
    assertThat(plan(next.workerSet(null).ownWorkerSetUid("workers-uid"), again).waiting())
        .extracting(w -> w.reason())
        .containsExactly(Reason.RESTART_BUDGET_EXHAUSTED);
    RestartRecord heldUnderToken = plan(next, again).restart();
    assertThat(plan(next.restarts(one), heldUnderToken).actions())
        .as("taking the annotation away is no new value")
        .isEmpty();
  }

  @Test
  void resumesAGroupThatOnlyWaits() {
    RestartRecord due = last(State.DUE, "leader-uid", 5, NOW.plusSeconds(90));
    assertThat(plan(crashed(SETTINGS.withResume("now")), due).actions()).hasSize(1);
  }

  @Test
  void goesOnWhenTheBudgetIsRaisedOrTakenAway() {
    RestartRecord held = last(State.HELD, "leader-uid", 3, NOW.minusSeconds(60));
    assertThat(plan(crashed(SETTINGS.withBudget(4)), held).recheckAfter())
        .isEqualTo(Duration.ofSeconds(40));
    assertThat(plan(crashed(SETTINGS), held).recheckAfter()).isEqualTo(Duration.ofSeconds(40));
  }

  @Test
  void aLeaderDeletedByHandAfterItWasHeldStartsAnew() {
    RestartSettings three = SETTINGS.withBudget(3);
    RestartRecord held = last(State.HELD, "earlier", 3, NOW.minusSeconds(5));
    assertThat(plan(crashed(three), held).actions()).hasSize(1);
  }

  @Test
  void tellsTheSetWhichGroupsAreHeld() {
    RestartSettings three = SETTINGS.withBudget(3);
    RestartRecord held = last(State.HELD, "leader-uid", 3, NOW);
    GroupSummary group =
        new GroupSummary(2, LeaderState.READY, WorkersState.READY, "rev1", "rev1", "leader-uid");
    GroupSummary next =
        new GroupSummary(2, LeaderState.READY, WorkersState.READY, "rev1", "rev1", "next-uid");
    assertThat(RestartGovernor.isHeld(held, group, three)).isTrue();
    assertThat(RestartGovernor.isHeld(held, next, three)).isFalse();
    assertThat(RestartGovernor.isHeld(held, group, SETTINGS)).isFalse();
    assertThat(RestartGovernor.isHeld(held, group, three.withResume("x"))).isFalse();
    assertThat(RestartTexts.held(List.of(held)))
        .isEqualTo(
            "used up their restarts and are kept as they are, for inspection: group 2 after 3"
                + " restarts at revision rev1: container main of pod lws-2-1 restarted (exit code"
                + " 137). To resume, set annotation leaderworkerset.io/restart-resume of the set to"
                + " a new value, such as the time, or change the template");
    assertThat(RestartTexts.held(java.util.Collections.nCopies(8, held)))
        .contains("; and 3 more groups");
  }

  // ---- triggers --------------------------------------------------------------------------------

  private static RestartTriggers ignoring(String container) {
    return new RestartTriggers(
        new Selection<>(false, Set.of(container)), Selection.all(), Selection.all(), true);
  }

  static Stream<Arguments> triggers() {
    ContainerTrouble sidecar = new ContainerTrouble("proxy", false, 3, null, 1, "Error");
    ContainerTrouble ended = new ContainerTrouble("main", false, 1, null, 0, "Completed");
    ContainerTrouble unknown = new ContainerTrouble("main", false, 1, null, null, null);
    RestartTriggers all = RestartTriggers.STANDARD;
    RestartTriggers onlyMain =
        new RestartTriggers(
            new Selection<>(true, Set.of("main")), Selection.all(), Selection.all(), true);
    RestartTriggers notZero =
        new RestartTriggers(
            Selection.all(), new Selection<>(false, Set.of(0)), Selection.all(), true);
    RestartTriggers outOfMemory =
        new RestartTriggers(
            Selection.all(), Selection.all(), new Selection<>(true, Set.of("OOMKilled")), true);
    return Stream.of(
        Arguments.of("a sidecar counts unless ignored", sidecar, all, true),
        Arguments.of("an ignored sidecar", sidecar, ignoring("proxy"), false),
        Arguments.of("another than the ignored one", CRASHED, ignoring("proxy"), true),
        Arguments.of("a sidecar where only main counts", sidecar, onlyMain, false),
        Arguments.of("main where only main counts", CRASHED, onlyMain, true),
        Arguments.of("an ignored exit code", ended, notZero, false),
        Arguments.of("another exit code", CRASHED, notZero, true),
        Arguments.of("an exit code that is not known", unknown, notZero, true),
        Arguments.of("another reason", CRASHED, outOfMemory, false),
        Arguments.of("a reason that is not known", unknown, outOfMemory, true));
  }

  @ParameterizedTest(name = "{0}: {3}")
  @MethodSource("triggers")
  void recreatesOnlyForWhatCounts(
      String name, ContainerTrouble container, RestartTriggers triggers, boolean counts) {
    GroupObservationBuilder group =
        aRunningGroup()
            .restarts(SETTINGS.withTriggers(triggers))
            .workers(aWorker(1), aWorker(2).troubles(container));
    assertThat(GroupPlanner.plan(group.build(), NOW).actions()).as(name).hasSize(counts ? 1 : 0);
  }

  @Test
  void findsTheContainerThatCountsBehindOneThatDoesNot() {
    ContainerTrouble sidecar = new ContainerTrouble("proxy", false, 3, null, 1, "Error");
    GroupObservationBuilder group =
        aRunningGroup()
            .restarts(SETTINGS.withTriggers(ignoring("proxy")))
            .workers(aWorker(1), aWorker(2).troubles(sidecar, CRASHED));
    assertThat(RestartPlanner.decide(group.build()).container()).isEqualTo(CRASHED);
  }

  @Test
  void stopsWaitingForAFailureThatDoesNotCountAnyMore() {
    RestartRecord due = last(State.DUE, "leader-uid", 2, NOW.plusSeconds(5));
    GroupObservationBuilder group =
        crashed(SETTINGS.withTriggers(ignoring("main"))).lastRestart(due);
    assertThat(GroupPlanner.plan(group.build(), NOW).waiting()).isEmpty();
    assertThat(GroupPlanner.plan(group.build(), NOW.plusSeconds(9)).actions()).isEmpty();
  }

  @Test
  void takesEvictedAndFailedPodsForWhatTheyAre() {
    GroupObservationBuilder evicted =
        aRunningGroup().restarts(SETTINGS).workers(aWorker(1).failed("Evicted"), aWorker(2));
    GroupObservationBuilder shutDown =
        aRunningGroup()
            .restarts(SETTINGS)
            .workers(aWorker(1).failed("Terminated").deleting(), aWorker(2));
    GroupObservationBuilder gone =
        aRunningGroup()
            .restarts(SETTINGS)
            .lost(new LostPod("lws-2-1", "u", "workers-uid", true, RestartCause.POD_EVICTED));
    assertThat(RestartPlanner.decide(evicted.build()).cause()).isEqualTo(RestartCause.POD_EVICTED);
    assertThat(RestartPlanner.decide(evicted.build()).describe())
        .isEqualTo("pod lws-2-1 was evicted from its node");
    assertThat(RestartPlanner.decide(shutDown.build()).cause()).isEqualTo(RestartCause.POD_FAILED);
    assertThat(RestartPlanner.decide(shutDown.build()).describe()).isEqualTo("pod lws-2-1 failed");
    assertThat(RestartPlanner.decide(gone.build()).cause()).isEqualTo(RestartCause.POD_EVICTED);
    assertThat(
            RestartPlanner.decide(evicted.restarts(RestartSettings.REFERENCE).build()).isRecreate())
        .as("the Go controller waits for the deletion")
        .isFalse();
    assertThat(RestartPlanner.decide(gone.restarts(RestartSettings.REFERENCE).build()).cause())
        .isEqualTo(RestartCause.POD_LOST);
  }

  @Test
  void namesTheReasonOfAContainersEndIfItTellsMore() {
    ContainerTrouble killed = new ContainerTrouble("main", false, 1, null, 137, "OOMKilled");
    assertThat(new RestartDecision(RestartCause.CONTAINER_RESTARTED, "lws-2-1", killed).describe())
        .isEqualTo("container main of pod lws-2-1 restarted (exit code 137, OOMKilled)");
  }

  // ---- laws ------------------------------------------------------------------------------------

  /** Under NONE what is decided is done, whatever is remembered, and nothing new is remembered. */
  @ParameterizedTest
  @MethodSource("io.leaderworkerset.plan.restart.RestartPlannerTest#onPodRestart")
  void withoutBackOffTheDecisionIsDoneAtOnceEveryTime(
      String name, GroupObservationBuilder group, RestartDecision expected) {
    for (RestartRecord last :
        new RestartRecord[] {null, last(State.DONE, "earlier", 9, NOW.minusSeconds(1))}) {
      GroupPlan plan =
          GroupPlanner.plan(
              group.restarts(RestartSettings.REFERENCE).lastRestart(last).build(), NOW);
      assertThat(plan).as(name).isEqualTo(GroupPlanner.plan(group.build()));
      assertThat(
              plan.actions().stream()
                  .filter(DeleteLeaderPod.class::isInstance)
                  .map(a -> ((DeleteLeaderPod) a).restart()))
          .as(name)
          .isEqualTo(expected.isRecreate() ? List.of(expected) : List.of());
      assertThat(plan.restart()).isNull();
    }
  }

  /** One group through a long life of failures, looks at random times, restarts of the manager. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void noTwoRestartsAreCloserThanTheBackOffSays(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    RestartSettings settings =
        RestartSettings.STANDARD.withBudget(random.nextBoolean() ? null : 1 + random.nextInt(20));
    List<Instant> restarts = new ArrayList<>();
    Instant now = NOW;
    RestartRecord record = null;
    int incarnation = 0;
    for (int look = 0; look < 4000; look++) {
      now = now.plusMillis(1 + random.nextInt(random.nextInt(30) == 0 ? 700_000 : 20_000));
      int what = random.nextInt(4);
      GroupObservationBuilder group =
          aRunningGroup()
              .restarts(settings)
              .leader(aLeader().uid("leader-" + incarnation))
              .workers(
                  what == 0
                      ? aWorker(1).troubles(CRASHED)
                      : what == 1 ? aWorker(1).failed("Evicted") : aWorker(1),
                  what == 2 ? aWorker(2).deleting() : aWorker(2).phase(PodPhase.RUNNING));
      GroupPlan plan = GroupPlanner.plan(group.lastRestart(record).build(), now);
      record = plan.restart() == null ? record : plan.restart();
      if (!plan.actions().isEmpty()) {
        assertThat(record).isNotNull();
        checkSpacing(restarts, now, record, settings);
        restarts.add(now);
        record = record.done(now);
        incarnation += random.nextInt(10) == 0 ? 0 : 1; // or the cache is behind
      } else if (record != null && record.state() == State.HELD) {
        assertThat(record.failures()).isEqualTo(settings.budget());
        incarnation += random.nextInt(20) == 0 ? 1 : 0; // a person deletes the leader
      } else if (record != null && record.state() == State.DONE) {
        incarnation += record.leaderUid().equals("leader-" + incarnation) ? 1 : 0;
      }
    }
    assertThat(restarts).hasSizeGreaterThan(50);
  }

  private static void checkSpacing(
      List<Instant> restarts, Instant now, RestartRecord record, RestartSettings settings) {
    int inARow = record.restarts() - 1;
    if (inARow > 0) {
      Instant before = restarts.get(restarts.size() - 1);
      assertThat(Duration.between(before, now))
          .isGreaterThanOrEqualTo(settings.backoff().delay(inARow, "set-uid", 2))
          .isGreaterThanOrEqualTo(EXACT.delay(inARow, "set-uid", 2));
    }
    if (settings.budget() != null) {
      assertThat(record.failures()).isLessThanOrEqualTo(settings.budget());
    }
  }
}
