package io.leaderworkerset.cluster;

import java.util.Arrays;
import java.util.List;

/**
 * What a kubelet runs.
 *
 * @param containers init containers first, in their order, then the others
 * @param restartPolicy what becomes of containers that end
 */
public record KubeletPod(List<Container> containers, RestartPolicy restartPolicy) {

  /** Copies the containers. */
  public KubeletPod {
    containers = List.copyOf(containers);
  }

  /**
   * One container.
   *
   * @param name its name
   * @param kind when it runs
   */
  public record Container(String name, Kind kind) {}

  /** When a container runs. */
  public enum Kind {
    /** To its end, before the next one starts. */
    INIT,
    /** An init container with restartPolicy Always: starts in its turn and keeps running. */
    SIDECAR,
    /** After the init containers, together with the others. */
    APP
  }

  /** What becomes of containers that end; the names are those of {@code spec.restartPolicy}. */
  public enum RestartPolicy {
    /** They are started again. */
    ALWAYS,
    /** They are started again if their exit code is not 0. */
    ON_FAILURE,
    /** They are not started again. */
    NEVER
  }

  /** Returns a pod with app containers of those names and restart policy Always. */
  public static KubeletPod of(String... names) {
    List<Container> containers =
        Arrays.stream(names).map(name -> new Container(name, Kind.APP)).toList();
    return new KubeletPod(containers, RestartPolicy.ALWAYS);
  }

  /** Returns whether a container that ended with that code is started again. */
  boolean restarts(Container container, int exitCode) {
    if (container.kind() == Kind.SIDECAR) {
      return true;
    }
    return switch (restartPolicy) {
      case ALWAYS -> container.kind() == Kind.APP || exitCode != 0;
      case ON_FAILURE -> exitCode != 0;
      case NEVER -> false;
    };
  }
}
