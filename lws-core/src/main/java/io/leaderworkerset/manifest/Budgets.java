package io.leaderworkerset.manifest;

import io.kubernetes.client.custom.IntOrString;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.api.RollingUpdateConfiguration;
import io.leaderworkerset.api.RolloutStrategy;
import io.leaderworkerset.observe.ScaledValue;
import javax.annotation.Nullable;

/** Resolves a set's rolling-update budgets to numbers of groups. */
public final class Budgets {
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
    return ScaledValue.roundDown(
        wellFormed(config == null ? null : config.maxUnavailable(), "1"), replicas(set));
  }

  /** Returns maxSurge in groups, percentages rounded up, never more than replicas; default 0. */
  public static int maxSurgeRoundedUp(LeaderWorkerSet set) {
    RollingUpdateConfiguration config = configuration(set);
    int replicas = replicas(set);
    return Math.min(
        replicas,
        ScaledValue.roundUp(wellFormed(config == null ? null : config.maxSurge(), "0"), replicas));
  }

  /**
   * The value as text for {@link ScaledValue}: 0 if it is negative, the fallback if it is absent or
   * neither a number nor a percentage.
   */
  private static String wellFormed(@Nullable IntOrString value, String fallback) {
    if (value == null) {
      return fallback;
    }
    if (value.isInteger()) {
      return String.valueOf(Math.max(0, value.getIntValue()));
    }
    String text = value.getStrValue();
    if (text == null || !text.matches("[+-]?[0-9]{1,9}%")) {
      return fallback;
    }
    return text.startsWith("-") ? "0" : text;
  }

  @Nullable
  private static RollingUpdateConfiguration configuration(LeaderWorkerSet set) {
    RolloutStrategy strategy = set.spec().rolloutStrategy();
    return strategy == null ? null : strategy.rollingUpdateConfiguration();
  }
}
