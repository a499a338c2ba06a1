package io.leaderworkerset.cluster;

import java.time.Instant;

/**
 * The end of one run of a container.
 *
 * @param code its exit code, 0 to 255
 * @param reason such as {@code Completed} or {@code Error}
 * @param startedAt when that run began
 * @param finishedAt when it ended
 */
public record ContainerExit(int code, String reason, Instant startedAt, Instant finishedAt) {

  /** Returns an exit with the reason that a container runtime gives for that code. */
  public static ContainerExit of(int code, Instant startedAt, Instant finishedAt) {
    return new ContainerExit(code, code == 0 ? "Completed" : "Error", startedAt, finishedAt);
  }
}
