package io.leaderworkerset.examples.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
  @ParameterizedTest
  @CsvSource({
    "15s,PT15S",
    "1m30s,PT1M30S",
    "1.5h,PT1H30M",
    "500ms,PT0.5S",
    "0,PT0S",
    "2us,PT0.000002S"
  })
  void durationsAreReadAsGoWritesThem(String text, Duration expected) {
    assertThat(GoDurations.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "15", "s", "15 s", "15s!", "-1s", "99999999999h"})
  void otherTextsAreNoDurations(String text) {
    assertThatThrownBy(() -> GoDurations.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({":8081,8081,true", "127.0.0.1:9,9,false", "[::1]:7,7,false", ":0,0,true"})
  void addressesAreReadAsGoWritesThem(String text, int port, boolean any) {
    var address = BindAddress.parse("setting", text).orElseThrow();
    assertThat(address.getPort()).isEqualTo(port);
    assertThat(address.getAddress().isAnyLocalAddress()).isEqualTo(any);
  }

  @ParameterizedTest
  @ValueSource(strings = {"8081", ":x", ":70000", "", ":-1"})
  void otherTextsAreNoAddresses(String text) {
    assertThatThrownBy(() -> BindAddress.parse("the-flag", text))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("the-flag");
  }

  @ParameterizedTest
  @ValueSource(strings = "0")
  void zeroMeansNotToListen(String text) {
    assertThat(BindAddress.parse("setting", text)).isEmpty();
  }
}
