package io.leaderworkerset.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.leaderworkerset.golden.GoldenVectors;
import io.leaderworkerset.json.Json;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoundTripTest {
  /** A way to write and read a set. */
  private interface Format {
    LeaderWorkerSet read(String text);

    String write(LeaderWorkerSet set);
  }

  private record GsonFormat(String name, Gson gson) implements Format {
    @Override
    public LeaderWorkerSet read(String text) {
      return gson.fromJson(text, LeaderWorkerSet.class);
    }

    @Override
    public String write(LeaderWorkerSet set) {
      return gson.toJson(set);
    }
  }

  private record YamlFormat(String name) implements Format {
    @Override
    public LeaderWorkerSet read(String text) {
      return LeaderWorkerSetYaml.strict().load(text);
    }

    @Override
    public String write(LeaderWorkerSet set) {
      return LeaderWorkerSetYaml.dump(set);
    }
  }

  static Stream<Format> formats() {
    return Stream.of(
        new GsonFormat("official client", JSON.getGson()),
        new GsonFormat("plain", new Gson()),
        new YamlFormat("yaml"));
  }

  private static final String FULL =
      """
      {"apiVersion": "leaderworkerset.x-k8s.io/v1", "kind": "LeaderWorkerSet",
       "metadata": {"name": "s", "namespace": "ns", "uid": "u", "resourceVersion": "7",
        "generation": 3, "creationTimestamp": "2026-11-23T12:43:18Z",
        "labels": {"yes": "no", "n": "1"}, "annotations": {"a": "1e3", "empty": ""},
        "finalizers": ["x/y"],
        "ownerReferences": [{"apiVersion": "v1", "kind": "K", "name": "o", "uid": "ou"}]},
       "spec": {"replicas": 3, "startupPolicy": "LeaderReady",
        "networkConfig": {"subdomainPolicy": "UniquePerReplica"},
        "rolloutStrategy": {"type": "RollingUpdate", "rollingUpdateConfiguration":
          {"partition": 1, "maxUnavailable": "25%", "maxSurge": 2}},
        "leaderWorkerTemplate": {"size": 4, "restartPolicy": "None",
         "subGroupPolicy": {"subGroupPolicyType": "LeaderWorker", "subGroupSize": 2},
         "persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Delete", "whenScaled": "Retain"},
         "volumeClaimTemplates": [{"metadata": {"name": "d", "labels": {"l": "1"}},
           "spec": {"fromTheFuture": [1, {"x": true}], "volumeName": "pv"}}],
         "leaderTemplate": {"spec": {"containers": [{"name": "c", "args": ["8080:80", "yes", "~"],
           "fromTheFuture": {"deep": [1.5, false, "text"]}}]}},
         "workerTemplate": {"metadata": {"labels": {"a": "b"}}, "spec": {"fromTheFuture": 1,
           "containers": [{"name": "c", "resources": {"limits": {"cpu": 1}}}]}}}},
       "status": {"replicas": 3, "readyReplicas": 2, "updatedReplicas": 1, "observedGeneration": 3,
        "hpaPodSelector": "a=b", "conditions": [{"type": "Available", "status": "True",
          "lastTransitionTime": "2026-11-23T12:43:18Z", "reason": "AllGroupsReady",
          "message": "All replicas are ready", "observedGeneration": 3}]}}
      """;

  @ParameterizedTest
  @MethodSource("formats")
  void keepsEveryFieldInEveryFormat(Format format) {
    LeaderWorkerSet set = new Gson().fromJson(FULL, LeaderWorkerSet.class);

    LeaderWorkerSet again = format.read(format.write(set));

    assertThat(again).isEqualTo(set);
    assertThat(GoldenVectors.differences(Json.parse(FULL), new Gson().toJsonTree(again))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("formats")
  void readsTheSameFromTheSameText(Format format) {
    assertThat(format.read(FULL)).isEqualTo(new Gson().fromJson(FULL, LeaderWorkerSet.class));
  }

  @ParameterizedTest
  @MethodSource("formats")
  void keepsEverySetOfTheVectors(Format format) {
    for (GoldenVectors.Case each : GoldenVectors.bundledCases("defaulting.jsonl")) {
      JsonElement json = each.out().get("lws");
      LeaderWorkerSet again = format.read(format.write(format.read(json.toString())));
      assertThat(GoldenVectors.differences(json, new Gson().toJsonTree(again)))
          .as("case %s", each.number())
          .isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"metadata\": null, \"spec\": null, \"status\": null}",
        "{\"metadata\": {}, \"spec\": {}, \"status\": {}}",
        "{\"spec\": {\"replicas\": null, \"leaderWorkerTemplate\": null, \"rolloutStrategy\": null,"
            + " \"networkConfig\": null}}",
        "{\"spec\": {\"leaderWorkerTemplate\": {\"leaderTemplate\": null, \"workerTemplate\": null,"
            + " \"volumeClaimTemplates\": [null], \"subGroupPolicy\": null}}}",
        "{\"spec\": {\"leaderWorkerTemplate\": {\"workerTemplate\": {}, \"subGroupPolicy\": {}},"
            + " \"rolloutStrategy\": {}, \"networkConfig\": {}}, \"status\": {\"conditions\":"
            + " [null]}}"
      })
  void absentFieldsNeverFail(String json) {
    for (Gson gson : List.of(JSON.getGson(), new Gson())) {
      LeaderWorkerSet set = gson.fromJson(json, LeaderWorkerSet.class);
      assertThat(set.kind()).isEqualTo("LeaderWorkerSet");
      assertThat(set.getMetadata()).isNotNull();
      assertThat(set.spec().leaderWorkerTemplate().volumeClaimTemplates()).isEmpty();
      assertThat(gson.fromJson(gson.toJson(set), LeaderWorkerSet.class)).isEqualTo(set);
      assertThat(LeaderWorkerSetYaml.strict().load(LeaderWorkerSetYaml.dump(set))).isEqualTo(set);
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void numbersAndPercentagesStayWhatTheyAre(Format format) {
    LeaderWorkerSet again = format.read(format.write(format.read(FULL)));
    RollingUpdateConfiguration config = again.spec().rolloutStrategy().rollingUpdateConfiguration();

    assertThat(config.maxUnavailable()).isEqualTo(new IntOrString("25%"));
    assertThat(config.maxSurge()).isEqualTo(new IntOrString(2));
  }

  @Test
  void templatesConvertToTypesAndBack() {
    V1PodTemplateSpec typed =
        new V1PodTemplateSpec()
            .metadata(new V1ObjectMeta().putLabelsItem("a", "b"))
            .spec(new V1PodSpec().addContainersItem(new V1Container().name("c").image("i")));

    PodTemplate template = PodTemplate.of(typed);

    assertThat(template.toJson())
        .isEqualTo(
            Json.parse(
                "{\"metadata\": {\"labels\": {\"a\": \"b\"}},"
                    + " \"spec\": {\"containers\": [{\"image\": \"i\", \"name\": \"c\"}]}}"));
    assertThat(template.toTyped().getSpec().getContainers().get(0).getImage()).isEqualTo("i");
    assertThat(PodTemplate.of(template.toTyped())).isEqualTo(template);
  }

  @Test
  void typedFormIgnoresFieldsItDoesNotKnow() {
    PodTemplate template =
        PodTemplate.of(
            Json.parse("{\"spec\": {\"fromTheFuture\": 1, \"containers\": [{\"name\": \"c\"}]}}")
                .getAsJsonObject());

    assertThat(template.toTyped().getSpec().getContainers()).hasSize(1);
  }

  @Test
  void claimsConvertToTypesAndBack() {
    V1PersistentVolumeClaim typed =
        new V1PersistentVolumeClaim().metadata(new V1ObjectMeta().name("d"));

    assertThat(ClaimTemplate.of(typed).toTyped().getMetadata().getName()).isEqualTo("d");
  }

  @Test
  void templatesCannotBeChangedFromOutside() {
    JsonObject json = Json.parse("{\"spec\": {\"containers\": []}}").getAsJsonObject();
    PodTemplate template = PodTemplate.of(json);

    json.addProperty("more", 1);
    template.toJson().add("spec", new JsonArray());

    assertThat(template.toJson()).isEqualTo(Json.parse("{\"spec\": {\"containers\": []}}"));
  }

  @Test
  void leavesTheTreeThatItReadsAsItWas() {
    JsonObject tree =
        Json.parse(
                "{\"metadata\":{\"name\":\"web\",\"managedFields\":[{\"manager\":\"user\"}]},"
                    + "\"spec\":{\"replicas\":1}}")
            .getAsJsonObject();
    JsonObject before = tree.deepCopy();
    assertThat(new Gson().fromJson(tree, LeaderWorkerSet.class).metadata().getName())
        .isEqualTo("web");
    assertThat(tree).isEqualTo(before);
  }
}
