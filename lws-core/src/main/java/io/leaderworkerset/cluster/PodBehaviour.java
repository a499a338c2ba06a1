package io.leaderworkerset.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.Nullable;

/**
 * How the containers of a pod behave on its node.
 *
 * @param startupDelay from the moment the pod is bound until its first container starts: image
 *     pull, volumes
 * @param initDuration how long each init container runs
 * @param readinessDelay from the start of a container until it is ready
 * @param terminationDelay how long the containers take to end once the pod is deleted; never more
 *     than the pod's grace period
 * @param startFailures containers that cannot be started; the first one that fits counts
 * @param crashes containers that end by themselves; the first one that fits counts
 * @param neverReady whether the containers run but do not become ready
 */
public record PodBehaviour(
    Duration startupDelay,
    Duration initDuration,
    Duration readinessDelay,
    Duration terminationDelay,
    List<StartFailure> startFailures,
    List<Crash> crashes,
    boolean neverReady) {

  /** Stands for every container of the pod. */
  public static final String ALL = "*";

  private static final PodBehaviour IMMEDIATE =
      new PodBehaviour(
          Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, List.of(), List.of(), false);

  /**
   * A container that cannot be started.
   *
   * @param container its name, or {@code *} for every container
   * @param reason why, as the kubelet gives it, such as {@link KubeletRules#IMAGE_PULL}
   */
  public record StartFailure(String container, String reason) {}

  /**
   * A container that ends by itself.
   *
   * @param container its name, or {@code *} for every app container
   * @param exitCode the exit code, 0 to 255
   * @param after how long each run lasts
   * @param times how many runs end so; later ones stay up. {@link Integer#MAX_VALUE} for all
   */
  public record Crash(String container, int exitCode, Duration after, int times) {}

  /** Copies the lists and refuses negative durations. */
  public PodBehaviour {
    startFailures = List.copyOf(startFailures);
    crashes = List.copyOf(crashes);
    for (Duration d : List.of(startupDelay, initDuration, readinessDelay, terminationDelay)) {
      if (d.isNegative()) {
        throw new IllegalArgumentException("a delay must not be negative: " + d);
      }
    }
  }

  /** Returns the behaviour of pods that are ready as soon as they are bound, and go at once. */
  public static PodBehaviour immediate() {
    return IMMEDIATE;
  }

  /** Returns this behaviour with another delay before the first container starts. */
  public PodBehaviour withStartupDelay(Duration value) {
    return new PodBehaviour(
        value, initDuration, readinessDelay, terminationDelay, startFailures, crashes, neverReady);
  }

  /** Returns this behaviour with another running time of init containers. */
  public PodBehaviour withInitDuration(Duration value) {
    return new PodBehaviour(
        startupDelay, value, readinessDelay, terminationDelay, startFailures, crashes, neverReady);
  }

  /** Returns this behaviour with another delay between start and readiness. */
  public PodBehaviour withReadinessDelay(Duration value) {
    return new PodBehaviour(
        startupDelay, initDuration, value, terminationDelay, startFailures, crashes, neverReady);
  }

  /** Returns this behaviour with another time that containers take to end. */
  public PodBehaviour withTerminationDelay(Duration value) {
    return new PodBehaviour(
        startupDelay, initDuration, readinessDelay, value, startFailures, crashes, neverReady);
  }

  /** Returns this behaviour with an image that cannot be pulled; {@code *} for all. */
  public PodBehaviour withFailingImage(String container) {
    return withStartFailure(container, KubeletRules.IMAGE_PULL);
  }

  /** Returns this behaviour with a Secret or ConfigMap that is not there; {@code *} for all. */
  public PodBehaviour withMissingConfig(String container) {
    return withStartFailure(container, KubeletRules.CONFIG_ERROR);
  }

  private PodBehaviour withStartFailure(String container, String reason) {
    List<StartFailure> failing = new ArrayList<>(startFailures);
    failing.add(new StartFailure(container, reason));
    return new PodBehaviour(
        startupDelay, initDuration, readinessDelay, terminationDelay, failing, crashes, neverReady);
  }

  /** Returns this behaviour with a container that ends by itself. */
  public PodBehaviour withCrash(Crash crash) {
    List<Crash> all = new ArrayList<>(crashes);
    all.add(crash);
    return new PodBehaviour(
        startupDelay,
        initDuration,
        readinessDelay,
        terminationDelay,
        startFailures,
        all,
        neverReady);
  }

  /** Returns this behaviour with containers that become ready or never do. */
  public PodBehaviour withNeverReady(boolean value) {
    return new PodBehaviour(
        startupDelay,
        initDuration,
        readinessDelay,
        terminationDelay,
        startFailures,
        crashes,
        value);
  }

  /** Returns the reason for which the container cannot be started; null if it can. */
  @Nullable
  String startFailureOf(String container) {
    for (StartFailure each : startFailures) {
      if (each.container().equals(ALL) || each.container().equals(container)) {
        return each.reason();
      }
    }
    return null;
  }

  @Nullable
  Crash crashOf(KubeletPod.Container container, int restarts) {
    for (Crash crash : crashes) {
      boolean fits =
          crash.container().equals(container.name())
              || (crash.container().equals(ALL) && container.kind() == KubeletPod.Kind.APP);
      if (fits && restarts < crash.times()) {
        return crash;
      }
    }
    return null;
  }
}
