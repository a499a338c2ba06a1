package io.leaderworkerset.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonPrimitive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
  @ParameterizedTest(name = "{0} is written {1}")
  @CsvSource({
    "1000m, 1",
    "0.5, 500m",
    "1.5, 1500m",
    "1536Mi, 1536Mi",
    "1.5Gi, 1536Mi",
    "1024Mi, 1Gi",
    "1500M, 1500M",
    "1000k, 1M",
    "100, 100",
    "0, 0",
    "0Gi, 0",
    "512Ki, 512Ki",
    "0.5Ki, 512",
    "1e3, 1e3",
    "1E3, 1e3",
    "1E, 1E",
    "-1000m, -1",
    "0.0000000001, 1n",
    "+2, 2",
    ".5, 500m",
    "5., 5"
  })
  void hasOneSpelling(String text, String expected) {
    assertThat(Quantity.parse(text).text()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1 Gi", "1gi", "Gi", "1Mii", "--1", "1e", "NaN", "1e99999"})
  void refusesWhatIsNone(String text) {
    assertThat(Quantity.parse(text)).isNull();
  }

  @Test
  void readsNumbersAndTextsAlike() {
    assertThat(Quantity.of(new JsonPrimitive(2)).sameValue(Quantity.parse("2000m"))).isTrue();
    assertThat(Quantity.of(new JsonPrimitive(true))).isNull();
    assertThat(Quantity.of(null)).isNull();
  }

  @Test
  void sumsKeepTheFormatOfWhatIsThereAlready() {
    Quantity binary = Quantity.parse("1Gi");
    Quantity decimal = Quantity.parse("1500M");

    assertThat(decimal.plus(Quantity.parse("128Mi")).text()).isEqualTo("1634217728");
    assertThat(binary.plus(binary).text()).isEqualTo("2Gi");
    assertThat(Quantity.parse("0").plus(binary).text()).isEqualTo("1Gi");
    assertThat(Quantity.parse("100m").times(3).text()).isEqualTo("300m");
  }
}
