package io.leaderworkerset.cluster;

/** Where a pod is in its life, as {@code status.phase} says. */
public enum PodPhase {
  /** Accepted, but not all containers have been started. */
  PENDING("Pending"),
  /** Bound to a node, and at least one container was started. */
  RUNNING("Running"),
  /** All containers ended with exit code 0 and will not be restarted. */
  SUCCEEDED("Succeeded"),
  /** All containers ended, at least one with another exit code, or the pod was evicted. */
  FAILED("Failed");

  private final String text;

  PodPhase(String text) {
    this.text = text;
  }

  /** Returns the value of {@code status.phase}. */
  public String text() {
    return text;
  }

  /** Returns whether the pod has ended for good. */
  public boolean isFinished() {
    return this == SUCCEEDED || this == FAILED;
  }
}
