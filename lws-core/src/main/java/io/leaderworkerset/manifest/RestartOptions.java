package io.leaderworkerset.manifest;

import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.identity.RestartAnnotations;
import io.leaderworkerset.json.GoDuration;
import io.leaderworkerset.observe.RestartBackoff;
import io.leaderworkerset.observe.RestartSettings;
import io.leaderworkerset.observe.RestartTriggers;
import io.leaderworkerset.observe.RestartTriggers.Selection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import javax.annotation.Nullable;

/**
 * Reads the annotations of a set that say when its groups are recreated. What is wrong is told by
 * {@link #problems} and otherwise read as if it were not there.
 */
public final class RestartOptions {
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final int RESUME_LENGTH = 64;
  private static final int LISTED = 32;

  private final Map<String, String> given = new TreeMap<>();
  private final List<Problem> problems = new ArrayList<>();

  /**
   * What is wrong with an annotation.
   *
   * @param annotation its name
   * @param value its value
   * @param message what is expected instead
   */
  public record Problem(String annotation, String value, String message) {}

  private RestartOptions(@Nullable Map<String, String> annotations) {
    if (annotations != null) {
      annotations.forEach(
          (key, value) -> {
            if (key.startsWith(RestartAnnotations.PREFIX)) {
              given.put(key, value == null ? "" : value);
            }
          });
    }
  }

  /**
   * Returns the settings of a set.
   *
   * @param set the live set
   * @param defaults what holds where the set says nothing
   */
  public static RestartSettings read(LeaderWorkerSet set, RestartSettings defaults) {
    RestartOptions options = new RestartOptions(set.metadata().getAnnotations());
    return options.given.isEmpty() ? defaults : options.settings(defaults);
  }

  /** Returns what is wrong with the annotations of a set, sorted by name; empty if nothing is. */
  public static List<Problem> problems(LeaderWorkerSet set) {
    RestartOptions options = new RestartOptions(set.metadata().getAnnotations());
    if (options.given.isEmpty()) {
      return List.of();
    }
    RestartSettings unused = options.settings(RestartSettings.STANDARD);
    options.checkKnown();
    options.checkOrder();
    options.problems.sort((a, b) -> a.annotation().compareTo(b.annotation()));
    return List.copyOf(options.problems);
  }

  private RestartSettings settings(RestartSettings defaults) {
    RestartTriggers triggers = defaults.triggers();
    return new RestartSettings(
        backoff(defaults.backoff()),
        or(read(RestartAnnotations.FORGET_AFTER, this::positive), defaults.forgetAfter()),
        given.containsKey(RestartAnnotations.BUDGET)
            ? budget(defaults.budget())
            : defaults.budget(),
        new RestartTriggers(
            selection(
                RestartAnnotations.ON_CONTAINERS,
                RestartAnnotations.IGNORE_CONTAINERS,
                RestartOptions::name,
                triggers.containers()),
            selection(
                RestartAnnotations.ON_EXIT_CODES,
                RestartAnnotations.IGNORE_EXIT_CODES,
                RestartOptions::exitCode,
                triggers.exitCodes()),
            selection(
                RestartAnnotations.ON_REASONS,
                RestartAnnotations.IGNORE_REASONS,
                RestartOptions::name,
                triggers.reasons()),
            triggers.failedPods()),
        or(read(RestartAnnotations.RESUME, RestartOptions::resume), ""));
  }

  private RestartBackoff backoff(RestartBackoff defaults) {
    Duration first = read(RestartAnnotations.BACKOFF, RestartOptions::upToADay);
    Duration longest = read(RestartAnnotations.BACKOFF_MAX, RestartOptions::upToADay);
    if (first == null && longest == null) {
      return defaults;
    }
    Duration from = first != null ? first : defaults.first();
    Duration to = longest != null ? longest : defaults.longest();
    if (first == null && to.compareTo(from) < 0) {
      from = to;
    }
    double jitter = defaults.isNone() ? RestartBackoff.STANDARD.jitter() : defaults.jitter();
    return new RestartBackoff(from, from.compareTo(to) > 0 ? from : to, jitter);
  }

  @Nullable
  private Integer budget(@Nullable Integer otherwise) {
    if ("none".equals(given.get(RestartAnnotations.BUDGET))) {
      return null;
    }
    Integer value = read(RestartAnnotations.BUDGET, RestartOptions::budgetOf);
    return value == null ? otherwise : value;
  }

  /** Values separated by commas, or all but those; not both. */
  private <T extends Comparable<T>> Selection<T> selection(
      String only, String allBut, Function<String, T> item, Selection<T> otherwise) {
    Set<T> in = read(only, text -> items(text, item));
    Set<T> out = read(allBut, text -> items(text, item));
    if (in != null && out != null) {
      report(allBut, "cannot be given together with " + only);
    }
    if (in != null) {
      return new Selection<>(true, in);
    }
    return out != null ? new Selection<>(false, out) : otherwise;
  }

  private static <T extends Comparable<T>> Set<T> items(String text, Function<String, T> item) {
    Set<T> out = new TreeSet<>();
    for (String each : text.split(",", -1)) {
      out.add(item.apply(each.trim()));
    }
    if (out.size() > LISTED) {
      throw new IllegalArgumentException("must list no more than " + LISTED + " values");
    }
    return out;
  }

  private static String name(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("must list names, separated by commas");
    }
    return text;
  }

  private static Integer exitCode(String text) {
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must list exit codes, separated by commas", e);
    }
  }

  private static Integer budgetOf(String text) {
    try {
      int value = Integer.parseInt(text);
      if (value >= 1) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException("must be a whole number of at least 1, or none");
  }

  private static String resume(String text) {
    if (text.length() > RESUME_LENGTH) {
      throw new IllegalArgumentException(
          "must be no longer than " + RESUME_LENGTH + " characters; a time will do");
    }
    return text;
  }

  private static Duration upToADay(String text) {
    Duration value = GoDuration.parse(text);
    if (value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("must be no longer than 24h");
    }
    return value;
  }

  private Duration positive(String text) {
    Duration value = GoDuration.parse(text);
    if (value.isZero()) {
      throw new IllegalArgumentException("must be longer than 0s");
    }
    return value;
  }

  private void checkKnown() {
    for (String key : given.keySet()) {
      if (key.equals(RestartAnnotations.HISTORY)) {
        report(key, "belongs to the leader StatefulSet, where the controller writes it");
      } else if (!RestartAnnotations.OF_USERS.contains(key)) {
        report(key, "is not known; known are " + new TreeSet<>(RestartAnnotations.OF_USERS));
      }
    }
  }

  private void checkOrder() {
    Duration first = read(RestartAnnotations.BACKOFF, RestartOptions::upToADay);
    Duration longest = read(RestartAnnotations.BACKOFF_MAX, RestartOptions::upToADay);
    if (first != null && longest != null && longest.compareTo(first) < 0) {
      report(
          RestartAnnotations.BACKOFF_MAX, "must not be shorter than " + RestartAnnotations.BACKOFF);
    }
  }

  /** Returns null if it is not given, or wrong. */
  @Nullable
  private <T> T read(String annotation, Function<String, T> reader) {
    String text = given.get(annotation);
    if (text == null) {
      return null;
    }
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException e) {
      report(annotation, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private void report(String annotation, String message) {
    Problem problem = new Problem(annotation, given.getOrDefault(annotation, ""), message);
    if (!problems.contains(problem)) {
      problems.add(problem);
    }
  }

  private static <T> T or(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }
}
