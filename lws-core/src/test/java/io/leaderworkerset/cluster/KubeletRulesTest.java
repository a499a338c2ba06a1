package io.leaderworkerset.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leaderworkerset.cluster.ContainerRun.State;
import io.leaderworkerset.cluster.KubeletPod.Container;
import io.leaderworkerset.cluster.KubeletPod.Kind;
import io.leaderworkerset.cluster.KubeletPod.RestartPolicy;
import io.leaderworkerset.cluster.PodBehaviour.Crash;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubeletRulesTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final KubeletPod ONE = KubeletPod.of("main");
  private static final PodBehaviour IMMEDIATE = PodBehaviour.immediate();

  private static KubeletPod withInit(RestartPolicy policy) {
    return new KubeletPod(
        List.of(new Container("setup", Kind.INIT), new Container("main", Kind.APP)), policy);
  }

  /** Runs to that many seconds after the start, waking only when asked to. */
  private static PodRun run(KubeletPod pod, PodBehaviour behaviour, PodRun from, int seconds) {
    PodRun run = from;
    Instant now = from.acceptedAt();
    while (now != null && !now.isAfter(T0.plusSeconds(seconds))) {
      KubeletStep step = KubeletRules.step(pod, behaviour, run, now);
      assertThat(KubeletRules.step(pod, behaviour, step.run(), now).run())
          .as("a second look changes nothing")
          .isEqualTo(step.run());
      run = step.run();
      now = step.wakeAt();
    }
    return run;
  }

  private static PodRun run(KubeletPod pod, PodBehaviour behaviour, int seconds) {
    return run(pod, behaviour, KubeletRules.accept(pod, T0), seconds);
  }

  private static ContainerRun main(PodRun run) {
    return run.containers().get(run.containers().size() - 1);
  }

  @Test
  void startsAfterTheStartupDelayAndIsReadyAfterTheReadinessDelay() {
    PodBehaviour slow =
        IMMEDIATE.withStartupDelay(Duration.ofSeconds(5)).withReadinessDelay(Duration.ofSeconds(3));
    assertThat(run(ONE, slow, 4).phase()).isEqualTo(PodPhase.PENDING);
    assertThat(main(run(ONE, slow, 4)).reason()).isEqualTo("ContainerCreating");
    PodRun running = run(ONE, slow, 7);
    assertThat(running.phase()).isEqualTo(PodPhase.RUNNING);
    assertThat(running.readySince()).isNull();
    assertThat(run(ONE, slow, 8).readySince()).isEqualTo(T0.plusSeconds(8));
  }

  @Test
  void aMissingSecretKeepsThePodPending() {
    PodRun run = run(ONE, IMMEDIATE.withMissingConfig("*"), 100);
    assertThat(run.phase()).isEqualTo(PodPhase.PENDING);
    assertThat(main(run).reason()).isEqualTo("CreateContainerConfigError");
  }

  @Test
  void aFailingImageKeepsThePodPending() {
    PodRun run = run(ONE, IMMEDIATE.withFailingImage("main"), 100);
    assertThat(run.phase()).isEqualTo(PodPhase.PENDING);
    assertThat(main(run).reason()).isEqualTo("ImagePullBackOff");
    KubeletPod two = KubeletPod.of("good", "main");
    PodRun half = run(two, IMMEDIATE.withFailingImage("main"), 100);
    assertThat(half.phase()).isEqualTo(PodPhase.PENDING);
    assertThat(half.containers().get(0).state()).isEqualTo(State.RUNNING);
    assertThat(run(two, IMMEDIATE, half, 101).phase()).as("mended").isEqualTo(PodPhase.RUNNING);
  }

  @ParameterizedTest(name = "after {0} s: {1} restarts, {2}")
  @CsvSource({
    "0, 0, RUNNING", "1, 1, RUNNING", "2, 1, WAITING", "11, 1, WAITING", "12, 2, RUNNING",
    "13, 2, WAITING", "32, 2, WAITING", "33, 3, RUNNING", "73, 3, WAITING", "74, 4, RUNNING",
    "2000, 11, WAITING"
  })
  void backsOffEverLongerInACrashLoop(int seconds, int restarts, State state) {
    PodBehaviour crashing =
        IMMEDIATE.withCrash(new Crash("main", 3, Duration.ofSeconds(1), Integer.MAX_VALUE));
    PodRun run = run(ONE, crashing, seconds);
    assertThat(main(run).restarts()).isEqualTo(restarts);
    assertThat(main(run).state()).isEqualTo(state);
    assertThat(run.phase()).isEqualTo(PodPhase.RUNNING);
    if (state == State.WAITING) {
      assertThat(main(run).reason()).isEqualTo("CrashLoopBackOff");
      assertThat(main(run).lastExit().code()).isEqualTo(3);
      assertThat(run.readySince()).isNull();
    }
  }

  @Test
  void staysUpAfterSoManyCrashes() {
    PodBehaviour twice = IMMEDIATE.withCrash(new Crash("*", 1, Duration.ofSeconds(1), 2));
    PodRun run = run(ONE, twice, 1000);
    assertThat(main(run).restarts()).isEqualTo(2);
    assertThat(run.readySince()).isNotNull();
  }

  @Test
  void forgetsTheBackOffAfterALongRun() {
    PodBehaviour rare =
        IMMEDIATE.withCrash(new Crash("main", 1, Duration.ofMinutes(10), Integer.MAX_VALUE));
    PodRun run = run(ONE, rare, 3 * 600);
    assertThat(main(run).restarts()).isEqualTo(3);
    assertThat(main(run).state()).isEqualTo(State.RUNNING);
  }

  @ParameterizedTest(name = "{0} and exit {1}: {2}")
  @CsvSource({
    "NEVER, 0, SUCCEEDED", "NEVER, 1, FAILED", "ON_FAILURE, 0, SUCCEEDED",
    "ON_FAILURE, 1, RUNNING", "ALWAYS, 0, RUNNING", "ALWAYS, 1, RUNNING"
  })
  void restartPolicySaysWhatBecomesOfAPodWhoseContainersEnd(
      RestartPolicy policy, int code, PodPhase expected) {
    KubeletPod pod = new KubeletPod(ONE.containers(), policy);
    PodBehaviour ends =
        IMMEDIATE.withCrash(new Crash("main", code, Duration.ofSeconds(1), Integer.MAX_VALUE));
    PodRun run = run(pod, ends, 5);
    assertThat(run.phase()).isEqualTo(expected);
    assertThat(main(run).restarts()).isEqualTo(expected == PodPhase.RUNNING ? 1 : 0);
  }

  @Test
  void runsInitContainersFirst() {
    KubeletPod pod = withInit(RestartPolicy.ALWAYS);
    PodBehaviour slow = IMMEDIATE.withInitDuration(Duration.ofSeconds(4));
    PodRun early = run(pod, slow, 3);
    assertThat(early.phase()).isEqualTo(PodPhase.PENDING);
    assertThat(early.initialized()).isFalse();
    assertThat(early.containers().get(0).state()).isEqualTo(State.RUNNING);
    assertThat(main(early).reason()).isEqualTo("PodInitializing");
    PodRun late = run(pod, slow, 4);
    assertThat(late.initialized()).isTrue();
    assertThat(late.containers().get(0).exit().code()).isZero();
    assertThat(late.readySince()).isEqualTo(T0.plusSeconds(4));
  }

  @Test
  void aFailingInitContainerIsRestartedOrFailsThePod() {
    PodBehaviour once = IMMEDIATE.withCrash(new Crash("setup", 1, Duration.ofSeconds(1), 1));
    PodRun again = run(withInit(RestartPolicy.ALWAYS), once, 1);
    assertThat(again.containers().get(0).restarts()).isEqualTo(1);
    assertThat(again.initialized()).isTrue();
    PodRun failed = run(withInit(RestartPolicy.NEVER), once, 1);
    assertThat(failed.phase()).isEqualTo(PodPhase.FAILED);
  }

  @Test
  void sidecarsStartInTheirTurnAndCountForReadiness() {
    KubeletPod pod =
        new KubeletPod(
            List.of(
                new Container("proxy", Kind.SIDECAR),
                new Container("setup", Kind.INIT),
                new Container("main", Kind.APP)),
            RestartPolicy.ALWAYS);
    PodRun run = run(pod, IMMEDIATE.withInitDuration(Duration.ofSeconds(2)), 2);
    assertThat(run.containers().get(0).state()).isEqualTo(State.RUNNING);
    assertThat(run.readySince()).isEqualTo(T0.plusSeconds(2));
    PodRun restarted = KubeletRules.restart(pod, run, "proxy", 1, T0.plusSeconds(3));
    assertThat(restarted.containers().get(0).restarts()).isEqualTo(1);
  }

  @Test
  void restartsAContainerAtOnce() {
    PodRun run = run(ONE, IMMEDIATE.withReadinessDelay(Duration.ofSeconds(2)), 5);
    PodRun restarted = KubeletRules.restart(ONE, run, "main", 137, T0.plusSeconds(5));
    assertThat(main(restarted).restarts()).isEqualTo(1);
    assertThat(main(restarted).lastExit())
        .isEqualTo(new ContainerExit(137, "Error", T0, T0.plusSeconds(5)));
    KubeletStep step =
        KubeletRules.step(
            ONE, IMMEDIATE.withReadinessDelay(Duration.ofSeconds(2)), restarted, T0.plusSeconds(5));
    assertThat(step.run().readySince()).as("ready anew after the delay").isNull();
    assertThat(step.wakeAt()).isEqualTo(T0.plusSeconds(7));
    assertThatThrownBy(() -> KubeletRules.restart(ONE, run, "other", 1, T0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("other");
  }

  @Test
  void aRestartedInitContainerOfARunningPodDoesNotStopIt() {
    KubeletPod pod = withInit(RestartPolicy.ALWAYS);
    PodRun run = KubeletRules.restart(pod, run(pod, IMMEDIATE, 1), "setup", 1, T0.plusSeconds(2));
    PodRun after = KubeletRules.step(pod, IMMEDIATE, run, T0.plusSeconds(2)).run();
    assertThat(after.containers().get(0).restarts()).isEqualTo(1);
    assertThat(after.phase()).isEqualTo(PodPhase.RUNNING);
  }

  @Test
  void becomesUnreadyAndReadyAgain() {
    PodRun ready = run(ONE, IMMEDIATE, 0);
    PodRun unready =
        KubeletRules.step(ONE, IMMEDIATE.withNeverReady(true), ready, T0.plusSeconds(1)).run();
    assertThat(unready.readySince()).isNull();
    assertThat(unready.phase()).isEqualTo(PodPhase.RUNNING);
    assertThat(KubeletRules.step(ONE, IMMEDIATE, unready, T0.plusSeconds(2)).run().readySince())
        .isEqualTo(T0.plusSeconds(2));
  }

  @Test
  void anEvictedPodIsFailedForGood() {
    PodRun evicted =
        KubeletRules.fail(run(ONE, IMMEDIATE, 0), "Evicted", "low memory", T0.plusSeconds(1));
    assertThat(evicted.phase()).isEqualTo(PodPhase.FAILED);
    assertThat(evicted.reason()).isEqualTo("Evicted");
    assertThat(main(evicted).exit().code()).isEqualTo(137);
    assertThat(KubeletRules.step(ONE, IMMEDIATE, evicted, T0.plusSeconds(99)).run())
        .isEqualTo(evicted);
    assertThat(KubeletRules.restart(ONE, evicted, "main", 1, T0)).isEqualTo(evicted);
  }

  @ParameterizedTest(name = "takes {0} s, may take {1} s: {2} s")
  @CsvSource({"0, 30, 0", "5, 30, 5", "60, 30, 30", "5, 0, 0"})
  void containersEndWithinTheGracePeriod(int takes, int grace, int expected) {
    assertThat(
            KubeletRules.goneAt(
                IMMEDIATE.withTerminationDelay(Duration.ofSeconds(takes)),
                T0,
                Duration.ofSeconds(grace)))
        .isEqualTo(T0.plusSeconds(expected));
  }

  @ParameterizedTest(name = "tolerates {0} for {1}: deleted after {2}")
  @CsvSource({
    ", , 300", // what admission gives
    "node.kubernetes.io/unreachable, 20, 20",
    "node.kubernetes.io/unreachable, , never",
    "node.kubernetes.io/unreachable, -1, 0",
    "something-else, 20, 300"
  })
  void podsOfALostNodeAreDeletedWhenTheyNoLongerTolerateIt(
      String key, Long seconds, String expected) {
    List<Toleration> tolerations = new ArrayList<>();
    if (key != null) {
      tolerations.add(new Toleration(key, true, "", Taint.Effect.NO_EXECUTE, seconds));
    }
    Instant at =
        NodeLifecycleRules.evictAt(
            List.of(
                new Taint(NodeLifecycleRules.UNREACHABLE, "", Taint.Effect.NO_EXECUTE),
                new Taint(NodeLifecycleRules.UNREACHABLE, "", Taint.Effect.NO_SCHEDULE)),
            tolerations,
            T0,
            Duration.ofSeconds(300));
    assertThat(at == null ? "never" : "" + Duration.between(T0, at).toSeconds())
        .isEqualTo(expected);
  }

  @Test
  void otherNoExecuteTaintsDeleteAtOnceWhatDoesNotTolerateThem() {
    Taint taint = new Taint("maintenance", "", Taint.Effect.NO_EXECUTE);
    assertThat(NodeLifecycleRules.evictAt(List.of(taint), List.of(), T0, Duration.ofSeconds(300)))
        .isEqualTo(T0);
    Taint soft = new Taint("maintenance", "", Taint.Effect.NO_SCHEDULE);
    assertThat(NodeLifecycleRules.evictAt(List.of(soft), List.of(), T0, Duration.ofSeconds(300)))
        .isNull();
  }
}
