package io.leaderworkerset.plan.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leaderworkerset.observe.SetCondition;
import io.leaderworkerset.observe.SetStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusPaceTest {
  private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");
  private static final SetStatus COMING_UP = progressing("", 1, 7);

  private final StatusPace pace = new StatusPace(Duration.ofSeconds(1));

  @Test
  void theFirstStatusOfAManagerIsWrittenAtOnce() {
    assertThat(pace.untilNext(COMING_UP, progressing("", 2, 7), 4, null)).isNull();
  }

  @Test
  void numbersAndMessagesWaitForFifteenIntervals() {
    assertThat(wait(progressing("", 2, 7), Duration.ofSeconds(4))).hasSeconds(11);
    assertThat(wait(progressing("group 1: no node", 1, 7), Duration.ZERO)).hasSeconds(15);
    assertThat(wait(progressing("", 2, 7), Duration.ofSeconds(15))).isNull();
    assertThat(wait(progressing("", 2, 7), Duration.ofSeconds(16))).isNull();
  }

  @Test
  void aConditionThatComesOrTurnsWaitsForOneInterval() {
    assertThat(wait(available(4, 4), Duration.ofMillis(300))).hasMillis(700);
    SetStatus down = status(4, 3, 7, condition(StatusCalculator.AVAILABLE, false, "Progressing"));
    assertThat(pace.untilNext(available(4, 4), down, 4, Duration.ofMillis(300))).hasMillis(700);
  }

  @Test
  void aConditionThatHoldsForAnotherReasonWaitsForOneInterval() {
    SetStatus one = status(4, 1, 7, condition(StatusCalculator.BLOCKED, true, "NameTaken"));
    SetStatus other = status(4, 1, 7, condition(StatusCalculator.BLOCKED, true, "Refused"));
    assertThat(pace.untilNext(one, other, 4, Duration.ZERO)).hasSeconds(1);
  }

  @Test
  void theReasonOfWhatDoesNotHoldTurnsNothing() {
    SetStatus one = status(4, 1, 7, condition(StatusCalculator.AVAILABLE, false, "Progressing"));
    SetStatus other = status(4, 1, 7, condition(StatusCalculator.AVAILABLE, false, "Updating"));
    assertThat(pace.untilNext(one, other, 4, Duration.ZERO)).hasSeconds(15);
  }

  @Test
  void whatWillStayWaitsForOneInterval() {
    assertThat(pace.untilNext(available(5, 5), available(4, 4), 4, Duration.ZERO)).hasSeconds(1);
  }

  @Test
  void groupsBeyondThoseAskedForWillNotStay() {
    assertThat(pace.untilNext(available(6, 6), available(5, 5), 4, Duration.ZERO)).hasSeconds(15);
    assertThat(pace.untilNext(available(6, 5), available(5, 4), 4, Duration.ZERO)).hasSeconds(15);
  }

  @Test
  void aNewGenerationIsToldAfterHalfAnInterval() {
    assertThat(wait(progressing("", 1, 8), Duration.ofMillis(100))).hasMillis(400);
    assertThat(wait(progressing("", 1, 8), Duration.ofMillis(500))).isNull();
  }

  @Test
  void withoutAnIntervalNothingWaits() {
    StatusPace atOnce = new StatusPace(Duration.ZERO);
    assertThat(atOnce.untilNext(COMING_UP, progressing("", 2, 7), 4, Duration.ZERO)).isNull();
  }

  @Test
  void refusesANegativeInterval() {
    assertThatThrownBy(() -> new StatusPace(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-0.001S");
  }

  private Duration wait(SetStatus next, Duration sinceLast) {
    return pace.untilNext(COMING_UP, next, 4, sinceLast);
  }

  private static SetStatus progressing(String note, int ready, long generation) {
    return new SetStatus(
        List.of(
            new SetCondition(
                StatusCalculator.PROGRESSING, true, "GroupsProgressing", note, generation, SINCE)),
        ready,
        4,
        4,
        "",
        generation);
  }

  private static SetStatus available(int replicas, int ready) {
    return status(replicas, ready, 7, condition(StatusCalculator.AVAILABLE, true, "Ready"));
  }

  private static SetStatus status(
      int replicas, int ready, long generation, SetCondition condition) {
    return new SetStatus(List.of(condition), ready, replicas, replicas, "", generation);
  }

  private static SetCondition condition(String type, boolean status, String reason) {
    return new SetCondition(type, status, reason, "", 7, SINCE);
  }
}
