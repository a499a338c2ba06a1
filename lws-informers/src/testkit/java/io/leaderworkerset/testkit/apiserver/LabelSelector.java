package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.annotation.Nullable;

/**
 * A label selector, as the query parameter spells it or as a {@code LabelSelector} object.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors">
 *     rule followed: label selectors</a>
 */
final class LabelSelector {
  private static final Pattern SET_BASED =
      Pattern.compile("^(\\S+)\\s+(in|notin)\\s*\\(([^()]*)\\)$");
  private static final Pattern EQUALITY = Pattern.compile("^([^=!\\s]+)\\s*(==|=|!=)\\s*(\\S*)$");
  private static final Pattern COMPARE = Pattern.compile("^(\\S+?)\\s*([<>])\\s*(-?\\d+)$");
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_./]*[A-Za-z0-9])?");

  private enum Operator {
    IN,
    NOT_IN,
    EXISTS,
    NOT_EXISTS,
    LESS,
    GREATER
  }

  private record Requirement(String key, Operator operator, Set<String> values) {
    boolean matches(@Nullable String value) {
      return switch (operator) {
        case IN -> value != null && values.contains(value);
        case NOT_IN -> value == null || !values.contains(value);
        case EXISTS -> value != null;
        case NOT_EXISTS -> value == null;
        case LESS -> value != null && compare(value) < 0;
        case GREATER -> value != null && compare(value) > 0;
      };
    }

    private int compare(String value) {
      try {
        return Long.compare(Long.parseLong(value), Long.parseLong(values.iterator().next()));
      } catch (NumberFormatException e) {
        return 0;
      }
    }
  }

  private final List<Requirement> requirements;

  private LabelSelector(List<Requirement> requirements) {
    this.requirements = requirements;
  }

  /** Reads a query parameter; a null or empty one selects everything. */
  static LabelSelector parse(@Nullable String text) {
    List<Requirement> out = new ArrayList<>();
    for (String part : split(text == null ? "" : text)) {
      out.add(requirement(part.strip(), text == null ? "" : text));
    }
    return new LabelSelector(out);
  }

  private static Requirement requirement(String part, String whole) {
    Matcher set = SET_BASED.matcher(part);
    if (set.matches()) {
      Set<String> values =
          List.of(set.group(3).split(",", -1)).stream()
              .map(String::strip)
              .collect(Collectors.toSet());
      return new Requirement(
          checked(set.group(1), whole),
          set.group(2).equals("in") ? Operator.IN : Operator.NOT_IN,
          values);
    }
    Matcher equality = EQUALITY.matcher(part);
    if (equality.matches()) {
      return new Requirement(
          checked(equality.group(1), whole),
          equality.group(2).equals("!=") ? Operator.NOT_IN : Operator.IN,
          Set.of(equality.group(3)));
    }
    Matcher compare = COMPARE.matcher(part);
    if (compare.matches()) {
      return new Requirement(
          checked(compare.group(1), whole),
          compare.group(2).equals("<") ? Operator.LESS : Operator.GREATER,
          Set.of(compare.group(3)));
    }
    return part.startsWith("!")
        ? new Requirement(checked(part.substring(1).strip(), whole), Operator.NOT_EXISTS, Set.of())
        : new Requirement(checked(part, whole), Operator.EXISTS, Set.of());
  }

  private static String checked(String key, String whole) {
    if (!KEY.matcher(key).matches()) {
      throw Statuses.badRequest(
          "unable to parse requirement: invalid label key \"" + key + "\" in \"" + whole + "\"");
    }
    return key;
  }

  private static List<String> split(String text) {
    List<String> out = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        out.add(text.substring(from, i));
        from = i + 1;
      }
    }
    if (!text.isBlank()) {
      out.add(text.substring(from));
    }
    return out;
  }

  /** Reads {@code matchLabels} and {@code matchExpressions}; null selects nothing. */
  static LabelSelector ofObject(@Nullable JsonObject selector) {
    List<Requirement> out = new ArrayList<>();
    if (selector == null) {
      return new LabelSelector(List.of(new Requirement("", Operator.EXISTS, Set.of())));
    }
    Json.strings(selector, "matchLabels")
        .forEach((k, v) -> out.add(new Requirement(k, Operator.IN, Set.of(v))));
    for (JsonElement e : Json.array(selector, "matchExpressions")) {
      String key = Json.string(e, "key");
      String operator = Json.string(e, "operator");
      if (key != null && operator != null) {
        out.add(new Requirement(key, operator(operator), texts(Json.array(e, "values"))));
      }
    }
    return new LabelSelector(out);
  }

  private static Operator operator(String name) {
    return switch (name) {
      case "In" -> Operator.IN;
      case "NotIn" -> Operator.NOT_IN;
      case "Exists" -> Operator.EXISTS;
      default -> Operator.NOT_EXISTS;
    };
  }

  private static Set<String> texts(JsonArray values) {
    return values.asList().stream().map(JsonElement::getAsString).collect(Collectors.toSet());
  }

  boolean isEverything() {
    return requirements.isEmpty();
  }

  boolean matches(JsonObject object) {
    if (requirements.isEmpty()) {
      return true;
    }
    JsonObject labels = Json.object(object, "metadata", "labels");
    for (Requirement r : requirements) {
      if (!r.matches(labels == null ? null : Json.string(labels, r.key()))) {
        return false;
      }
    }
    return true;
  }
}
