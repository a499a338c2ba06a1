package io.leaderworkerset.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RolloutBudgetTest {
  @Test
  void remembersTheWorstMomentAndNotTheLast() {
    RolloutBudget budget = new RolloutBudget("vllm");
    budget.accept(snapshot(3, 3));
    budget.accept(snapshot(5, 1));
    budget.accept(snapshot(3, 3));
    assertThat(budget.fewestReady()).isEqualTo(1);
    assertThat(budget.mostGroups()).isEqualTo(5);
  }

  @Test
  void aGroupThatMissesAWorkerOrLosesOneIsNotReady() {
    ClusterSnapshot halfThere = new ClusterSnapshot(List.of(pod(0, 0, true, false)));
    assertThat(halfThere.readyGroups("vllm")).isZero();
    ClusterSnapshot ending =
        new ClusterSnapshot(List.of(pod(0, 0, true, false), pod(0, 1, true, true)));
    assertThat(ending.readyGroups("vllm")).isZero();
    ClusterSnapshot whole =
        new ClusterSnapshot(List.of(pod(0, 1, true, false), pod(0, 0, true, false)));
    assertThat(whole.readyGroups("vllm")).isOne();
  }

  private static ClusterSnapshot snapshot(int groups, int ready) {
    List<PodView> pods = new ArrayList<>();
    for (int i = 0; i < groups; i++) {
      pods.add(pod(i, 0, i < ready, false));
      pods.add(pod(i, 1, i < ready, false));
    }
    return new ClusterSnapshot(pods);
  }

  private static PodView pod(int group, int worker, boolean ready, boolean deleting) {
    String name = "vllm-" + group + (worker == 0 ? "" : "-" + worker);
    return new PodView(
        name,
        "uid-" + name,
        "vllm",
        group,
        worker,
        2,
        "r",
        null,
        "n",
        "Running",
        ready,
        deleting,
        "image");
  }
}
