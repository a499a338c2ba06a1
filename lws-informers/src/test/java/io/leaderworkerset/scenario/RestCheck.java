package io.leaderworkerset.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.identity.Reason;
import io.leaderworkerset.informers.LeaderWorkerSetControllers;
import io.leaderworkerset.informers.support.Eventually;
import io.leaderworkerset.plan.explain.Blocker;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether a manager that starts anew, while no other one runs, finds nothing to do. */
final class RestCheck {
  private final Scenario scenario;

  RestCheck(Scenario scenario) {
    this.scenario = scenario;
  }

  /**
   * A new manager with a short resync looks at everything several times and writes nothing: the
   * state that was reached is one that needs no memory.
   */
  void assertQuiet() {
    CountedCalls counts = new CountedCalls();
    try (LeaderWorkerSetControllers fresh = startLooking(counts)) {
      awaitLooks(counts);
      assertThat(fresh.stop(Scenario.STOP)).isTrue();
    }
    assertThat(counts.writes()).as("writes to a converged cluster").isEmpty();
    for (String set : sets()) {
      assertThat(counts.readyGroups())
          .as("metrics of a set that it found converged")
          .containsEntry(set, scenario.world().status(set, "readyReplicas"));
    }
  }

  /** As {@link #assertQuiet}, for a cluster in which something may still be going on. */
  void assertComesToRest() {
    CountedCalls counts = new CountedCalls();
    try (LeaderWorkerSetControllers fresh = startLooking(counts)) {
      awaitLooks(counts);
      long writes = -1;
      for (int tries = 0; tries < 20 && counts.total() != writes; tries++) {
        Eventually.await("no group waits for its restart", () -> !anyWaits(fresh));
        sets().forEach(scenario::awaitConverged);
        writes = counts.total();
        awaitLooks(counts);
      }
      assertThat(counts.total()).as("writes go on: %s", counts.writes()).isEqualTo(writes);
      sets().forEach(set -> assertThat(scenario.world().whyNotConverged(set)).isNull());
      sets()
          .forEach(
              set ->
                  Eventually.await(
                      () -> "nothing blocks " + set + ": " + trouble(fresh, set),
                      () -> trouble(fresh, set).isEmpty()));
    }
  }

  /** What blocks a set; that a partition holds groups is what its user asked for. */
  private List<Blocker> trouble(LeaderWorkerSetControllers controllers, String set) {
    return controllers.explain(scenario.namespace(), set).stream()
        .filter(blocker -> blocker.code() != Blocker.Code.PARTITION_HOLDS)
        .toList();
  }

  private boolean anyWaits(LeaderWorkerSetControllers controllers) {
    return sets().stream()
        .flatMap(set -> controllers.waiting(scenario.namespace(), set).stream())
        .anyMatch(waiting -> waiting.reason() == Reason.RESTART_BACKOFF);
  }

  private Set<String> sets() {
    return scenario.world().all(World.SETS).stream().map(World::name).collect(Collectors.toSet());
  }

  private LeaderWorkerSetControllers startLooking(CountedCalls counts) {
    LeaderWorkerSetControllers fresh =
        scenario.newManager(counts).resync(Duration.ofMillis(10)).build();
    fresh.start();
    return fresh;
  }

  /** Waits until each set and group was looked at about four times. */
  private void awaitLooks(CountedCalls counts) {
    long keys = sets().stream().mapToLong(set -> 1L + scenario.world().replicas(set)).sum();
    long enough = counts.reconciles() + 4 * keys;
    Eventually.await("the new manager looks again", () -> counts.reconciles() >= enough);
  }
}
