package io.leaderworkerset.manifest;

import io.kubernetes.client.custom.IntOrString;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.api.RollingUpdateConfiguration;
import io.leaderworkerset.api.RolloutStrategy;
import java.math.BigDecimal;
import java.math.RoundingMode;
import javax.annotation.Nullable;

/** Resolves a set's rolling-update budgets to numbers of groups. */
public final class Budgets {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private Budgets() {}

  /** Returns {@code spec.replicas}, 1 if it is absent, at least 0. */
  public static int replicas(LeaderWorkerSet set) {
    Integer replicas = set.spec().replicas();
    return replicas == null ? 1 : Math.max(0, replicas);
  }

  /** Returns the partition that the user set, 0 if absent, at least 0. */
  public static int partition(LeaderWorkerSet set) {
    RollingUpdateConfiguration config = configuration(set);
    Integer partition = config == null ? null : config.partition();
    return partition == null ? 0 : Math.max(0, partition);
  }

  /** Returns maxUnavailable in groups, percentages rounded down; 1 if it is absent. */
  public static int maxUnavailableRoundedDown(LeaderWorkerSet set) {
    RollingUpdateConfiguration config = configuration(set);
    return resolve(
        config == null ? null : config.maxUnavailable(), replicas(set), RoundingMode.FLOOR, 1);
  }

  /** Returns maxSurge in groups, percentages rounded up, never more than replicas; default 0. */
  public static int maxSurgeRoundedUp(LeaderWorkerSet set) {
    RollingUpdateConfiguration config = configuration(set);
    int replicas = replicas(set);
    return Math.min(
        replicas,
        resolve(config == null ? null : config.maxSurge(), replicas, RoundingMode.CEILING, 0));
  }

  /**
   * Returns a number or a percentage of {@code total} as a number.
   *
   * @param value a number, or a percentage such as {@code 25%}
   * @param total what a percentage is taken of
   * @param rounding how a percentage is rounded
   * @param fallback returned if the value is absent or neither a number nor a percentage
   * @return at least 0
   */
  static int resolve(@Nullable IntOrString value, int total, RoundingMode rounding, int fallback) {
    if (value == null) {
      return fallback;
    }
    if (value.isInteger()) {
      return Math.max(0, value.getIntValue());
    }
    String text = value.getStrValue();
    if (text == null || !text.matches("[+-]?[0-9]{1,9}%")) {
      return fallback;
    }
    BigDecimal percent = new BigDecimal(text.substring(0, text.length() - 1));
    BigDecimal scaled = percent.multiply(BigDecimal.valueOf(total)).divide(HUNDRED);
    BigDecimal rounded = scaled.setScale(0, rounding).max(BigDecimal.ZERO);
    return rounded.min(BigDecimal.valueOf(Integer.MAX_VALUE)).intValueExact();
  }

  @Nullable
  private static RollingUpdateConfiguration configuration(LeaderWorkerSet set) {
    RolloutStrategy strategy = set.spec().rolloutStrategy();
    return strategy == null ? null : strategy.rollingUpdateConfiguration();
  }
}
