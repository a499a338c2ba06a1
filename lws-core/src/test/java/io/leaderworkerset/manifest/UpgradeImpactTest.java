package io.leaderworkerset.manifest;

import static io.leaderworkerset.plan.Observations.aGroup;
import static io.leaderworkerset.plan.Observations.aLeaderSet;
import static io.leaderworkerset.plan.Observations.aSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.api.LeaderWorkerSetYaml;
import io.leaderworkerset.manifest.change.Impact.Effect;
import io.leaderworkerset.manifest.change.UpgradeImpact;
import io.leaderworkerset.manifest.change.UpgradeImpact.GroupImpact;
import io.leaderworkerset.plan.Observations.SetBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UpgradeImpactTest {
  private static final String MANIFEST =
      """
      apiVersion: leaderworkerset.x-k8s.io/v1
      kind: LeaderWorkerSet
      metadata: {name: lws, namespace: default}
      spec:
        replicas: 2
        rolloutStrategy:
          type: RollingUpdate
          rollingUpdateConfiguration: {partition: %d}
        leaderWorkerTemplate:
          size: 2
          workerTemplate:
            spec:
              containers:
              - {name: work, image: "vllm:%d"}
      """;

  @Test
  void rollsNothingIfTheStoredRevisionMeansTheSame() {
    UpgradeImpact impact = impact(aSet().running(2, "rev1"), set(1), rev1(1));

    assertThat(impact.groups())
        .containsExactly(
            new GroupImpact(0, "rev1", Effect.NONE), new GroupImpact(1, "rev1", Effect.NONE));
    assertThat(impact.changed()).isEmpty();
    assertThat(impact.rolls()).isFalse();
  }

  @Test
  void namesTheFieldsInWhichAStoredRevisionMeansSomethingElse() {
    UpgradeImpact impact = impact(aSet().running(2, "rev1"), set(2), rev1(1));

    assertThat(effects(impact)).containsExactly(Effect.RECREATE, Effect.RECREATE);
    assertThat(impact.changed())
        .isEqualTo(
            Map.of(
                "rev1",
                List.of("leaderWorkerTemplate.workerTemplate.spec.containers[work].image")));
    assertThat(impact.rolls()).isTrue();
  }

  @Test
  void looksAtTheRevisionOfEachGroupByItself() {
    SetBuilder halfway =
        aSet()
            .running(2, "rev2")
            .groups(aGroup(0).at("rev1").build(), aGroup(1).at("rev2").build());

    UpgradeImpact impact = impact(halfway, set(2), Map.of("rev1", set(1), "rev2", set(2)));

    assertThat(effects(impact)).containsExactly(Effect.RECREATE, Effect.NONE);
  }

  @Test
  void rollsGroupsAboveThePartitionIfTheLeadersTemplateIsWrittenOtherwise() {
    SetBuilder held = aSet().running(2, "rev1").leaderSet(aLeaderSet().replicas(2).partition(1));
    List<String> written = List.of("spec.template.metadata.labels.new");

    UpgradeImpact impact = UpgradeImpact.of(held.build(), set(1), rev1(1), written);

    assertThat(effects(impact)).containsExactly(Effect.HELD_BY_PARTITION, Effect.RECREATE);
    assertThat(impact.written()).isEqualTo(written);
  }

  @Test
  void rollsNothingIfTheLeaderStatefulSetIsWrittenOtherwiseAroundThePods() {
    UpgradeImpact impact =
        UpgradeImpact.of(
            aSet().running(2, "rev1").build(), set(1), rev1(1), List.of("metadata.labels.new"));

    assertThat(effects(impact)).containsOnly(Effect.NONE);
  }

  @Test
  void leavesSurgeToGoAndGroupsWithoutALeaderToBeMade() {
    SetBuilder surge =
        aSet()
            .running(2, "rev1")
            .groups(aGroup(0).build(), aGroup(1).deleting().build(), aGroup(2).build());

    UpgradeImpact impact = impact(surge, set(1), rev1(1));

    assertThat(impact.groups())
        .containsExactly(
            new GroupImpact(0, "rev1", Effect.NONE), new GroupImpact(2, "rev1", Effect.REMOVE));
  }

  @Test
  void refusesForAllGroupsWhatDoesNotValidate() {
    UpgradeImpact impact =
        impact(aSet().running(2, "rev1").invalid("spec.replicas: is wrong"), set(2), rev1(1));

    assertThat(effects(impact)).containsOnly(Effect.REFUSED);
    assertThat(impact.refused()).containsExactly("spec.replicas: is wrong");
    assertThat(impact.rolls()).isFalse();
  }

  @Test
  void rollsNothingForARevisionThatIsLost() {
    UpgradeImpact impact = impact(aSet().running(2, "rev1"), set(2), Map.of());

    assertThat(effects(impact)).containsOnly(Effect.NONE);
  }

  @Test
  void holdsWhatThePartitionHolds() {
    LeaderWorkerSet held = LeaderWorkerSetYaml.strict().load(MANIFEST.formatted(1, 2));

    UpgradeImpact impact = impact(aSet().running(2, "rev1"), held, rev1(1));

    assertThat(effects(impact)).containsExactly(Effect.HELD_BY_PARTITION, Effect.RECREATE);
  }

  private static UpgradeImpact impact(
      SetBuilder seen, LeaderWorkerSet set, Map<String, LeaderWorkerSet> atRevision) {
    return UpgradeImpact.of(seen.build(), set, atRevision, List.of());
  }

  private static List<Effect> effects(UpgradeImpact impact) {
    return impact.groups().stream().map(GroupImpact::effect).toList();
  }

  private static Map<String, LeaderWorkerSet> rev1(int image) {
    return Map.of("rev1", set(image));
  }

  private static LeaderWorkerSet set(int image) {
    return LeaderWorkerSetYaml.strict().load(MANIFEST.formatted(0, image));
  }
}
