package io.leaderworkerset.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.plan.Action.ApplyLeaderStatefulSet;
import io.leaderworkerset.plan.Action.CreateRevision;
import io.leaderworkerset.plan.SetPlan;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PlanWithoutAClusterTest {
  @Test
  void aNewTemplateStartsWithASurgeGroupAndKeepsAllOthers() {
    SetPlan plan = PlanWithoutACluster.templateChanged();
    assertThat(plan.actions()).hasAtLeastOneElementOfType(CreateRevision.class);
    ApplyLeaderStatefulSet apply = apply(plan);
    assertThat(apply.partition()).isEqualTo(4);
    assertThat(apply.replicas()).isEqualTo(5);
  }

  @Test
  void theSurgeGroupGoesWhenAllIsNew() {
    ApplyLeaderStatefulSet apply = apply(PlanWithoutACluster.surgeToGo());
    assertThat(apply.replicas()).isEqualTo(4);
  }

  @Test
  void theRolloutGoesOnWithinItsBudgetWhileTheSurgeGroupStarts() {
    SetPlan plan = PlanWithoutACluster.surgeStarts();
    plan.actions().stream()
        .filter(ApplyLeaderStatefulSet.class::isInstance)
        .map(ApplyLeaderStatefulSet.class::cast)
        .forEach(apply -> assertThat(apply.partition()).isBetween(3, 4));
  }

  @Test
  void thePlansAreReadable() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    PlanWithoutACluster.print(out, "Now", PlanWithoutACluster.templateChanged());
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .startsWith("Now:")
        .contains("do    ApplyLeaderStatefulSet[partition=4, replicas=5");
  }

  private static ApplyLeaderStatefulSet apply(SetPlan plan) {
    return plan.actions().stream()
        .filter(ApplyLeaderStatefulSet.class::isInstance)
        .map(ApplyLeaderStatefulSet.class::cast)
        .findFirst()
        .orElseThrow();
  }
}
