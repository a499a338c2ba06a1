package io.leaderworkerset.admission;

import com.google.gson.JsonPrimitive;
import io.kubernetes.client.custom.IntOrString;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.api.RollingUpdateConfiguration;
import io.leaderworkerset.api.RolloutStrategy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.annotation.Nullable;

/** The rules for a rolling update's budgets. */
final class BudgetRules {
  private static final String PATH = "spec.rolloutStrategy.rollingUpdateConfiguration.";
  private static final String MAX_UNAVAILABLE = PATH + "maxUnavailable";
  private static final String MAX_SURGE = PATH + "maxSurge";
  private static final String NOT_NEGATIVE = "must be greater than or equal to 0";
  private static final Pattern PERCENT = Pattern.compile("[0-9]+%");
  private static final BigInteger HUNDRED = BigInteger.valueOf(100);

  private BudgetRules() {}

  static List<FieldError> check(LeaderWorkerSet set) {
    RolloutStrategy strategy = set.spec().rolloutStrategy();
    RollingUpdateConfiguration config =
        strategy == null ? null : strategy.rollingUpdateConfiguration();
    if (config == null) {
      return List.of();
    }
    List<FieldError> out = new ArrayList<>();
    checkBudget(MAX_UNAVAILABLE, config.maxUnavailable(), out);
    checkBudget(MAX_SURGE, config.maxSurge(), out);
    if (config.partition() != null && config.partition() < 0) {
      out.add(FieldError.invalid(PATH + "partition", config.partition(), NOT_NEGATIVE));
    }
    checkScales(MAX_UNAVAILABLE, config.maxUnavailable(), out);
    checkScales(MAX_SURGE, config.maxSurge(), out);
    checkNotBothZero(set, config, out);
    return out;
  }

  private static void checkBudget(String path, @Nullable IntOrString value, List<FieldError> out) {
    if (value == null) {
      return;
    }
    if (value.isInteger()) {
      if (value.getIntValue() < 0) {
        out.add(FieldError.invalid(path, value.getIntValue(), NOT_NEGATIVE));
      }
      return;
    }
    String text = value.getStrValue();
    if (!PERCENT.matcher(text).matches()) {
      out.add(
          FieldError.invalid(
              path,
              text,
              "a valid percent string must be a numeric string followed by an ending '%' (e.g."
                  + " '1%',  or '93%', regex used for validation is '[0-9]+%')"));
    } else if (number(text).compareTo(HUNDRED) > 0) {
      out.add(FieldError.invalid(path, text, "must not be greater than 100%"));
    }
  }

  /** Says a second time, as the reference does, that a text is no percentage. */
  private static void checkScales(String path, @Nullable IntOrString value, List<FieldError> out) {
    if (value != null && !value.isInteger() && !scales(value)) {
      out.add(FieldError.invalid(path, value.getStrValue(), "invalid value"));
    }
  }

  private static boolean scales(IntOrString value) {
    return value.getStrValue().matches("[+-]?[0-9]{1,18}%");
  }

  private static void checkNotBothZero(
      LeaderWorkerSet set, RollingUpdateConfiguration config, List<FieldError> out) {
    int replicas = set.spec().replicas() == null ? 1 : set.spec().replicas();
    if (replicas != 0
        && isZero(config.maxUnavailable(), 1, replicas, RoundingMode.FLOOR)
        && isZero(config.maxSurge(), 0, replicas, RoundingMode.CEILING)) {
      IntOrString bad = config.maxUnavailable();
      out.add(
          FieldError.invalid(
              MAX_UNAVAILABLE,
              bad == null ? null : json(bad),
              "must not be 0 when `maxSurge` is 0"));
    }
  }

  /** Returns whether a budget comes to no group at all; one that cannot be read does. */
  private static boolean isZero(
      @Nullable IntOrString value, int fallback, int replicas, RoundingMode rounding) {
    if (value == null) {
      return fallback == 0;
    }
    if (value.isInteger()) {
      return value.getIntValue() == 0;
    }
    return !scales(value)
        || new BigDecimal(number(value.getStrValue()))
                .multiply(BigDecimal.valueOf(replicas))
                .movePointLeft(2)
                .setScale(0, rounding)
                .signum()
            == 0;
  }

  private static JsonPrimitive json(IntOrString value) {
    return value.isInteger()
        ? new JsonPrimitive(value.getIntValue())
        : new JsonPrimitive(value.getStrValue());
  }

  private static BigInteger number(String percent) {
    return new BigInteger(percent.substring(0, percent.length() - 1));
  }
}
