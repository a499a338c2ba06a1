package io.leaderworkerset.cluster;

import io.leaderworkerset.cluster.ContainerRun.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.Nullable;

/** One look of a kubelet at one pod. */
final class KubeletPass {
  private final KubeletPod pod;
  private final PodBehaviour behaviour;
  private final PodRun before;
  private final Instant now;
  private final List<ContainerRun> runs;
  private @Nullable Instant wakeAt;

  KubeletPass(KubeletPod pod, PodBehaviour behaviour, PodRun before, Instant now) {
    this.pod = pod;
    this.behaviour = behaviour;
    this.before = before;
    this.now = now;
    this.runs = new ArrayList<>(before.containers());
  }

  KubeletStep run() {
    Instant startAt = before.acceptedAt().plus(behaviour.startupDelay());
    if (before.phase() == PodPhase.PENDING && now.isBefore(startAt) && nothingRan()) {
      return new KubeletStep(before, startAt);
    }
    boolean initialized = true;
    for (int i = 0; i < runs.size(); i++) {
      KubeletPod.Container container = pod.containers().get(i);
      if (container.kind() == KubeletPod.Kind.APP && !initialized) {
        break;
      }
      advance(i, container);
      if (container.kind() != KubeletPod.Kind.APP && !hasDoneItsPart(container, runs.get(i))) {
        initialized = false;
        break;
      }
    }
    return new KubeletStep(result(initialized), wakeAt);
  }

  private boolean nothingRan() {
    for (ContainerRun run : runs) {
      if (!run.neverRan()) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasDoneItsPart(KubeletPod.Container container, ContainerRun run) {
    if (container.kind() == KubeletPod.Kind.SIDECAR) {
      return run.state() == State.RUNNING || run.restarts() > 0;
    }
    ContainerExit exit = run.exit();
    return exit != null && exit.code() == 0;
  }

  private void advance(int index, KubeletPod.Container container) {
    ContainerRun last;
    ContainerRun next = runs.get(index);
    do {
      last = next;
      next = once(container, last);
    } while (next != last && next.state() != last.state());
    runs.set(index, next);
  }

  private ContainerRun once(KubeletPod.Container container, ContainerRun run) {
    return switch (run.state()) {
      case WAITING -> run.neverRan() ? start(container, run) : startAgain(run);
      case RUNNING -> keepRunning(container, run);
      case TERMINATED -> afterEnd(container, run);
    };
  }

  private ContainerRun start(KubeletPod.Container container, ContainerRun run) {
    String failure = behaviour.startFailureOf(container.name());
    return failure == null ? run.start(now) : run.withReason(failure);
  }

  private ContainerRun startAgain(ContainerRun run) {
    ContainerExit last = run.lastExit();
    Instant at =
        last == null ? now : last.finishedAt().plus(KubeletRules.backOff(run.failuresInARow()));
    return isDue(at) ? run.startAgain(run.failuresInARow() + 1, now) : run;
  }

  private ContainerRun keepRunning(KubeletPod.Container container, ContainerRun run) {
    Instant started = run.startedAt() == null ? now : run.startedAt();
    PodBehaviour.Crash crash = behaviour.crashOf(container, run.restarts());
    if (crash != null && isDue(started.plus(crash.after()))) {
      return run.end(crash.exitCode(), now);
    }
    if (container.kind() == KubeletPod.Kind.INIT) {
      return crash == null && isDue(started.plus(behaviour.initDuration())) ? run.end(0, now) : run;
    }
    return run.withReady(!behaviour.neverReady() && isDue(started.plus(readinessDelay())));
  }

  private Duration readinessDelay() {
    return behaviour.readinessDelay();
  }

  private ContainerRun afterEnd(KubeletPod.Container container, ContainerRun run) {
    ContainerExit exit = run.exit();
    if (exit == null || !pod.restarts(container, exit.code())) {
      return run;
    }
    int failures = KubeletRules.forgets(exit) ? 0 : run.failuresInARow();
    return failures == 0 ? run.startAgain(1, now) : run.backOff(failures);
  }

  private boolean isDue(Instant at) {
    if (!at.isAfter(now)) {
      return true;
    }
    if (wakeAt == null || at.isBefore(wakeAt)) {
      wakeAt = at;
    }
    return false;
  }

  private PodRun result(boolean initialized) {
    PodPhase phase = phase(initialized);
    boolean ready = phase == PodPhase.RUNNING && allReady();
    Instant readySince = !ready ? null : before.readySince() == null ? now : before.readySince();
    if (phase == before.phase()
        && initialized == before.initialized()
        && runs.equals(before.containers())
        && ready == (before.readySince() != null)) {
      return before;
    }
    return new PodRun(phase, "", "", runs, before.acceptedAt(), initialized, readySince);
  }

  private boolean allReady() {
    for (int i = 0; i < runs.size(); i++) {
      if (pod.containers().get(i).kind() != KubeletPod.Kind.INIT && !runs.get(i).ready()) {
        return false;
      }
    }
    return true;
  }

  private PodPhase phase(boolean initialized) {
    if (!initialized) {
      return initFailed() ? PodPhase.FAILED : PodPhase.PENDING;
    }
    boolean ended = true;
    boolean failed = false;
    for (int i = 0; i < runs.size(); i++) {
      if (pod.containers().get(i).kind() != KubeletPod.Kind.APP) {
        continue;
      }
      ContainerRun run = runs.get(i);
      if (run.neverRan()) {
        return PodPhase.PENDING;
      }
      ContainerExit exit = run.exit();
      ended &= exit != null;
      failed |= exit != null && exit.code() != 0;
    }
    if (!ended) {
      return PodPhase.RUNNING;
    }
    return failed ? PodPhase.FAILED : PodPhase.SUCCEEDED;
  }

  private boolean initFailed() {
    for (int i = 0; i < runs.size(); i++) {
      KubeletPod.Container container = pod.containers().get(i);
      ContainerExit exit = runs.get(i).exit();
      if (container.kind() == KubeletPod.Kind.INIT
          && exit != null
          && exit.code() != 0
          && !pod.restarts(container, exit.code())) {
        return true;
      }
    }
    return false;
  }
}
