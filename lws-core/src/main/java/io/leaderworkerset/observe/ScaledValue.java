package io.leaderworkerset.observe;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Resolves a number or a percentage, as maxUnavailable and maxSurge are written. A result beyond
 * {@link Integer#MAX_VALUE} is that.
 */
public final class ScaledValue {
  private static final BigDecimal LARGEST = BigDecimal.valueOf(Integer.MAX_VALUE);

  private ScaledValue() {}

  /**
   * Returns the number, or the percentage of {@code total} rounded up. Example: {@code "31%"} of 3
   * is 1.
   *
   * @param value a whole number at least 0, such as {@code "2"}, or a percentage such as {@code
   *     "25%"}
   * @param total what the percentage is of, at least 0
   * @throws IllegalArgumentException if the value is neither, or negative
   */
  public static int roundUp(String value, int total) {
    return resolve(value, total, RoundingMode.CEILING);
  }

  /**
   * Returns the number, or the percentage of {@code total} rounded down. Example: {@code "31%"} of
   * 3 is 0.
   *
   * @param value as for {@link #roundUp}
   * @param total what the percentage is of, at least 0
   * @throws IllegalArgumentException if the value is neither, or negative
   */
  public static int roundDown(String value, int total) {
    return resolve(value, total, RoundingMode.FLOOR);
  }

  private static int resolve(String value, int total, RoundingMode rounding) {
    boolean percent = value.endsWith("%");
    String digits = percent ? value.substring(0, value.length() - 1) : value;
    int number;
    try {
      number = Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "must be a whole number or a percentage such as \"25%\", is \"" + value + "\"", e);
    }
    if (number < 0) {
      throw new IllegalArgumentException("must not be negative, is \"" + value + "\"");
    }
    if (!percent) {
      return number;
    }
    return BigDecimal.valueOf((long) number * total)
        .divide(BigDecimal.valueOf(100), rounding)
        .min(LARGEST)
        .intValueExact();
  }
}
