package io.leaderworkerset.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a kubelet does with a pod bound to its node, as functions over {@link PodRun}.
 *
 * <p>{@link #accept} makes the first state; {@link #step} brings a state up to the present and says
 * when to look again; {@link #restart}, {@link #exit} and {@link #fail} are what happens from
 * outside. Every function may be called at any time; calling {@code step} twice changes nothing.
 */
public final class KubeletRules {
  /** The reason of a container that waits before it is started again. */
  public static final String CRASH_LOOP = "CrashLoopBackOff";

  /** The reason of a container whose image cannot be pulled. */
  public static final String IMAGE_PULL = "ImagePullBackOff";

  /** The reason of a container that refers to a Secret or ConfigMap that is not there. */
  public static final String CONFIG_ERROR = "CreateContainerConfigError";

  /** The reason of a container that waits for its turn. */
  public static final String INITIALIZING = "PodInitializing";

  /** The reason of a container that is being made. */
  public static final String CREATING = "ContainerCreating";

  /** The reason of a pod that its kubelet threw out for want of resources. */
  public static final String EVICTED = "Evicted";

  private static final Duration BACK_OFF = Duration.ofSeconds(10);
  private static final Duration BACK_OFF_MAX = Duration.ofMinutes(5);
  private static final Duration BACK_OFF_RESET = Duration.ofMinutes(10);

  private KubeletRules() {}

  /** Returns the state of a pod just bound: Pending, all containers waiting. */
  public static PodRun accept(KubeletPod pod, Instant now) {
    List<KubeletPod.Container> containers = pod.containers();
    boolean hasInit = !containers.isEmpty() && containers.get(0).kind() != KubeletPod.Kind.APP;
    ContainerRun waiting = ContainerRun.waiting(hasInit ? INITIALIZING : CREATING);
    List<ContainerRun> runs = new ArrayList<>(containers.size());
    for (int i = 0; i < containers.size(); i++) {
      runs.add(waiting);
    }
    return new PodRun(PodPhase.PENDING, "", "", runs, now, false, null);
  }

  /**
   * Brings a pod up to the present: starts init containers one after the other, then the others,
   * ends those that crash, starts them again after the kubelet's back-off (none the first time,
   * then 10 s doubling to 5 min, forgotten after a run of 10 min), and computes phase and
   * readiness.
   *
   * @param pod what is to run
   * @param behaviour how its containers behave from now on
   * @param run the state after the last call
   * @param now the present, not before the last call
   */
  public static KubeletStep step(KubeletPod pod, PodBehaviour behaviour, PodRun run, Instant now) {
    return run.phase().isFinished()
        ? new KubeletStep(run, null)
        : new KubeletPass(pod, behaviour, run, now).run();
  }

  /**
   * Ends a running container with that exit code and starts it again at once, whatever the back-off
   * and restart policy say: the container's restartCount goes up by one. A container that never ran
   * is left as it is, and an init container that was done is done again at once.
   *
   * @throws IllegalArgumentException if the pod has no such container
   */
  public static PodRun restart(
      KubeletPod pod, PodRun run, String container, int exitCode, Instant now) {
    int index = indexOf(pod, container);
    ContainerRun before = run.containers().get(index);
    if (run.phase().isFinished() || before.neverRan()) {
      return run;
    }
    if (pod.containers().get(index).kind() == KubeletPod.Kind.INIT && before.exit() != null) {
      return run.withContainer(index, before.ranAgain(exitCode, now));
    }
    ContainerRun ended =
        before.state() == ContainerRun.State.RUNNING ? before.end(exitCode, now) : before;
    return run.withContainer(index, ended.startAgain(before.failuresInARow() + 1, now));
  }

  /**
   * Ends a running container with that exit code; the next {@link #step} decides what becomes of
   * it. One that is not running is left as it is.
   *
   * @throws IllegalArgumentException if the pod has no such container
   */
  public static PodRun exit(
      KubeletPod pod, PodRun run, String container, int exitCode, Instant now) {
    int index = indexOf(pod, container);
    ContainerRun before = run.containers().get(index);
    return before.state() == ContainerRun.State.RUNNING
        ? run.withContainer(index, before.end(exitCode, now))
        : run;
  }

  /**
   * Fails the whole pod, as an eviction does: all running containers end with code 137.
   *
   * @param reason such as {@link #EVICTED}
   * @param message what people read
   */
  public static PodRun fail(PodRun run, String reason, String message, Instant now) {
    if (run.phase().isFinished()) {
      return run;
    }
    List<ContainerRun> ended = new ArrayList<>(run.containers().size());
    for (ContainerRun container : run.containers()) {
      ended.add(
          container.state() == ContainerRun.State.RUNNING ? container.end(137, now) : container);
    }
    return new PodRun(
        PodPhase.FAILED, reason, message, ended, run.acceptedAt(), run.initialized(), null);
  }

  /**
   * Returns when the containers of a deleted pod have ended, so that the kubelet lets it go.
   *
   * @param behaviour how long they take
   * @param deletedAt when the deletion was asked for
   * @param gracePeriod how long they may take at most
   */
  public static Instant goneAt(PodBehaviour behaviour, Instant deletedAt, Duration gracePeriod) {
    Duration taken = behaviour.terminationDelay();
    return deletedAt.plus(taken.compareTo(gracePeriod) < 0 ? taken : gracePeriod);
  }

  /** Returns how long a container waits before it is started again after that many failures. */
  static Duration backOff(int failuresInARow) {
    if (failuresInARow == 0) {
      return Duration.ZERO;
    }
    long factor = 1L << Math.min(failuresInARow - 1, 10);
    Duration wait = BACK_OFF.multipliedBy(factor);
    return wait.compareTo(BACK_OFF_MAX) > 0 ? BACK_OFF_MAX : wait;
  }

  /** Returns whether a run was long enough to forget earlier failures. */
  static boolean forgets(ContainerExit exit) {
    return !exit.startedAt().plus(BACK_OFF_RESET).isAfter(exit.finishedAt());
  }

  private static int indexOf(KubeletPod pod, String container) {
    for (int i = 0; i < pod.containers().size(); i++) {
      if (pod.containers().get(i).name().equals(container)) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        "no container " + container + " in the pod, which has " + pod.containers());
  }
}
