package io.leaderworkerset.observe;

import javax.annotation.Nullable;

/** Phase of a pod. */
public enum PodPhase {
  /** Accepted, and not all containers have started. */
  PENDING,
  /** Bound to a node and running. */
  RUNNING,
  /** All containers ended well. */
  SUCCEEDED,
  /** All containers ended, at least one badly; eviction too. */
  FAILED,
  /** The node does not say. */
  UNKNOWN;

  /**
   * Returns the phase that the API value names; {@link #PENDING} if absent, else {@link #UNKNOWN}.
   */
  public static PodPhase of(@Nullable String value) {
    if (value == null || value.isEmpty()) {
      return PENDING;
    }
    return switch (value) {
      case "Pending" -> PENDING;
      case "Running" -> RUNNING;
      case "Succeeded" -> SUCCEEDED;
      case "Failed" -> FAILED;
      default -> UNKNOWN;
    };
  }
}
