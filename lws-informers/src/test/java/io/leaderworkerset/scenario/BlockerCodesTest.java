package io.leaderworkerset.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.plan.explain.Blocker.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every code of a blocker is reached by a scenario, and told of in docs/planning.md. */
class BlockerCodesTest {
  private static final Path TESTS = Path.of("src/test/java/io/leaderworkerset/scenario");
  private static final Pattern AWAITED = Pattern.compile("await\\w*\\([^;]*?Code\\.([A-Z_]+)");
  private static final Pattern ANY_MATCH = Pattern.compile("b\\.code\\(\\) == Code\\.([A-Z_]+)");
  private static final Pattern TOLD = Pattern.compile("`([A-Z_]+)`");

  @Test
  void everyCodeIsAwaitedByAScenario() throws IOException {
    TreeSet<String> awaited = new TreeSet<>();
    for (String file : List.of("ExplainScenariosTest.java", "GangScenariosTest.java")) {
      String source = Files.readString(TESTS.resolve(file));
      awaited.addAll(all(AWAITED, source));
      awaited.addAll(all(ANY_MATCH, source));
    }

    assertThat(awaited).containsExactlyInAnyOrderElementsOf(codes());
  }

  @Test
  void theDocumentTellsOfEveryCodeOnce() throws IOException {
    String text = Files.readString(Path.of("../docs/planning.md"));
    int start = text.indexOf("| Code | What it says |");
    assertThat(start).isPositive();
    StringBuilder names = new StringBuilder();
    text.substring(start, text.indexOf("\n\n", start))
        .lines()
        .forEach(row -> names.append(row.split("\\|")[1]));

    assertThat(all(TOLD, names.toString())).containsExactlyInAnyOrderElementsOf(codes());
  }

  private static List<String> codes() {
    return Arrays.stream(Code.values()).map(Enum::name).toList();
  }

  private static List<String> all(Pattern pattern, String text) {
    List<String> out = new ArrayList<>();
    Matcher found = pattern.matcher(text);
    while (found.find()) {
      out.add(found.group(1));
    }
    return out;
  }
}
