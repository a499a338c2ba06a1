package io.leaderworkerset.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import io.leaderworkerset.admission.FieldError;
import io.leaderworkerset.admission.Validation;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.observe.RestartBackoff;
import io.leaderworkerset.observe.RestartSettings;
import io.leaderworkerset.observe.RestartTriggers;
import io.leaderworkerset.observe.RestartTriggers.Selection;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestartOptionsTest {
  private static final String PREFIX = "leaderworkerset.io/restart-";

  private static LeaderWorkerSet set(Map<String, String> restarts) {
    LeaderWorkerSet set =
        new Gson()
            .fromJson(
                """
                {"metadata": {"name": "s", "namespace": "ns"}, "spec": {"leaderWorkerTemplate": {
                  "workerTemplate": {"spec": {"containers": [{"name": "main", "image": "i"}]}}}}}
                """,
                LeaderWorkerSet.class);
    restarts.forEach((key, value) -> set.metadata().putAnnotationsItem(PREFIX + key, value));
    return set;
  }

  private static RestartSettings read(Map<String, String> restarts) {
    return RestartOptions.read(set(restarts), RestartSettings.STANDARD);
  }

  @Test
  void takesTheDefaultsWhereASetSaysNothing() {
    assertThat(read(Map.of())).isEqualTo(RestartSettings.STANDARD);
    assertThat(RestartOptions.read(set(Map.of()), RestartSettings.REFERENCE))
        .isEqualTo(RestartSettings.REFERENCE);
  }

  @Test
  void readsEveryAnnotation() {
    assertThat(
            read(
                Map.of(
                    "backoff", "30s",
                    "backoff-max", "1h30m",
                    "forget-after", "2h",
                    "budget", "7",
                    "on-containers", "main, load",
                    "ignore-exit-codes", "0,143",
                    "on-reasons", "OOMKilled",
                    "resume", "2026-01-01T00:00:00Z")))
        .isEqualTo(
            new RestartSettings(
                new RestartBackoff(Duration.ofSeconds(30), Duration.ofMinutes(90), 0.2),
                Duration.ofHours(2),
                7,
                new RestartTriggers(
                    new Selection<>(true, Set.of("main", "load")),
                    new Selection<>(false, Set.of(0, 143)),
                    new Selection<>(true, Set.of("OOMKilled")),
                    true),
                "2026-01-01T00:00:00Z"));
  }

  @Test
  void oneBoundOfTheBackOffMovesTheOtherOutOfItsWay() {
    assertThat(read(Map.of("backoff", "10m")).backoff())
        .isEqualTo(new RestartBackoff(Duration.ofMinutes(10), Duration.ofMinutes(10), 0.2));
    assertThat(read(Map.of("backoff-max", "4s")).backoff())
        .isEqualTo(new RestartBackoff(Duration.ofSeconds(4), Duration.ofSeconds(4), 0.2));
    assertThat(read(Map.of("backoff", "0s")).backoff().isNone()).isTrue();
    assertThat(
            RestartOptions.read(
                    set(Map.of("budget", "none")), RestartSettings.STANDARD.withBudget(3))
                .budget())
        .isNull();
  }

  @ParameterizedTest(name = "{0} must not be {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "backoff | soon | 'soon' is not a duration such as 15s, 1m30s or 500ms",
        "backoff | 25h | must be no longer than 24h",
        "backoff-max | -5s | '-5s' is not a duration such as 15s, 1m30s or 500ms",
        "forget-after | 0s | must be longer than 0s",
        "budget | 0 | must be a whole number of at least 1, or none",
        "budget | many | must be a whole number of at least 1, or none",
        "on-exit-codes | 1,two | must list exit codes, separated by commas",
        "ignore-containers | a,,b | must list names, separated by commas",
        "history | [] | belongs to the leader StatefulSet, where the controller writes it",
        "budgets | 3 | is not known; known are [leaderworkerset.io/restart-backoff,"
      })
  void validationTellsWhatIsWrongAndPlanningTakesTheDefault(
      String name, String value, String message) {
    LeaderWorkerSet set = set(Map.of(name, value));
    assertThat(Validation.validate(set, null))
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.field()).isEqualTo("metadata.annotations[" + PREFIX + name + "]");
              assertThat(error.detail()).contains(message);
            });
    assertThat(RestartOptions.read(set, RestartSettings.STANDARD))
        .isEqualTo(RestartSettings.STANDARD);
  }

  @Test
  void refusesWhatContradictsItself() {
    assertThat(
            Validation.validate(
                set(
                    Map.of(
                        "on-containers", "a",
                        "ignore-containers", "b",
                        "backoff", "1m",
                        "backoff-max", "10s")),
                null))
        .extracting(FieldError::message)
        .containsExactly(
            "metadata.annotations[leaderworkerset.io/restart-backoff-max]: Invalid value: \"10s\":"
                + " must not be shorter than leaderworkerset.io/restart-backoff",
            "metadata.annotations[leaderworkerset.io/restart-ignore-containers]: Invalid value:"
                + " \"b\": cannot be given together with leaderworkerset.io/restart-on-containers");
  }

  @Test
  void neverCopiesAHistoryFromTheSet() {
    LeaderWorkerSet set = set(Map.of("history", "[]", "budget", "3"));
    String leaders = LeaderStatefulSets.build(set, 0, 1, "key").toString();
    assertThat(leaders).contains("restart-budget").doesNotContain("restart-history");
  }
}
