package io.leaderworkerset.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The rules for names, keys and values of labels, with the texts that Kubernetes gives.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/overview/working-with-objects/names/">names</a>
 */
final class NameRules {
  private static final String ALNUM = "[A-Za-z0-9]";
  private static final String QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?" + ALNUM;
  private static final String LABEL_VALUE = "(" + QUALIFIED + ")?";
  private static final String DNS_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
  private static final String DNS_1123 = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final String SUBDOMAIN = DNS_1123 + "(\\." + DNS_1123 + ")*";

  private static final Pattern QUALIFIED_PATTERN = Pattern.compile(QUALIFIED);
  private static final Pattern LABEL_VALUE_PATTERN = Pattern.compile(LABEL_VALUE);
  private static final Pattern DNS_1035_PATTERN = Pattern.compile(DNS_1035);
  private static final Pattern DNS_1123_PATTERN = Pattern.compile(DNS_1123);
  private static final Pattern SUBDOMAIN_PATTERN = Pattern.compile(SUBDOMAIN);

  /** Longest label, label value and name part of a key. */
  static final int LABEL_LENGTH = 63;

  private static final int SUBDOMAIN_LENGTH = 253;

  private NameRules() {}

  /** Returns what is wrong with a name that must be a DNS-1035 label, as Service names must. */
  static List<String> dns1035Label(String name) {
    return check(
        name,
        LABEL_LENGTH,
        DNS_1035_PATTERN,
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an"
            + " alphabetic character, and end with an alphanumeric character",
        "my-name",
        "abc-123");
  }

  /** Returns what is wrong with a name that must be an RFC 1123 label, as namespaces must. */
  static List<String> dns1123Label(String name) {
    return check(
        name,
        LABEL_LENGTH,
        DNS_1123_PATTERN,
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and"
            + " must start and end with an alphanumeric character",
        "my-name",
        "123-abc");
  }

  /** Returns what is wrong with the value of a label. */
  static List<String> labelValue(String value) {
    return check(
        value,
        LABEL_LENGTH,
        LABEL_VALUE_PATTERN,
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or"
            + " '.', and must start and end with an alphanumeric character",
        "MyValue",
        "my_value",
        "12345");
  }

  /** Returns what is wrong with the key of a label or annotation: {@code [prefix/]name}. */
  static List<String> qualifiedName(String key) {
    String[] parts = key.split("/", -1);
    if (parts.length > 2) {
      return List.of(
          "a qualified name "
              + text(
                  "must consist of alphanumeric characters, '-', '_' or '.', and must start and"
                      + " end with an alphanumeric character",
                  QUALIFIED,
                  "MyName",
                  "my.name",
                  "123-abc")
              + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
    }
    List<String> out = new ArrayList<>();
    if (parts.length == 2) {
      out.addAll(prefixPart(parts[0]));
    }
    out.addAll(namePart(parts[parts.length - 1]));
    return out;
  }

  private static List<String> prefixPart(String prefix) {
    if (prefix.isEmpty()) {
      return List.of("prefix part must be non-empty");
    }
    return prefixed("prefix part ", subdomain(prefix));
  }

  private static List<String> namePart(String name) {
    List<String> out = new ArrayList<>();
    if (name.isEmpty()) {
      out.add("name part must be non-empty");
    }
    out.addAll(
        prefixed(
            "name part ",
            check(
                name,
                LABEL_LENGTH,
                QUALIFIED_PATTERN,
                "must consist of alphanumeric characters, '-', '_' or '.', and must start and end"
                    + " with an alphanumeric character",
                "MyName",
                "my.name",
                "123-abc")));
    return out;
  }

  private static List<String> subdomain(String name) {
    return check(
        name,
        SUBDOMAIN_LENGTH,
        SUBDOMAIN_PATTERN,
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or"
            + " '.', and must start and end with an alphanumeric character",
        "example.com");
  }

  private static List<String> prefixed(String prefix, List<String> messages) {
    return messages.stream().map(m -> prefix + m).toList();
  }

  private static List<String> check(
      String value, int length, Pattern pattern, String rule, String... examples) {
    List<String> out = new ArrayList<>();
    if (value.length() > length) {
      out.add("must be no more than " + length + " characters");
    }
    if (!pattern.matcher(value).matches()) {
      out.add(text(rule, pattern.pattern(), examples));
    }
    return out;
  }

  private static String text(String rule, String regex, String... examples) {
    StringBuilder out = new StringBuilder(rule).append(" (e.g. ");
    for (int i = 0; i < examples.length; i++) {
      out.append(i == 0 ? "'" : " or '").append(examples[i]).append("', ");
    }
    return out.append("regex used for validation is '").append(regex).append("')").toString();
  }
}
