package io.leaderworkerset.cluster;

import java.util.List;
import java.util.Map;

/**
 * One requirement on a label, of a label selector or of a node selector.
 *
 * @param key the label's key
 * @param operator how it is compared
 * @param values what it is compared with; one integer for Gt and Lt, none for Exists and
 *     DoesNotExist
 */
public record LabelRequirement(String key, Operator operator, List<String> values) {

  /** How a label is compared. */
  public enum Operator {
    /** The value is one of those given. */
    IN,
    /** The label is absent, or its value none of those given. */
    NOT_IN,
    /** The label is there. */
    EXISTS,
    /** The label is not there. */
    DOES_NOT_EXIST,
    /** The value is an integer above the one given. */
    GT,
    /** The value is an integer below the one given. */
    LT
  }

  /** Copies the values. */
  public LabelRequirement {
    values = List.copyOf(values);
  }

  /** Returns a requirement that the label has exactly that value. */
  public static LabelRequirement is(String key, String value) {
    return new LabelRequirement(key, Operator.IN, List.of(value));
  }

  /** Returns whether the labels meet it. */
  public boolean matches(Map<String, String> labels) {
    String value = labels.get(key);
    return switch (operator) {
      case IN -> value != null && values.contains(value);
      case NOT_IN -> value == null || !values.contains(value);
      case EXISTS -> value != null;
      case DOES_NOT_EXIST -> value == null;
      case GT -> value != null && compare(value) > 0;
      case LT -> value != null && compare(value) < 0;
    };
  }

  /** Returns how the value compares with the one given; 0, which never matches, if unreadable. */
  private int compare(String value) {
    try {
      return Long.compare(Long.parseLong(value), Long.parseLong(values.get(0)));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      return 0;
    }
  }

  /** Returns whether the labels meet all of the requirements; true if there are none. */
  public static boolean allMatch(List<LabelRequirement> requirements, Map<String, String> labels) {
    for (LabelRequirement requirement : requirements) {
      if (!requirement.matches(labels)) {
        return false;
      }
    }
    return true;
  }
}
