package io.leaderworkerset.identity;

import javax.annotation.Nullable;

/** Whether the leader belongs to a subgroup. */
public enum SubGroupPolicyType {
  /** The leader is a member of subgroup 0; the default. */
  LEADER_WORKER("LeaderWorker"),
  /** Only workers belong to subgroups. */
  LEADER_EXCLUDED("LeaderExcluded");

  private final String value;

  SubGroupPolicyType(String value) {
    this.value = value;
  }

  /** Returns the value as the API spells it, such as {@code LeaderWorker}. */
  public String value() {
    return value;
  }

  /**
   * Returns the policy that the API value names; {@link #LEADER_WORKER} if it is absent or unknown
   * (validation reports unknown values, planning never fails on them).
   */
  public static SubGroupPolicyType of(@Nullable String value) {
    for (SubGroupPolicyType each : values()) {
      if (each.value.equals(value)) {
        return each;
      }
    }
    return LEADER_WORKER;
  }
}
