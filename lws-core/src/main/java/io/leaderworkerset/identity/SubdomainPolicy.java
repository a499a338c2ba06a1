package io.leaderworkerset.identity;

import javax.annotation.Nullable;

/** Which headless Service gives pods their names. */
public enum SubdomainPolicy {
  /** One Service for the set; the default. */
  SHARED("Shared"),
  /** One Service for each group. */
  UNIQUE_PER_REPLICA("UniquePerReplica");

  private final String value;

  SubdomainPolicy(String value) {
    this.value = value;
  }

  /** Returns the value as the API spells it, such as {@code Shared}. */
  public String value() {
    return value;
  }

  /**
   * Returns the policy that the API value names; {@link #SHARED} if it is absent or unknown
   * (validation reports unknown values, planning never fails on them).
   */
  public static SubdomainPolicy of(@Nullable String value) {
    for (SubdomainPolicy each : values()) {
      if (each.value.equals(value)) {
        return each;
      }
    }
    return SHARED;
  }
}
