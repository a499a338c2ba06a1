package io.leaderworkerset.json;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.annotation.Nullable;

/**
 * A resource quantity such as {@code 1536Mi}, {@code 100m} or {@code 2e3}: its exact value and the
 * family of suffixes it is written in.
 *
 * <p>Two spellings of one value, {@code 1000m} and {@code 1}, have the same {@link #text()}; {@code
 * 1Gi} and {@code 1073741824} have the same value in two formats, so compare with {@link
 * #sameValue}.
 *
 * @param value the number
 * @param format the family of suffixes
 */
public record Quantity(BigDecimal value, Format format) {
  /** How a quantity is written. */
  public enum Format {
    /** Powers of 1000: n, u, m, none, k, M, G, T, P, E. */
    DECIMAL_SI,
    /** Powers of 1024: Ki, Mi, Gi, Ti, Pi, Ei. */
    BINARY_SI,
    /** Powers of ten: e3, e6. */
    DECIMAL_EXPONENT
  }

  private static final Pattern SYNTAX =
      Pattern.compile(
          "([+-]?(?:\\d+\\.?\\d*|\\.\\d+))(?:([KMGTPE]i)|([eE][+-]?\\d+)|([numkMGTPE]))?");

  private static final List<String> BINARY = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
  private static final String DECIMAL = "num kMGTPE";
  private static final BigInteger KI = BigInteger.valueOf(1024);
  private static final int NANO = 9;
  private static final int MAX_DIGITS = 100;

  /** Returns the quantity that a JSON string or number holds, or null if it holds none. */
  @Nullable
  public static Quantity of(@Nullable JsonElement json) {
    return json instanceof JsonPrimitive p && !p.isBoolean() ? parse(p.getAsString()) : null;
  }

  /** Returns the quantity that the text spells, or null if it spells none. */
  @Nullable
  public static Quantity parse(String text) {
    Matcher m = SYNTAX.matcher(text.trim());
    if (!m.matches() || text.length() > MAX_DIGITS) {
      return null;
    }
    BigDecimal number = new BigDecimal(m.group(1));
    if (m.group(2) != null) {
      int power = BINARY.indexOf(m.group(2));
      return new Quantity(number.multiply(new BigDecimal(KI.pow(power))), Format.BINARY_SI);
    }
    if (m.group(3) != null) {
      String exponent = m.group(3).substring(1);
      return exponent.length() > 4
          ? null
          : new Quantity(
              number.scaleByPowerOfTen(Integer.parseInt(exponent)), Format.DECIMAL_EXPONENT);
    }
    int power = m.group(4) == null ? 0 : 3 * (DECIMAL.indexOf(m.group(4)) - 3);
    return new Quantity(number.scaleByPowerOfTen(power), Format.DECIMAL_SI);
  }

  /** Returns whether the value is zero. */
  public boolean isZero() {
    return value.signum() == 0;
  }

  /** Returns whether both stand for the same number, however written. */
  public boolean sameValue(Quantity other) {
    return value.compareTo(other.value) == 0;
  }

  /**
   * Returns the sum, written in this quantity's format, or in the other's if this one is zero.
   *
   * @param other what to add
   */
  public Quantity plus(Quantity other) {
    return new Quantity(value.add(other.value), isZero() ? other.format : format);
  }

  /** Returns the product, in the same format. */
  public Quantity times(int factor) {
    return new Quantity(value.multiply(BigDecimal.valueOf(factor)), format);
  }

  /** Returns the larger of both; this one if they are equal. */
  public Quantity max(Quantity other) {
    return other.value.compareTo(value) > 0 ? other : this;
  }

  /**
   * Returns the one spelling of the value in its format: the largest suffix that leaves a whole
   * number, rounded up to nanos. Example: {@code 0.5} is {@code 500m}, {@code 1024Mi} is {@code
   * 1Gi}.
   */
  public String text() {
    if (isZero()) {
      return "0";
    }
    boolean small = value.abs().compareTo(new BigDecimal(KI)) < 0;
    return format == Format.BINARY_SI && !small ? binary() : decimal();
  }

  private String binary() {
    BigInteger number = value.setScale(0, RoundingMode.UP).toBigInteger();
    int power = 0;
    while (power < BINARY.size() - 1 && number.mod(KI).signum() == 0) {
      number = number.divide(KI);
      power++;
    }
    return number + BINARY.get(power);
  }

  private String decimal() {
    BigDecimal number = value.setScale(NANO, RoundingMode.UP).stripTrailingZeros();
    int exponent = Math.min(Math.floorDiv(-number.scale(), 3) * 3, 18);
    String mantissa = number.scaleByPowerOfTen(-exponent).toBigInteger().toString();
    if (exponent == 0) {
      return mantissa;
    }
    return format == Format.DECIMAL_EXPONENT
        ? mantissa + String.format(Locale.ROOT, "e%d", exponent)
        : mantissa + DECIMAL.charAt(exponent / 3 + 3);
  }
}
