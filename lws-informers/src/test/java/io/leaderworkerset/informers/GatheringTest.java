package io.leaderworkerset.informers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatheringTest {
  @ParameterizedTest(name = "{0} settled groups: {1} ms")
  @CsvSource({"0, 50", "1, 50", "199, 50", "200, 100", "800, 400", "1000, 500", "10000, 500"})
  void aSettledSetWaitsOnceForEachHundredGroups(int groups, long millis) {
    assertThat(Gathering.of(Duration.ofMillis(50), groups)).hasMillis(millis);
  }

  @ParameterizedTest
  @CsvSource({"0", "1000"})
  void withoutAnIntervalNothingWaits(int groups) {
    assertThat(Gathering.of(Duration.ZERO, groups)).isZero();
  }
}
