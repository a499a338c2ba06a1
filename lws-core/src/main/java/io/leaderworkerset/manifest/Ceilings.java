package io.leaderworkerset.manifest;

import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.json.Quantity;
import io.leaderworkerset.observe.Ceiling;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeMap;
import javax.annotation.Nullable;

/** Reads the ceiling of a set from its annotations. */
public final class Ceilings {
  private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

  private Ceilings() {}

  /**
   * Returns the set's ceiling; null if it has none. What cannot be read counts as absent;
   * validation says so.
   */
  @Nullable
  public static Ceiling of(LeaderWorkerSet set) {
    Map<String, String> annotations = set.metadata().getAnnotations();
    if (annotations == null) {
      return null;
    }
    Map<String, Long> capacity = new TreeMap<>();
    try {
      String resources = annotations.get(Names.CAPACITY_ANNOTATION);
      if (resources != null) {
        capacity.putAll(parse(resources));
      }
      String groups = annotations.get(Names.MAX_GROUPS_ANNOTATION);
      if (groups != null) {
        capacity.put(Ceiling.GROUPS, parseGroups(groups));
      }
    } catch (IllegalArgumentException invalid) {
      return null;
    }
    return capacity.isEmpty() ? null : new Ceiling(capacity, GroupNeeds.of(set), Map.of());
  }

  /**
   * Returns a number of groups.
   *
   * @param text such as {@code 5}, at least 1
   * @throws IllegalArgumentException if it is something else; the message says what is expected
   */
  public static long parseGroups(String text) {
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw new IllegalArgumentException("must be a number of groups, 1 to 999999999");
    }
    return Long.parseLong(text);
  }

  /**
   * Returns amounts by name, rounded down to whole units.
   *
   * @param text such as {@code nvidia.com/gpu=16,memory=2Ti}
   * @throws IllegalArgumentException if it is something else; the message says what is expected
   */
  public static Map<String, Long> parse(String text) {
    Map<String, Long> out = new TreeMap<>();
    for (String each : text.split(",", -1)) {
      int equals = each.indexOf('=');
      String name = equals < 0 ? "" : each.substring(0, equals).trim();
      Quantity amount = equals < 0 ? null : Quantity.parse(each.substring(equals + 1).trim());
      if (name.isEmpty() || amount == null || amount.value().signum() < 0) {
        throw new IllegalArgumentException(
            "must be amounts by resource such as nvidia.com/gpu=16,memory=2Ti; \""
                + each
                + "\" is not");
      }
      out.put(name, amount.value().setScale(0, RoundingMode.FLOOR).min(MOST).longValue());
    }
    return out;
  }
}
