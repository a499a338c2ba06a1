package io.leaderworkerset.identity;

import javax.annotation.Nullable;

/** What happens to a group when one of its pods fails. */
public enum RestartPolicy {
  /** Recreate the whole group; the default. */
  RECREATE_GROUP_ON_POD_RESTART("RecreateGroupOnPodRestart"),
  /** Recreate the whole group, but not while it is still starting. */
  RECREATE_GROUP_AFTER_START("RecreateGroupAfterStart"),
  /** Leave it to the pods' own restart policy. */
  NONE("None"),
  /** Deprecated name of {@link #NONE}. */
  DEFAULT("Default");

  private final String value;

  RestartPolicy(String value) {
    this.value = value;
  }

  /** Returns the value as the API spells it, such as {@code RecreateGroupOnPodRestart}. */
  public String value() {
    return value;
  }

  /**
   * Returns the policy that the API value names; {@link #RECREATE_GROUP_ON_POD_RESTART} if it is
   * absent or unknown (validation reports unknown values, planning never fails on them).
   */
  public static RestartPolicy of(@Nullable String value) {
    for (RestartPolicy each : values()) {
      if (each.value.equals(value)) {
        return each;
      }
    }
    return RECREATE_GROUP_ON_POD_RESTART;
  }
}
