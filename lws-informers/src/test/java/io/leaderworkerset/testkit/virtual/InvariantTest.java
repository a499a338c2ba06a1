package io.leaderworkerset.testkit.virtual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each invariant finds a manager that breaks it, and the run that shows it is made short. */
class InvariantTest {
  private static final int TRIES = 3000;

  static Stream<Arguments> wrongManagers() {
    return Stream.of(
        arguments(
            Invariant.ONE_INCARNATION,
            "does not wait for workers of an earlier leader",
            WrongManagers.DOES_NOT_WAIT_FOR_LEFTOVERS),
        arguments(
            Invariant.ONE_RECREATION_PER_CAUSE,
            "recreates each group twice",
            WrongManagers.RECREATES_TWICE),
        arguments(
            Invariant.NO_CAUSE_FORGOTTEN,
            "forgets pods lost between two looks",
            WrongManagers.FORGETS_LOST_PODS),
        arguments(Invariant.RESTART_BACKOFF, "knows no back-off", WrongManagers.KNOWS_NO_BACKOFF),
        arguments(
            Invariant.RESTART_BUDGET, "knows no budget of restarts", WrongManagers.KNOWS_NO_BUDGET),
        arguments(
            Invariant.ONE_RECREATION_PER_CAUSE,
            "knows no triggers",
            WrongManagers.KNOWS_NO_TRIGGERS),
        arguments(Invariant.SURGE_BUDGET, "knows no ceiling", WrongManagers.KNOWS_NO_CEILING),
        arguments(Invariant.NO_ORPHAN, "makes what nobody owns", WrongManagers.LEAVES_ORPHANS),
        arguments(Invariant.AVAILABILITY_FLOOR, "lets all groups go", WrongManagers.LETS_ALL_GO),
        arguments(Invariant.SURGE_BUDGET, "asks for a group more", WrongManagers.ASKS_FOR_ONE_MORE),
        arguments(Invariant.STATUS_RATE, "puts nothing off", WrongManagers.TELLS_EVERYTHING),
        arguments(Invariant.CONVERGENCE, "never looks at group 1", WrongManagers.FORGETS_GROUP_ONE),
        arguments(
            Invariant.CONVERGENCE,
            "says in its metrics for ever that something blocks the set",
            WrongManagers.GOES_ON_COMPLAINING),
        arguments(Invariant.QUIET, "begins with a deletion", WrongManagers.BEGINS_WITH_A_DELETION),
        arguments(Invariant.NO_OTHER_ERROR, "fails by itself", WrongManagers.FAILS_BY_ITSELF));
  }

  @ParameterizedTest(name = "{0}: a manager that {1}")
  @MethodSource("wrongManagers")
  void findsTheWrongManagerAndShrinksItsRun(Invariant invariant, String how, ManagerCode wrong) {
    VirtualCluster cluster = VirtualCluster.of(wrong);
    Run found = firstThatBreaks(cluster, invariant);

    Run shortest = cluster.shrink(found);

    assertThat(shortest.violations()).extracting(Violation::invariant).containsExactly(invariant);
    assertThat(shortest.script().steps().size())
        .as(() -> how + "\n" + shortest)
        .isLessThanOrEqualTo(3);
    assertThat(shortest.story().lines()).isNotEmpty();
    assertThat(VirtualCluster.ours().run(shortest.script()).violations())
        .as("the right manager on the same script")
        .isEmpty();
  }

  @Test
  void aManagerThatReplacesAGroupAtTheNewestRevisionIsFound() {
    Run run = VirtualCluster.of(WrongManagers.REPLACES_THE_NEWEST).run(1, Workload.small());

    assertThat(run.violations())
        .extracting(Violation::invariant)
        .containsExactly(Invariant.ONE_RECREATION_PER_CAUSE);
  }

  /** Rare among seeds, and which seeds show it changes with the times of a manager's writes. */
  @Test
  void surgeThatGoesBeforeTheStatefulSetControllerHasActedIsFound() {
    VirtualCluster cluster = VirtualCluster.of(WrongManagers.BELIEVES_THE_CONTROLLER_HAS_ACTED);

    assertThat(LongStream.of(16699, 18292, 49004, 78482, 87060))
        .anyMatch(
            seed ->
                cluster.run(seed, Workload.mixed(seed)).violations().stream()
                    .anyMatch(v -> v.invariant() == Invariant.AVAILABILITY_FLOOR));
  }

  private static Run firstThatBreaks(VirtualCluster cluster, Invariant invariant) {
    for (long seed = 0; seed < TRIES; seed++) {
      Run run = cluster.run(seed, Workload.anything());
      if (run.violations().stream().anyMatch(v -> v.invariant() == invariant)) {
        return run;
      }
    }
    throw new AssertionError("no run of " + TRIES + " breaks " + invariant);
  }

  @Test
  void everyInvariantIsTried() {
    Set<Object> tried = wrongManagers().map(a -> a.get()[0]).collect(Collectors.toSet());

    assertThat(tried).isEqualTo(EnumSet.allOf(Invariant.class));
  }

  @Test
  void aGoodRunIsNotShrunk() {
    VirtualCluster cluster = VirtualCluster.ours();
    Run good = cluster.run(1, Workload.anything());

    assertThatThrownBy(() -> cluster.shrink(good))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("seed 1 breaks no invariant");
  }
}
