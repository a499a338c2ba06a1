package io.leaderworkerset.testkit.cluster;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;
import javax.annotation.Nullable;

/** Reads quantities such as {@code 500m}, {@code 2} and {@code 16Gi} in thousandths of the unit. */
final class Quantities {
  private static final Map<String, BigDecimal> FACTORS = factors();

  private Quantities() {}

  /** Returns thousandths of the unit, rounded up; 0 for what is no quantity. */
  static long milli(@Nullable JsonElement value) {
    if (value == null || !value.isJsonPrimitive()) {
      return 0;
    }
    String text = value.getAsString().trim();
    int end = text.length();
    while (end > 0 && Character.isLetter(text.charAt(end - 1))) {
      end--;
    }
    BigDecimal factor = FACTORS.get(text.substring(end));
    try {
      BigDecimal number = new BigDecimal(factor == null ? text : text.substring(0, end));
      BigDecimal milli =
          number.multiply(factor == null ? BigDecimal.ONE : factor).movePointRight(3);
      BigDecimal most = BigDecimal.valueOf(Long.MAX_VALUE / 4);
      return milli.min(most).setScale(0, RoundingMode.CEILING).longValue();
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Returns the members of the object at the path in thousandths of their units. */
  static Map<String, Long> milli(JsonElement root, String... path) {
    Map<String, Long> out = new HashMap<>();
    JsonObject object = Json.object(root, path);
    if (object != null) {
      object.entrySet().forEach(e -> out.put(e.getKey(), milli(e.getValue())));
    }
    return out;
  }

  private static Map<String, BigDecimal> factors() {
    Map<String, BigDecimal> out = new HashMap<>();
    out.put("", BigDecimal.ONE);
    String[] decimal = {"n", "u", "m", "", "k", "M", "G", "T", "P", "E"};
    for (int i = 0; i < decimal.length; i++) {
      out.put(decimal[i], BigDecimal.ONE.movePointRight((i - 3) * 3));
    }
    String[] binary = {"Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
    for (int i = 0; i < binary.length; i++) {
      out.put(binary[i], BigDecimal.valueOf(1024).pow(i + 1));
    }
    return out;
  }
}
