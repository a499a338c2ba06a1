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
    "2139, a set deleted before it could be made again",
    "940, broken groups took up the controller's budget under the gate MaxUnavailableStatefulSet",
    "11854, a broken surge group took up the budget; the manager waited for the controller",
    "6814, a smaller maxSurge took the surge that a group was let go on the strength of",
    "11133, a group whose worker StatefulSet was deleted counted as ready",
    "1000003519, a broken group came up between look and deletion"
  })
  void everyInvariantHolds(long seed, String what) {
    check(seed, Workload.anything(), what);
  }

  @ParameterizedTest(name = "seed {0}: {1}")
  @CsvSource({
    "34339, surge went while a group was replaced that a raised partition had let go before",
    "63373, two managers at once made two copies of a revision",
    "86956, two managers at once made two copies of a revision",
    "87060, surge went before the StatefulSet controller had acted on a raised partition",
    "87223, a worker was lost before its StatefulSet was seen, and nothing came of it",
    "50180, a set did not wait to see its own deletion of a broken group that had come up",
    "78984, a set did not wait to see its own deletion of a broken group that had come up",
    "83884, a surge group came up after it had been given up",
    "27039, another manager applied an earlier revision while a broken group was replaced",
    "82650, another manager applied an earlier revision while a broken group was replaced",
    "66878, a manager behind made a revision of another's key and its own content",
    "49004, a group that was let go when it was not there was made old again",
    "18121, a ceiling held the partition for a surge group whose last worker had gone unseen",
    "98118, a ceiling held the partition for groups whose last workers had gone unseen",
    "78482, a group that an earlier rollout had let go counted as ready when a template came"
  })
  void everyInvariantHoldsInMixedWorkloads(long seed, String what) {
    check(seed, Workload.mixed(seed), what);
  }

  private static void check(long seed, Workload workload, String what) {
    Run run = VirtualCluster.ours().run(seed, workload);

    assertThat(run.violations()).as(() -> what + "\n" + run).isEmpty();
  }
}
