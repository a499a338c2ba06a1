package io.leaderworkerset.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScaledValueTest {
  @ParameterizedTest(name = "{0} of {1} is {2} rounded down, {3} rounded up")
  @CsvSource({
    "2, 10, 2, 2",
    "0, 10, 0, 0",
    "25%, 10, 2, 3",
    "31%, 3, 0, 1",
    "100%, 7, 7, 7",
    "0%, 7, 0, 0",
    "1%, 1000000, 10000, 10000",
    "25%, 0, 0, 0",
    "2147483647, 1, 2147483647, 2147483647",
  })
  void resolvesNumbersAndPercentages(String value, int total, int down, int up) {
    assertThat(ScaledValue.roundDown(value, total)).isEqualTo(down);
    assertThat(ScaledValue.roundUp(value, total)).isEqualTo(up);
  }

  @Test
  void roundsEverySmallPercentageLikeExactArithmetic() {
    for (int percent = 0; percent <= 100; percent++) {
      for (int total = 0; total <= 120; total++) {
        checkAgainstOracle(percent, total);
      }
    }
  }

  @Test
  void roundsLargePercentagesLikeExactArithmetic() {
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      checkAgainstOracle(random.nextInt(101), random.nextInt(1_000_001));
    }
  }

  private static void checkAgainstOracle(int percent, int total) {
    BigDecimal exact = BigDecimal.valueOf(total).multiply(new BigDecimal(percent).movePointLeft(2));
    String value = percent + "%";
    assertThat(ScaledValue.roundDown(value, total))
        .as("%s of %s", value, total)
        .isEqualTo(exact.setScale(0, RoundingMode.FLOOR).intValueExact());
    assertThat(ScaledValue.roundUp(value, total))
        .as("%s of %s", value, total)
        .isEqualTo(exact.setScale(0, RoundingMode.CEILING).intValueExact());
  }

  @Test
  void neverFailsOnAPercentageBeyondEveryMeasure() {
    assertThat(ScaledValue.roundDown("2147483647%", 1_000_000)).isEqualTo(Integer.MAX_VALUE);
    assertThat(ScaledValue.roundUp("2147483647%", 1_000_000)).isEqualTo(Integer.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "%", "-1", "-5%", "half", "5 %", "99999999999", "1.5"})
  void refusesWhatIsNoAmountAndQuotesIt(String value) {
    assertThatThrownBy(() -> ScaledValue.roundUp(value, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + value + "\"");
  }
}
