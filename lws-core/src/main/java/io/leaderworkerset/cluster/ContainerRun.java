package io.leaderworkerset.cluster;

import java.time.Instant;
import javax.annotation.Nullable;

/**
 * One container as its kubelet knows it.
 *
 * @param state waiting, running or terminated
 * @param reason why it waits, such as {@code CrashLoopBackOff}; empty unless it waits
 * @param ready whether it is running and ready
 * @param restarts how often it was started again
 * @param failuresInARow restarts since it last ran for long; sets the back-off
 * @param startedAt when the present run began; null unless it is running
 * @param exit how it ended; null unless it is terminated
 * @param lastExit how the run before the present one ended; null if there was none
 */
public record ContainerRun(
    State state,
    String reason,
    boolean ready,
    int restarts,
    int failuresInARow,
    @Nullable Instant startedAt,
    @Nullable ContainerExit exit,
    @Nullable ContainerExit lastExit) {

  /** What a container does. */
  public enum State {
    /** Not started yet, or not again. */
    WAITING,
    /** Running. */
    RUNNING,
    /** Ended for good. */
    TERMINATED
  }

  static ContainerRun waiting(String reason) {
    return new ContainerRun(State.WAITING, reason, false, 0, 0, null, null, null);
  }

  boolean neverRan() {
    return state == State.WAITING && lastExit == null;
  }

  ContainerRun withReason(String value) {
    return value.equals(reason)
        ? this
        : new ContainerRun(
            state, value, ready, restarts, failuresInARow, startedAt, exit, lastExit);
  }

  ContainerRun withReady(boolean value) {
    return value == ready
        ? this
        : new ContainerRun(
            state, reason, value, restarts, failuresInARow, startedAt, exit, lastExit);
  }

  ContainerRun start(Instant now) {
    return new ContainerRun(
        State.RUNNING, "", false, restarts, failuresInARow, now, null, lastExit);
  }

  ContainerRun end(int code, Instant now) {
    ContainerExit ended = ContainerExit.of(code, startedAt == null ? now : startedAt, now);
    return new ContainerRun(
        State.TERMINATED, "", false, restarts, failuresInARow, null, ended, lastExit);
  }

  ContainerRun startAgain(int failures, Instant now) {
    return new ContainerRun(
        State.RUNNING,
        "",
        false,
        restarts + 1,
        failures,
        now,
        null,
        exit == null ? lastExit : exit);
  }

  /** A finished init container that failed with that code in another run, and then succeeded. */
  ContainerRun ranAgain(int code, Instant now) {
    return new ContainerRun(
        State.TERMINATED,
        "",
        false,
        restarts + 1,
        failuresInARow,
        null,
        ContainerExit.of(0, now, now),
        ContainerExit.of(code, now, now));
  }

  ContainerRun backOff(int failures) {
    return new ContainerRun(
        State.WAITING, KubeletRules.CRASH_LOOP, false, restarts, failures, null, null, exit);
  }
}
