package io.leaderworkerset.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetsTest {
  @ParameterizedTest(name = "{0} groups: {1} down is {2}, {3} surge is {4}")
  @CsvSource({
    "10, '\"25%\"', 2, '\"25%\"', 3",
    "3, '\"33%\"', 0, '\"33%\"', 1",
    "4, '\"100%\"', 4, '\"100%\"', 4",
    "4, 2, 2, 9, 4",
    "4, 9, 9, 0, 0",
    "0, '\"50%\"', 0, 5, 0",
    "4, -1, 0, -1, 0",
    "4, '\"many\"', 1, '\"many\"', 0"
  })
  void roundsDownUnavailableAndUpSurge(
      int replicas, String unavailable, int down, String surge, int up) {
    LeaderWorkerSet set =
        Sets.of(
            Json.parse(
                """
                {"spec": {"replicas": %d, "rolloutStrategy": {"rollingUpdateConfiguration":
                  {"maxUnavailable": %s, "maxSurge": %s}}}}
                """
                    .formatted(replicas, unavailable, surge)));

    assertThat(Budgets.maxUnavailableRoundedDown(set)).isEqualTo(down);
    assertThat(Budgets.maxSurgeRoundedUp(set)).isEqualTo(up);
  }

  @Test
  void hasDefaultsForAnEmptySet() {
    LeaderWorkerSet set = LeaderWorkerSet.builder().build();

    assertThat(Budgets.replicas(set)).isEqualTo(1);
    assertThat(Budgets.partition(set)).isZero();
    assertThat(Budgets.maxUnavailableRoundedDown(set)).isEqualTo(1);
    assertThat(Budgets.maxSurgeRoundedUp(set)).isZero();
  }
}
