package io.leaderworkerset.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.api.LeaderWorkerSetYaml;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.manifest.change.Impact.Effect;
import io.leaderworkerset.manifest.change.ManifestChange;
import io.leaderworkerset.observe.Ceiling;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ManifestChangeTest {
  private static final String MANIFEST =
      """
      apiVersion: leaderworkerset.x-k8s.io/v1
      kind: LeaderWorkerSet
      metadata:
        name: vllm
        namespace: default
        annotations: {team: a}
      spec:
        replicas: 3
        leaderWorkerTemplate:
          size: 2
          workerTemplate:
            spec:
              containers:
              - name: work
                image: vllm:1
                resources: {limits: {nvidia.com/gpu: 8, memory: 1500m}}
          volumeClaimTemplates:
          - metadata: {name: weights}
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 10Gi}}}
      """;

  @Test
  void recreatesTheGroupsOfAnotherTemplateAndNamesTheField() {
    ManifestChange change = change("image: vllm:1", "image: vllm:2");

    assertThat(change.impact().groups()).containsOnly(Effect.RECREATE).hasSize(3);
    assertThat(change.impact().refused()).isEmpty();
    assertThat(change.changed())
        .containsExactly("leaderWorkerTemplate.workerTemplate.spec.containers[work].image");
    assertThat(change.scenario().newTemplate()).isTrue();
  }

  @Test
  void touchesNothingIfOnlyTheSpellingDiffers() {
    assertThat(change("nvidia.com/gpu: 8", "nvidia.com/gpu: \"8\"").impact().groups())
        .containsOnly(Effect.NONE);
    assertThat(change("storage: 10Gi", "storage: 10240Mi").impact().groups())
        .containsOnly(Effect.NONE);
    assertThat(
            change("image: vllm:1", "image: vllm:1\n          terminationMessagePolicy: File")
                .impact()
                .groups())
        .containsOnly(Effect.NONE);
  }

  @Test
  void leavesThePodsAloneIfOnlyMetadataDiffers() {
    ManifestChange change = change("{team: a}", "{team: b}");

    assertThat(change.impact().groups()).containsOnly(Effect.METADATA_ONLY);
    assertThat(change.scenario().newTemplate()).isFalse();
    assertThat(change.changed()).isEmpty();
  }

  @Test
  void recreatesGroupsForAnotherExclusiveTopology() {
    ManifestChange change =
        change("{team: a}", "{" + Names.EXCLUSIVE_TOPOLOGY_ANNOTATION + ": rack}");

    assertThat(change.impact().groups()).containsOnly(Effect.RECREATE);
    assertThat(change.changed())
        .containsExactly("metadata.annotations[" + Names.EXCLUSIVE_TOPOLOGY_ANNOTATION + "]");
  }

  @Test
  void refusesWhatAStatefulSetCannotChangeAndNamesTheField() {
    ManifestChange change = change("storage: 10Gi", "storage: 20Gi");

    assertThat(change.impact().groups()).containsOnly(Effect.REFUSED);
    assertThat(change.impact().refused())
        .containsExactly(
            "volumeClaimTemplates[weights].spec.resources.requests.storage: a StatefulSet cannot"
                + " change it");
    assertThat(change.scenario().newTemplate()).isFalse();
  }

  @Test
  void refusesWhatIsNotValid() {
    ManifestChange change = change("size: 2", "size: 0");

    assertThat(change.impact().groups()).containsOnly(Effect.REFUSED);
    assertThat(change.impact().refused())
        .containsExactly(
            "spec.leaderWorkerTemplate.size: Invalid value: 0: size must be equal or greater than"
                + " 1");
  }

  @Test
  void refusesACeilingThatCannotBeRead() {
    assertThat(
            change("{team: a}", "{" + Names.MAX_GROUPS_ANNOTATION + ": many}").impact().refused())
        .containsExactly(
            "metadata.annotations[leaderworkerset.io/max-groups]: Invalid value: \"many\": must be"
                + " a number of groups, 1 to 999999999");
    assertThat(change("{team: a}", "{" + Names.CAPACITY_ANNOTATION + ": gpu 8}").impact().refused())
        .containsExactly(
            "metadata.annotations[leaderworkerset.io/capacity]: Invalid value: \"gpu 8\": must be"
                + " amounts by resource such as nvidia.com/gpu=16,memory=2Ti; \"gpu 8\" is not");
  }

  @Test
  void readsTheCeilingAndWhatAGroupNeeds() {
    LeaderWorkerSet set =
        parse(
            MANIFEST.replace(
                "{team: a}",
                "{"
                    + Names.CAPACITY_ANNOTATION
                    + ": \"nvidia.com/gpu=32,memory=2Ki\", "
                    + Names.MAX_GROUPS_ANNOTATION
                    + ": \"5\"}"));

    assertThat(SpecReader.rollout(set).ceiling())
        .isEqualTo(
            new Ceiling(
                Map.of("nvidia.com/gpu", 32L, "memory", 2048L, Ceiling.GROUPS, 5L),
                Map.of("nvidia.com/gpu", 16L, "memory", 3L, Ceiling.GROUPS, 1L),
                Map.of()));
    assertThat(SpecReader.rollout(parse(MANIFEST)).ceiling()).isNull();
  }

  @Test
  void rollsNothingForARevisionThatAnotherVersionSpelledOtherwise() {
    LeaderWorkerSet set = parse(MANIFEST);
    String other =
        Revisions.dataText(Revisions.data(set))
            .replace("\"image\":\"vllm:1\"", "\"image\":\"vllm:1\",\"command\":[],\"stdin\":null");

    assertThat(ManifestChange.ofStored(set, Json.parse(other).getAsJsonObject()).impact().groups())
        .containsOnly(Effect.NONE);
    assertThat(
            ManifestChange.ofStored(
                    set, Json.parse(other.replace("vllm:1", "vllm:0")).getAsJsonObject())
                .impact()
                .groups())
        .isEqualTo(List.of(Effect.RECREATE, Effect.RECREATE, Effect.RECREATE));
  }

  private static ManifestChange change(String from, String to) {
    assertThat(MANIFEST).contains(from);
    return ManifestChange.of(parse(MANIFEST), parse(MANIFEST.replace(from, to)));
  }

  private static LeaderWorkerSet parse(String yaml) {
    return LeaderWorkerSetYaml.strict().load(yaml);
  }
}
