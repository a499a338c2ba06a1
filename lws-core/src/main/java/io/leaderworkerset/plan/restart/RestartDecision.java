package io.leaderworkerset.plan.restart;

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
    @Nullable Cause cause, String pod, @Nullable ContainerTrouble container) {
  /** The decision to leave the group alone. */
  public static final RestartDecision KEEP = new RestartDecision(null, "", null);

  /** What makes a group be recreated. */
  public enum Cause {
    /** A container or init container restarted. */
    CONTAINER_RESTARTED,
    /** A pod is being deleted. */
    POD_DELETED,
    /** A pod was replaced by another of the same name, or vanished, between two looks. */
    POD_LOST,
    /** The group is not ready at its old revision and holds a rollout up. */
    HOLDS_UP_ROLLOUT
  }

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
      case CONTAINER_RESTARTED -> {
        ContainerTrouble c = container;
        yield c == null
            ? "a container of pod " + pod + " restarted"
            : (c.init() ? "init container " : "container ")
                + c.name()
                + " of pod "
                + pod
                + " restarted"
                + (c.exitCode() == null ? "" : " (exit code " + c.exitCode() + ")");
      }
      case POD_DELETED -> "pod " + pod + " is being deleted";
      case POD_LOST -> "pod " + pod + " was lost or replaced";
      case HOLDS_UP_ROLLOUT ->
          "it is not ready at its old revision and holds the rollout up; replacing it costs no"
              + " availability";
    };
  }
}
