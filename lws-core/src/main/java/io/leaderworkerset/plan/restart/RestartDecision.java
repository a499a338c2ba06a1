package io.leaderworkerset.plan.restart;

import io.leaderworkerset.identity.RestartCause;
import io.leaderworkerset.observe.ContainerTrouble;
import javax.annotation.Nullable;

/**
 * Whether a group is recreated.
 *
 * @param cause what happened; null if nothing that counts
 * @param pod the pod it happened to; empty if nothing did
 * @param container the container that restarted; null if it was not a container
 */
public record RestartDecision(
    @Nullable RestartCause cause, String pod, @Nullable ContainerTrouble container) {
  /** The decision to leave the group alone. */
  public static final RestartDecision KEEP = new RestartDecision(null, "", null);

  /** Returns whether the group is recreated. */
  public boolean isRecreate() {
    return cause != null;
  }

  /** Returns what happened, for a person; empty if nothing did. */
  public String describe() {
    if (cause == null) {
      return "";
    }
    return switch (cause) {
      case CONTAINER_RESTARTED -> describe(container);
      case POD_FAILED -> "pod " + pod + " failed";
      case POD_EVICTED -> "pod " + pod + " was evicted from its node";
      case POD_DELETED -> "pod " + pod + " is being deleted";
      case POD_LOST -> "pod " + pod + " was lost or replaced";
      case HOLDS_UP_ROLLOUT ->
          "it is not ready at its old revision and holds the rollout up; replacing it costs no"
              + " availability";
    };
  }

  private String describe(@Nullable ContainerTrouble c) {
    if (c == null) {
      return "a container of pod " + pod + " restarted";
    }
    String reason = c.exitReason();
    boolean telling = reason != null && !reason.equals("Error");
    return (c.init() ? "init container " : "container ")
        + c.name()
        + " of pod "
        + pod
        + " restarted"
        + (c.exitCode() == null
            ? ""
            : " (exit code " + c.exitCode() + (telling ? ", " + reason : "") + ")");
  }
}
