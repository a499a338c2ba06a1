package io.leaderworkerset.testkit.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.observe.RestartSettings;
import io.leaderworkerset.plan.rollout.RolloutRules;
import io.leaderworkerset.testkit.virtual.Step.What;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VirtualClusterTest {
  private final VirtualCluster cluster = VirtualCluster.ours();

  private static Script calm(SetShape first, Step... steps) {
    return new Script(
        1, true, false, RolloutRules.SAFE, RestartSettings.REFERENCE, first, List.of(steps));
  }

  @Test
  void theSameScriptGivesTheSameStory() {
    Script script = Workload.anything().script(7);

    Run once = cluster.tell(script);
    Run again = VirtualCluster.ours().tell(script);

    assertThat(again).isEqualTo(once);
    assertThat(once.story().lines()).isNotEmpty();
  }

  @Test
  void anotherSeedGivesAnotherScript() {
    assertThat(Workload.anything().script(1).steps())
        .isNotEqualTo(Workload.anything().script(3).steps());
  }

  @Test
  void aRestartedContainerRecreatesItsGroupOnce() {
    Run run = cluster.tell(calm(SetShape.of(1, 2), new Step(10_000, What.RESTART_CONTAINER, 1, 0)));

    assertThat(run.isGood()).as(run::toString).isTrue();
    assertThat(texts(run, "manager-1"))
        .filteredOn(text -> text.startsWith("deletes Pod"))
        .singleElement()
        .asString()
        .startsWith("deletes Pod llm-0 ");
    assertThat(texts(run, "fault")).hasSize(1);
  }

  @Test
  void aNewTemplateReplacesOneGroupAfterTheOther() {
    Run run = cluster.tell(calm(SetShape.of(3, 1), new Step(10_000, What.TEMPLATE, 0, 2)));

    assertThat(run.isGood()).as(run::toString).isTrue();
    assertThat(texts(run, "statefulset controller"))
        .filteredOn(text -> text.startsWith("deletes"))
        .extracting(text -> text.substring(0, "deletes Pod llm-0".length()))
        .containsExactly("deletes Pod llm-2", "deletes Pod llm-1", "deletes Pod llm-0");
  }

  @Test
  void theStoryOfAGoodRunIsNotKept() {
    Run run = cluster.run(calm(SetShape.of(1, 1)));

    assertThat(run.isGood()).isTrue();
    assertThat(run.story().lines()).isEmpty();
  }

  @Test
  void theRulesOfTheGoControllerBreakTheFloor() {
    // maxSurge above maxUnavailable of at least 2: surge goes while its replacements are not ready
    Workload rollouts =
        Workload.anything()
            .only(Set.of(What.TEMPLATE, What.BUDGET))
            .withRules(RolloutRules.REFERENCE);
    Run broken = null;
    for (long seed = 0; seed < 3000 && broken == null; seed++) {
      Run run = cluster.run(seed, rollouts);
      broken = run.isGood() ? null : run;
    }

    assertThat(broken).isNotNull();
    assertThat(broken.violations())
        .extracting(Violation::invariant)
        .containsExactly(Invariant.AVAILABILITY_FLOOR);
    assertThat(cluster.run(broken.script().seed(), rollouts.withRules(RolloutRules.SAFE)).isGood())
        .isTrue();
  }

  private static List<String> texts(Run run, String actor) {
    return run.story().lines().stream()
        .filter(line -> line.actor().equals(actor))
        .map(Story.Line::text)
        .toList();
  }
}
