package io.leaderworkerset.testkit.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Seeds whose runs once broke an invariant, and what was wrong. */
class RegressionSeedsTest {
  @ParameterizedTest(name = "seed {0}: {1}")
  @CsvSource({
    "113, groups let go while they were down count for nothing when they come up",
    "520, surge groups that a smaller budget takes away kept the floor up on paper",
    "1042, surge groups that a smaller budget takes away kept the floor up on paper",
    "1052, a pod that an earlier StatefulSet made after the new leader restarted the new group",
    "2139, a set deleted before it could be made again"
  })
  void everyInvariantHolds(long seed, String what) {
    VirtualCluster cluster = VirtualCluster.ours();

    Run run = cluster.run(seed, Workload.anything());

    assertThat(run.violations()).as(() -> what + "\n" + run).isEmpty();
  }
}
