package io.leaderworkerset.informers.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {
  @Test
  void readsTimesOfEachForm() {
    assertThat(Fields.time("2026-02-03T04:05:06Z"))
        .isEqualTo(Instant.parse("2026-02-03T04:05:06Z"));
    assertThat(Fields.time("2026-02-03T04:05:06.123456Z"))
        .isEqualTo(Instant.parse("2026-02-03T04:05:06.123456Z"));
    assertThat(Fields.time("2026-02-03T04:05:06+02:00"))
        .isEqualTo(Instant.parse("2026-02-03T02:05:06Z"));
    assertThat(Fields.time("2024-02-29T23:59:59Z"))
        .isEqualTo(Instant.parse("2024-02-29T23:59:59Z"));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "2026-02-30T04:05:06Z",
        "2026-13-03T04:05:06Z",
        "2026-02-03T24:05:06Z",
        "2026-02-03 04:05:06Z",
        "2026-0x-03T04:05:06Z"
      })
  void readsWhatIsNoTimeAsAbsent(String text) {
    assertThat(Fields.time(text)).isNull();
  }
}
