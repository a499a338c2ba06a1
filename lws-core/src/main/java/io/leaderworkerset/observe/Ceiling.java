package io.leaderworkerset.observe;

import java.util.Map;
import java.util.TreeMap;

/**
 * The most that the groups of a set may use together, however many a rollout would like to have.
 *
 * @param capacity how much there is, by the name of what is counted, such as {@code nvidia.com/gpu}
 *     or {@link #GROUPS}; what is not named is not limited
 * @param perGroup what one group of the live template needs; what is not named is 0
 * @param atRevision what one group of an earlier revision needs, by revision key; a revision that
 *     is not named needs what the live template does
 */
public record Ceiling(
    Map<String, Long> capacity,
    Map<String, Long> perGroup,
    Map<String, Map<String, Long>> atRevision) {
  /** What is counted if the ceiling is a number of groups. */
  public static final String GROUPS = "groups";

  /** Copies the maps and refuses negative amounts. */
  public Ceiling {
    capacity = Map.copyOf(capacity);
    perGroup = Map.copyOf(perGroup);
    atRevision = Map.copyOf(atRevision);
    capacity.forEach(Ceiling::checkNotNegative);
    perGroup.forEach(Ceiling::checkNotNegative);
  }

  /** Returns a ceiling of so many groups, at least 0. */
  public static Ceiling ofGroups(int most) {
    return new Ceiling(Map.of(GROUPS, (long) most), Map.of(GROUPS, 1L), Map.of());
  }

  /** Returns this ceiling with what groups of earlier revisions need. */
  public Ceiling withRevisions(Map<String, Map<String, Long>> needs) {
    return new Ceiling(capacity, perGroup, needs);
  }

  /**
   * Returns how much one group needs.
   *
   * @param what the name of what is counted
   * @param revisionKey the group's revision
   */
  public long need(String what, String revisionKey) {
    return atRevision.getOrDefault(revisionKey, perGroup).getOrDefault(what, 0L);
  }

  /**
   * Returns the most that one group needs, of whatever revision it is.
   *
   * @param what the name of what is counted
   */
  public long most(String what) {
    long most = perGroup.getOrDefault(what, 0L);
    for (Map<String, Long> each : atRevision.values()) {
      most = Math.max(most, each.getOrDefault(what, 0L));
    }
    return most;
  }

  /** Returns the capacity as text, such as {@code nvidia.com/gpu=16}, sorted by name. */
  public String text() {
    StringBuilder out = new StringBuilder();
    new TreeMap<>(capacity)
        .forEach((k, v) -> out.append(out.length() == 0 ? "" : ", ").append(k + "=" + v));
    return out.toString();
  }

  private static void checkNotNegative(String name, long amount) {
    if (amount < 0) {
      throw new IllegalArgumentException(name + " must be at least 0, is " + amount);
    }
  }
}
