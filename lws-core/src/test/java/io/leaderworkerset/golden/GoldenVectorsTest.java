package io.leaderworkerset.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The comparison that every golden test rests on must itself be able to fail. */
class GoldenVectorsTest {
  @Test
  void treatsNullEmptyAndAbsentAsTheSame() {
    assertThat(
            GoldenVectors.differences(
                json("{\"a\": null, \"b\": {}, \"c\": [], \"d\": 1, \"e\": {\"f\": {}}}"),
                json("{\"d\": 1.0}")))
        .isEmpty();
  }

  @Test
  void findsEachKindOfDifferenceWithItsPath() {
    assertThat(
            GoldenVectors.differences(
                json("{\"a\": {\"b\": [1, {\"c\": \"x\"}]}, \"d\": 1, \"gone\": 1}"),
                json("{\"a\": {\"b\": [1, {\"c\": \"y\"}]}, \"d\": \"1\", \"more\": 2}")))
        .containsExactly(
            ".a.b[1].c: expected \"x\" but was \"y\"",
            ".d: expected 1 but was \"1\"",
            ".gone: expected 1 but was null",
            ".more: expected null but was 2");
  }

  @Test
  void reportsEveryFailingCase() {
    assertThatThrownBy(() -> GoldenVectors.checkAll("defaulting.jsonl", c -> List.of("100% wrong")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("cases fail")
        .hasMessageContaining("100% wrong");
  }

  @Test
  void failsClearlyOnAMissingFile() {
    assertThatThrownBy(() -> GoldenVectors.cases("no-such.jsonl"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("no-such.jsonl");
  }

  private static JsonElement json(String text) {
    return JsonParser.parseString(text);
  }
}
