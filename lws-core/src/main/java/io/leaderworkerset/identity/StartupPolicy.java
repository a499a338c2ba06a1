package io.leaderworkerset.identity;

import javax.annotation.Nullable;

/** When a group's worker StatefulSet is made. */
public enum StartupPolicy {
  /** As soon as the leader pod exists; the default. */
  LEADER_CREATED("LeaderCreated"),
  /** Only when the leader pod is Ready. */
  LEADER_READY("LeaderReady");

  private final String value;

  StartupPolicy(String value) {
    this.value = value;
  }

  /** Returns the value as the API spells it, such as {@code LeaderCreated}. */
  public String value() {
    return value;
  }

  /**
   * Returns the policy that the API value names; {@link #LEADER_CREATED} if it is absent or unknown
   * (validation reports unknown values, planning never fails on them).
   */
  public static StartupPolicy of(@Nullable String value) {
    for (StartupPolicy each : values()) {
      if (each.value.equals(value)) {
        return each;
      }
    }
    return LEADER_CREATED;
  }
}
