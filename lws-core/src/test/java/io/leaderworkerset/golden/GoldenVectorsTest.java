package io.leaderworkerset.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    List<GoldenVectors.Case> cases =
        IntStream.range(0, 40)
            .mapToObj(i -> new GoldenVectors.Case(i, new JsonObject(), new JsonObject()))
            .toList();

    assertThatThrownBy(
            () ->
                GoldenVectors.checkAll(
                    "file",
                    cases,
                    c -> {
                      if (c.number() == 38) {
                        throw new IllegalStateException("boom");
                      }
                      return c.number() >= 36 ? List.of("100% wrong") : List.of();
                    }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("file: 4 of 40 cases fail: [36, 37, 38, 39]")
        .hasMessageContaining("100% wrong")
        .hasMessageContaining("boom");
  }

  @Test
  void failsClearlyOnAMissingFileOrDirectory(@TempDir Path directory) {
    assertThatThrownBy(() -> GoldenVectors.text("", "no-such.jsonl"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("/golden/no-such.jsonl");
    assertThatThrownBy(() -> GoldenVectors.text(directory.toString(), "no-such.jsonl"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("-Dlws.golden.dir")
        .hasMessageContaining("no-such.jsonl");
    assertThatThrownBy(() -> GoldenVectors.text(directory + "/gone", "rollout.jsonl"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("-Dlws.golden.dir");
  }

  @Test
  void readsFromTheDirectoryThatIsNamed(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("x.jsonl"), "text");

    assertThat(GoldenVectors.text(directory.toString(), "x.jsonl")).isEqualTo("text");
  }

  private static JsonElement json(String text) {
    return JsonParser.parseString(text);
  }
}
