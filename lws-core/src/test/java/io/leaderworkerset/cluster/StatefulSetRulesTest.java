package io.leaderworkerset.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tables of one pass. Pods are written as {@code ordinal revision state}: revision c(urrent),
 * u(pdate) or x (another); state r(eady), p(ending), n (running, not ready), f(ailed), s(ucceeded),
 * t (ready, terminating). Decisions are {@code +ordinal revision} and {@code -ordinal}.
 */
class StatefulSetRulesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");

  static StatefulSetPod pod(String text) {
    int digits = text.length() - 2;
    char state = text.charAt(digits + 1);
    PodPhase phase =
        switch (state) {
          case 'p' -> PodPhase.PENDING;
          case 'f' -> PodPhase.FAILED;
          case 's' -> PodPhase.SUCCEEDED;
          default -> PodPhase.RUNNING;
        };
    boolean ready = state == 'r' || state == 't';
    return new StatefulSetPod(
        Integer.parseInt(text.substring(0, digits)),
        text.substring(digits, digits + 1),
        phase,
        ready ? NOW.minusSeconds(10) : null,
        state == 't');
  }

  static List<StatefulSetPod> pods(String text) {
    List<StatefulSetPod> out = new ArrayList<>();
    for (String each : text == null || text.isBlank() ? new String[0] : text.split(" ")) {
      out.add(pod(each));
    }
    return out;
  }

  static StatefulSetState state(StatefulSetSpec spec, boolean gate, String pods) {
    return new StatefulSetState(spec, 7, false, "c", "u", gate, pods(pods));
  }

  static String decisions(StatefulSetState state) {
    return StatefulSetRules.decide(state, NOW).decisions().stream()
        .map(
            d ->
                d instanceof PodDecision.Create c
                    ? "+" + c.ordinal() + c.revision()
                    : "-" + d.ordinal())
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest(name = "{0} replicas from {1}, partition {2}, pods [{3}]: [{4}]")
  @CsvSource({
    "3, 0, 0, , +0u +1u +2u", // all at once
    "3, 1, 0, , +1u +2u +3u",
    "3, 0, 2, , +0c +1c +2u", // below the partition: the current revision
    "3, 5, 2, , +5c +6c +7u", // the partition counts from the start ordinal
    "3, 0, 9, , +0c +1c +2c",
    "3, 0, 0, 1un, +0u +2u", // made beside an unready one
    "2, 0, 0, 0ur 1ur 2ur 3up 4ut, -3 -2", // from the highest, terminating ones not again
    "2, 2, 0, 0ur 1ur 2ur 3ur, -1 -0", // ordinals moved up: the lower ones go
    "0, 0, 0, 0ur 1ur, -1 -0",
    "2, 0, 0, 0uf 1us, -0 -1", // finished pods make room
    "2, 0, 0, 0ut 1ur, ''", // terminating ones are waited for
    "3, 0, 0, 0cr 1cr 2cr, -2", // gate off: one
    "3, 0, 0, 0cr 1cr 2un, ''", // and waits until it is ready
    "3, 0, 0, 0cr 1cr 2ut, ''",
    "3, 0, 0, 0cr 1cr 2ur, -1",
    "3, 0, 0, 0cr 1cn 2ur, -1", // an outdated pod goes even if it is not ready
    "3, 0, 0, 0cn 1cr 2ur, -1", // what is below does not count
    "3, 0, 2, 0cr 1cr 2ur, ''", // never below the partition
    "3, 0, 1, 0cr 1xr 2ur, -1",
    "3, 0, 0, 0cr 1cr, +2u", // made in this pass: wait for it
    "2, 0, 0, 0cr 1cr 2cr, -2 -1", // scaling and updating in one pass
    "2, 0, 0, 0cr 1cf, -1", // finished and outdated: deleted once
  })
  void decidesForAParallelSetOneUpdateAtATime(
      int replicas, int start, int partition, String pods, String expected) {
    StatefulSetSpec spec = StatefulSetSpec.parallel(replicas, partition, 1).withStartOrdinal(start);
    assertThat(decisions(state(spec, false, pods))).isEqualTo(expected);
  }

  @ParameterizedTest(name = "partition {0}, maxUnavailable {1}, pods [{2}]: [{3}]")
  @CsvSource({
    "0, 2, 0cr 1cr 2cr 3cr, -3 -2",
    "0, 9, 0cr 1cr 2cr 3cr, -3 -2 -1 -0",
    "2, 9, 0cr 1cr 2cr 3cr, -3 -2",
    "0, 2, 0cr 1cr 2cr 3un, -2", // one is down already
    "0, 2, 0cr 1cr 2ut 3un, ''",
    "0, 2, 0cn 1cr 2cr 3ur, -2", // a broken pod below counts against the budget
    "0, 1, 0cn 1cr 2cr 3ur, ''", // and blocks a budget of one
    "0, 1, 0cr 1cr 2cr 3cn, ''", // even if it is the outdated one itself
    "0, 2, 0cr 1cr 2cr, '+3u -2'", // one that is made in this pass is down
    "0, 2, 0cr 1cr 2cr 3cf, -3", // finished and outdated: takes its part of the budget twice
  })
  void decidesForAParallelSetWithinMaxUnavailableIfTheGateIsOn(
      int partition, int maxUnavailable, String pods, String expected) {
    StatefulSetSpec spec = StatefulSetSpec.parallel(4, partition, maxUnavailable);
    assertThat(decisions(state(spec, true, pods))).isEqualTo(expected);
  }

  @Test
  void ignoresMaxUnavailableIfTheGateIsOff() {
    StatefulSetSpec spec = StatefulSetSpec.parallel(4, 0, 3);
    assertThat(decisions(state(spec, false, "0cr 1cr 2cr 3cr"))).isEqualTo("-3");
  }

  @ParameterizedTest(name = "3 replicas in order, pods [{0}]: [{1}]")
  @CsvSource({
    "'', +0u",
    "0un, ''", // waits for each
    "0up, ''",
    "0ur, +1u",
    "0ur 2ur, +1u",
    "0ut 1ur, ''",
    "0uf 1ur, -0",
    "0ur 1ur 2ur 3ur 4ur, -4", // one at a time
    "0ur 1ur 2ur 3ur 4ut, ''",
    "0ur 1un 2ur 3ur, ''", // replicas first
    "0ur 1ur 2ur 3ur 4un, -4", // the first unhealthy one may go
    "0ur 1ur 2ur 3un 4un, ''", // but not if a lower one is unhealthy too
    "0cr 1cr 2cr, -2",
    "0cr 1cr 2un, ''",
    "0cr 1cn 2ur, ''", // the broken old pod blocks an OrderedReady set
  })
  void takesOneStepAtATimeInOrder(String pods, String expected) {
    assertThat(decisions(state(StatefulSetSpec.ordered(3), false, pods))).isEqualTo(expected);
  }

  @Test
  void leavesOutdatedPodsAloneUnderOnDelete() {
    StatefulSetSpec spec = StatefulSetSpec.parallel(2, 0, 1).withOnDelete();
    assertThat(decisions(state(spec, false, "0cr"))).isEqualTo("+1u");
    assertThat(decisions(state(spec, true, "0cr 1cr"))).isEmpty();
  }

  @Test
  void doesNothingButCountWhileTheSetIsDeleted() {
    StatefulSetState set =
        new StatefulSetState(
            StatefulSetSpec.parallel(3, 0, 1), 7, true, "c", "u", false, pods("0cr 5cr"));
    StatefulSetPlan plan = StatefulSetRules.decide(set, NOW);
    assertThat(plan.decisions()).isEmpty();
    assertThat(plan.status()).isEqualTo(new StatefulSetStatus(7, 2, 2, 2, 2, 0, "c", "u"));
  }

  @Test
  void waitsForMinReadySecondsAndSaysUntilWhen() {
    StatefulSetSpec spec = StatefulSetSpec.parallel(2, 0, 1).withMinReadySeconds(25);
    StatefulSetPlan plan = StatefulSetRules.decide(state(spec, false, "0cr 1ur"), NOW);
    assertThat(plan.decisions()).isEmpty();
    assertThat(plan.status().readyReplicas()).isEqualTo(2);
    assertThat(plan.status().availableReplicas()).isZero();
    assertThat(plan.recheckAt()).isEqualTo(NOW.plusSeconds(15));
    StatefulSetPlan later =
        StatefulSetRules.decide(state(spec, false, "0cr 1ur"), NOW.plusSeconds(15));
    assertThat(later.decisions())
        .containsExactly(new PodDecision.Delete(0, PodDecision.Why.OUTDATED));
    assertThat(later.recheckAt()).isNull();
  }

  @ParameterizedTest(
      name = "{0} replicas, pods [{1}]: {2} all, {3} ready, {4} current, {5} updated")
  @CsvSource({
    "3, 0cr 1cr 2ur, 3, 3, 1, 1, c", // one current pod is deleted in this pass
    "3, 0ur 1ur 2ur, 3, 3, 3, 3, u", // complete: the current revision moves
    "3, 0ur 1ur 2un, 3, 2, 0, 3, c",
    "2, 0ur 1ur 2ur, 3, 3, 0, 3, c", // not while there is one too many
    "3, 0ur 1ur 2ut, 3, 3, 0, 2, c", // terminating pods are neither current nor updated
    "3, 0cr, 1, 1, 1, 0, c", // pods made in this pass are not counted yet
    "0, '', 0, 0, 0, 0, u",
  })
  void countsItsPods(
      int replicas, String pods, int all, int ready, int current, int updated, String revision) {
    StatefulSetStatus status =
        StatefulSetRules.decide(state(StatefulSetSpec.parallel(replicas, 0, 1), false, pods), NOW)
            .status();
    assertThat(status)
        .isEqualTo(new StatefulSetStatus(7, all, ready, ready, current, updated, revision, "u"));
  }

  @Test
  void anOlderGenerationIsNoReasonToWriteTheStatus() {
    StatefulSetStatus stored = new StatefulSetStatus(7, 2, 2, 2, 2, 2, "u", "u");
    assertThat(new StatefulSetStatus(6, 2, 2, 2, 2, 2, "u", "u").differsFrom(stored)).isFalse();
    assertThat(new StatefulSetStatus(8, 2, 2, 2, 2, 2, "u", "u").differsFrom(stored)).isTrue();
    assertThat(new StatefulSetStatus(7, 2, 1, 2, 2, 2, "u", "u").differsFrom(stored)).isTrue();
  }

  @ParameterizedTest(name = "{0} of {1} is {2}")
  @CsvSource({
    ", 10, 1",
    "3, 10, 3",
    "25%, 10, 2",
    "99%, 1, 1",
    "1%, 10, 1",
    "0, 10, 1",
    "x, 10, 1",
    "100%, 2000000000, 2000000000"
  })
  void resolvesMaxUnavailableRoundingDownToAtLeastOne(String value, int replicas, int expected) {
    assertThat(StatefulSetRules.maxUnavailable(value, replicas)).isEqualTo(expected);
  }
}
