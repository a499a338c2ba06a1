package io.leaderworkerset.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table in docs/scenarios.md names the scenarios that there are, and where each one runs. */
class ScenarioTableTest {
  private static final Pattern ROW =
      Pattern.compile("`(\\w+ScenariosTest)\\.(\\w+)` \\|(?: ([EWP ]+)[:|])?");
  private static final Path TESTS = Path.of("src/test/java/io/leaderworkerset/scenario");

  private static TreeMap<String, String> table() throws IOException {
    TreeMap<String, String> rows = new TreeMap<>();
    Matcher row = ROW.matcher(Files.readString(Path.of("../docs/scenarios.md")));
    while (row.find()) {
      String where = row.group(3) == null ? "" : row.group(3).strip();
      rows.put(row.group(1) + "." + row.group(2), where);
    }
    return rows;
  }

  private static TreeMap<String, String> scenarios() throws Exception {
    TreeMap<String, String> found = new TreeMap<>();
    TreeSet<String> classes = new TreeSet<>();
    try (var files = Files.list(TESTS)) {
      files
          .map(f -> f.getFileName().toString())
          .filter(f -> f.endsWith("ScenariosTest.java"))
          .forEach(f -> classes.add(f.replace(".java", "")));
    }
    for (String name : classes) {
      for (Method each :
          Class.forName("io.leaderworkerset.scenario." + name).getDeclaredMethods()) {
        if (each.isAnnotationPresent(ClusterTest.class)) {
          found.put(name + "." + each.getName(), where(each.getAnnotation(ClusterTest.class)));
        } else if (each.isAnnotationPresent(Test.class)) {
          found.put(name + "." + each.getName(), "");
        }
      }
    }
    return found;
  }

  private static String where(ClusterTest test) {
    return String.join(
        " ",
        Arrays.stream(Mode.values())
            .filter(mode -> mode.whyNot(test).isEmpty())
            .map(mode -> mode.name().substring(0, 1))
            .toList());
  }

  @Test
  void namesEachScenarioAndWhereItRuns() throws Exception {
    assertThat(table()).isEqualTo(scenarios());
  }
}
