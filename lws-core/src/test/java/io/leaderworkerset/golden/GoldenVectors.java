package io.leaderworkerset.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import javax.annotation.Nullable;

/**
 * Reads vectors computed with the reference implementation, from the class path or from the
 * directory that the system property {@code lws.golden.dir} names, and compares JSON values the way
 * Kubernetes does: null, absent, {@code {}} and {@code []} are the same.
 */
public final class GoldenVectors {
  /** System property: a directory to read the vectors from, instead of the class path. */
  public static final String DIRECTORY_PROPERTY = "lws.golden.dir";

  private static final int SHOWN = 25;

  private GoldenVectors() {}

  /** One line of a vector file. */
  public record Case(int number, JsonObject in, JsonObject out) {}

  /** Returns all cases of a {@code .jsonl} file. Fails if there is no such file, or no case. */
  public static List<Case> cases(String file) {
    return parse(file, text(System.getProperty(DIRECTORY_PROPERTY, ""), file));
  }

  /** Returns all cases that come with the project, wherever else vectors are read from. */
  public static List<Case> bundledCases(String file) {
    return parse(file, text("", file));
  }

  private static List<Case> parse(String file, String text) {
    List<Case> out = new ArrayList<>();
    for (String line : text.split("\n")) {
      if (!line.isBlank()) {
        JsonObject json = JsonParser.parseString(line).getAsJsonObject();
        out.add(
            new Case(
                json.get("case").getAsInt(),
                json.getAsJsonObject("in"),
                json.getAsJsonObject("out")));
      }
    }
    assertThat(out).as("cases of %s", file).isNotEmpty();
    return out;
  }

  /** Returns a file of the project that holds one JSON object. */
  public static JsonObject object(String file) {
    return JsonParser.parseString(text("", file)).getAsJsonObject();
  }

  /**
   * Runs every case of the file and fails once, with all failing case numbers and what differed.
   *
   * @param check returns what differs, empty if the case passes; what it throws is a failure too
   */
  public static void checkAll(String file, Function<Case, List<String>> check) {
    checkAll(file, cases(file), check);
  }

  static void checkAll(String file, List<Case> cases, Function<Case, List<String>> check) {
    List<Integer> failing = new ArrayList<>();
    StringBuilder report = new StringBuilder();
    for (Case each : cases) {
      List<String> differences = run(each, check);
      if (!differences.isEmpty()) {
        failing.add(each.number());
        if (failing.size() <= SHOWN) {
          report.append("\ncase ").append(each.number()).append(":");
          differences.forEach(d -> report.append("\n  ").append(d));
        }
      }
    }
    if (!failing.isEmpty()) {
      fail("%s: %d of %d cases fail: %s%s", file, failing.size(), cases.size(), failing, report);
    }
  }

  private static List<String> run(Case each, Function<Case, List<String>> check) {
    try {
      return check.apply(each);
    } catch (RuntimeException | AssertionError e) {
      StringBuilder where = new StringBuilder("threw ").append(e);
      for (int i = 0; i < Math.min(4, e.getStackTrace().length); i++) {
        where.append("\n    at ").append(e.getStackTrace()[i]);
      }
      return List.of(where.toString());
    }
  }

  /**
   * Returns where two JSON values differ, as {@code path: expected … but was …}; empty if equal.
   */
  public static List<String> differences(
      @Nullable JsonElement expected, @Nullable JsonElement actual) {
    List<String> out = new ArrayList<>();
    compare("", expected, actual, out);
    return out;
  }

  private static void compare(
      String path, @Nullable JsonElement expected, @Nullable JsonElement actual, List<String> out) {
    if (isNothing(expected) && isNothing(actual)) {
      return;
    }
    if (expected instanceof JsonObject e && (isNothing(actual) || actual instanceof JsonObject)) {
      compareObjects(path, e, actual instanceof JsonObject a ? a : new JsonObject(), out);
    } else if (actual instanceof JsonObject a && isNothing(expected)) {
      compareObjects(path, new JsonObject(), a, out);
    } else if (expected instanceof JsonArray e
        && actual instanceof JsonArray a
        && e.size() == a.size()) {
      for (int i = 0; i < e.size(); i++) {
        compare(path + "[" + i + "]", e.get(i), a.get(i), out);
      }
    } else if (!samePrimitive(expected, actual)) {
      out.add(path + ": expected " + expected + " but was " + actual);
    }
  }

  private static void compareObjects(
      String path, JsonObject expected, JsonObject actual, List<String> out) {
    Set<String> names = new TreeSet<>(expected.keySet());
    names.addAll(actual.keySet());
    for (String name : names) {
      compare(path + "." + name, expected.get(name), actual.get(name), out);
    }
  }

  private static boolean samePrimitive(
      @Nullable JsonElement expected, @Nullable JsonElement actual) {
    if (expected instanceof JsonPrimitive e && actual instanceof JsonPrimitive a) {
      if (e.isNumber() && a.isNumber()) {
        return new BigDecimal(e.getAsString()).compareTo(new BigDecimal(a.getAsString())) == 0;
      }
      return e.equals(a);
    }
    return false;
  }

  private static boolean isNothing(@Nullable JsonElement value) {
    if (value == null || value.isJsonNull()) {
      return true;
    }
    if (value instanceof JsonArray array) {
      return array.isEmpty();
    }
    return value instanceof JsonObject object
        && object.entrySet().stream().allMatch(e -> isNothing(e.getValue()));
  }

  /** Returns the text of a file in the directory, or on the class path if that is empty. */
  static String text(String directory, String file) {
    try {
      return directory.isEmpty() ? fromClassPath(file) : fromDirectory(Path.of(directory), file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String fromDirectory(Path directory, String file) throws IOException {
    assertThat(directory).as("directory named by -D%s", DIRECTORY_PROPERTY).isDirectory();
    Path path = directory.resolve(file);
    assertThat(path)
        .as("vectors in the directory named by -D%s", DIRECTORY_PROPERTY)
        .isRegularFile();
    return Files.readString(path);
  }

  private static String fromClassPath(String file) throws IOException {
    try (InputStream in = GoldenVectors.class.getResourceAsStream("/golden/" + file)) {
      assertThat(in).as("class path resource /golden/%s", file).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
