package io.leaderworkerset.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.json.Json;
import org.junit.jupiter.api.Test;

class StatefulSetsTest {
  private static final LeaderPod LEADER =
      new LeaderPod("s-3", "ns", "pod-uid", 3, "key", "rev", false);

  @Test
  void putsWorkersOfAnExclusiveGroupOnTheLeadersDomain() {
    LeaderWorkerSet set = set("{\"nodeSelector\": {\"pool\": \"gpu\"}}", "{}");

    JsonObject built =
        WorkerStatefulSets.build(set, set, LEADER, new WorkerStatefulSets.Placement("rack", "r7"));

    assertThat(Json.strings(built, "spec", "template", "spec", "nodeSelector"))
        .containsEntry("pool", "gpu")
        .containsEntry("rack", "r7");
  }

  @Test
  void defect5BuildsWorkersFromTheirOwnRevisionAndNeverTheLiveSpec() {
    LeaderWorkerSet live = set("{\"hostname\": \"new\"}", "{\"size\": 1}");
    LeaderWorkerSet pinned =
        set(
            "{\"hostname\": \"old\"}",
            "{\"size\": 5, \"subGroupPolicy\": {\"subGroupSize\": 2}, \"volumeClaimTemplates\":"
                + " [{\"metadata\": {\"name\": \"d\"}}]}");

    JsonObject built = WorkerStatefulSets.build(live, pinned, LEADER, null);

    assertThat(Json.integer(built, "spec", "replicas")).isEqualTo(4);
    assertThat(Json.string(built, "spec", "template", "spec", "hostname")).isEqualTo("old");
    assertThat(Json.strings(built, "spec", "template", "metadata", "annotations"))
        .containsEntry("leaderworkerset.sigs.k8s.io/size", "5")
        .containsEntry("leaderworkerset.sigs.k8s.io/subgroup-size", "2");
    assertThat(Json.array(built, "spec", "volumeClaimTemplates")).hasSize(1);
  }

  @Test
  void defect10PassesClaimTemplatesWhole() {
    String claim =
        """
        {"metadata": {"name": "d", "labels": {"l": "1"}, "annotations": {"a": "2"}},
         "spec": {"selector": {"matchLabels": {"x": "y"}}, "volumeName": "pv",
          "dataSource": {"kind": "VolumeSnapshot", "name": "snap"}, "fromTheFuture": 1},
         "status": {"phase": "Pending"}}
        """;
    LeaderWorkerSet set = set("{}", "{\"size\": 2, \"volumeClaimTemplates\": [" + claim + "]}");

    for (JsonObject built :
        new JsonObject[] {
          LeaderStatefulSets.build(set, 0, 1, "rev"),
          WorkerStatefulSets.build(set, set, LEADER, null)
        }) {
      JsonObject passed =
          Json.array(built, "spec", "volumeClaimTemplates").get(0).getAsJsonObject();
      assertThat(passed.get("spec")).isEqualTo(Json.object(Json.parse(claim), "spec"));
      assertThat(Json.strings(passed, "metadata", "labels")).containsEntry("l", "1");
      assertThat(Json.strings(passed, "metadata", "annotations")).containsEntry("a", "2");
      assertThat(passed.has("status")).isFalse();
    }
  }

  @Test
  void claimsThatTheGoControllerCutDownAreKeptAsTheyAre() {
    LeaderWorkerSet set =
        set(
            "{}",
            "{\"volumeClaimTemplates\": [{\"metadata\": {\"name\": \"d\", \"labels\": {\"l\":"
                + " \"1\"}}, \"spec\": {\"volumeName\": \"pv\", \"resources\": {\"requests\":"
                + " {\"storage\": \"1024Mi\"}}}}]}");
    JsonObject body = LeaderStatefulSets.build(set, 0, 1, "rev");
    JsonObject live = body.deepCopy();
    JsonObject claim = Json.array(live, "spec", "volumeClaimTemplates").get(0).getAsJsonObject();
    Json.object(claim, "metadata").remove("labels");
    Json.object(claim, "spec").remove("volumeName");
    Json.object(claim, "spec").addProperty("volumeMode", "Filesystem");
    Json.object(claim, "spec", "resources", "requests").addProperty("storage", "1Gi");
    claim.add("status", Json.parse("{\"phase\": \"Pending\"}"));

    JsonObject kept = LiveClaims.keep(body, live);

    claim.remove("status");
    assertThat(kept).isEqualTo(live);
    assertThat(LiveClaims.keep(body, null)).isEqualTo(body);
    Json.object(claim, "metadata").addProperty("name", "other");
    assertThat(LiveClaims.keep(body, live)).as("another claim").isEqualTo(body);
  }

  @Test
  void doesNotCopyWhatKubectlRemembersOfTheSet() {
    LeaderWorkerSet set =
        Sets.of(
            Json.parse(
                """
                {"metadata": {"name": "s", "annotations": {"own": "1",
                  "kubectl.kubernetes.io/last-applied-configuration": "{...}"}}}
                """));

    assertThat(Json.strings(LeaderStatefulSets.build(set, 0, 1, "rev"), "metadata", "annotations"))
        .containsOnlyKeys("own", "leaderworkerset.sigs.k8s.io/replicas");
    assertThat(
            Json.strings(
                WorkerStatefulSets.build(set, set, LEADER, null), "metadata", "annotations"))
        .containsOnlyKeys("own");
  }

  @Test
  void ourLabelsWinOverTheUsers() {
    LeaderWorkerSet set =
        Sets.of(
            Json.parse(
                """
                {"metadata": {"name": "s", "labels": {"leaderworkerset.sigs.k8s.io/name": "x",
                  "team": "a", "none": null}},
                 "spec": {"leaderWorkerTemplate": {"workerTemplate": {"metadata": {"labels":
                  {"leaderworkerset.sigs.k8s.io/worker-index": "9"}}}}}}
                """));

    JsonObject built = LeaderStatefulSets.build(set, 0, 1, "rev");

    assertThat(Json.strings(built, "metadata", "labels"))
        .containsEntry("leaderworkerset.sigs.k8s.io/name", "s")
        .containsEntry("team", "a")
        .doesNotContainKey("none");
    assertThat(Json.strings(built, "spec", "template", "metadata", "labels"))
        .containsEntry("leaderworkerset.sigs.k8s.io/worker-index", "0");
  }

  @Test
  void sendsNoNulls() {
    LeaderWorkerSet set =
        set("{\"affinity\": null, \"containers\": [{\"name\": \"c\", \"env\": null}]}", "{}");

    assertThat(LeaderStatefulSets.build(set, 0, 1, "rev").toString()).doesNotContain("null");
  }

  @Test
  void carriesNoPartitionUnderOnDelete() {
    LeaderWorkerSet set =
        set("{\"affinity\": null, \"containers\": [{\"name\": \"c\", \"env\": null}]}", "{}");

    JsonObject built = LeaderStatefulSets.build(set, 3, 4, true, "rev");

    assertThat(Json.object(built, "spec", "updateStrategy")).hasToString("{\"type\":\"OnDelete\"}");
  }

  @Test
  void refusesNegativeNumbers() {
    LeaderWorkerSet set = LeaderWorkerSet.builder().build();

    assertThatThrownBy(() -> LeaderStatefulSets.build(set, -1, 1, "rev"))
        .hasMessage("partition is -1, must be at least 0");
    assertThatThrownBy(() -> LeaderStatefulSets.build(set, 0, -1, "rev"))
        .hasMessage("replicas is -1, must be at least 0");
  }

  @Test
  void servicesAreHeadlessAndPublishEarly() {
    LeaderWorkerSet set = set("{}", "{}");

    assertThat(Services.shared(set))
        .isEqualTo(
            Json.parse(
                """
                {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s",
                  "namespace": "ns", "labels": {"leaderworkerset.sigs.k8s.io/name": "s"},
                  "ownerReferences": [{"apiVersion": "leaderworkerset.x-k8s.io/v1",
                    "kind": "LeaderWorkerSet", "name": "s", "uid": "set-uid", "controller": true,
                    "blockOwnerDeletion": true}]},
                 "spec": {"clusterIP": "None", "publishNotReadyAddresses": true,
                  "selector": {"leaderworkerset.sigs.k8s.io/name": "s"}}}
                """));
    JsonObject own = Services.perGroup(set, LEADER);
    assertThat(Json.string(own, "metadata", "name")).isEqualTo("s-3");
    assertThat(Json.array(own, "metadata", "ownerReferences").toString()).contains("pod-uid");
    assertThat(Json.strings(own, "spec", "selector"))
        .containsEntry("leaderworkerset.sigs.k8s.io/group-index", "3")
        .containsEntry("leaderworkerset.sigs.k8s.io/name", "s");
  }

  @Test
  void nothingAbsentFails() {
    for (String json :
        new String[] {"{}", "{\"spec\": {}}", "{\"spec\": {\"leaderWorkerTemplate\": {}}}"}) {
      LeaderWorkerSet set = Sets.of(Json.parse(json));
      JsonObject leader = LeaderStatefulSets.build(set, 0, 0, "");
      assertThat(Json.integer(leader, "spec", "updateStrategy", "rollingUpdate", "maxUnavailable"))
          .isEqualTo(1);
      JsonObject workers = WorkerStatefulSets.build(set, set, LEADER, null);
      assertThat(Json.integer(workers, "spec", "replicas")).isZero();
      assertThat(Services.shared(set).has("spec")).isTrue();
      assertThat(Json.integer(PodGroups.build(set, set, LEADER), "spec", "minMember")).isOne();
      assertThat(Revisions.build(set, 1).has("data")).isTrue();
      assertThat(Revisions.restore(set, new JsonObject()).spec().networkConfig()).isNotNull();
      assertThat(OwnedFields.drift(leader, leader, "lws")).isNotEmpty();
    }
  }

  @Test
  void leaderPodNeedsAnOrdinalOrALabel() {
    assertThatThrownBy(
            () ->
                LeaderPod.of(
                    Json.parse("{\"metadata\": {\"name\": \"noordinal\"}}").getAsJsonObject()))
        .hasMessageContaining("pod noordinal has no group index");
  }

  @Test
  void podGroupsCountSidecarsAndInitContainersAsASchedulerDoes() {
    LeaderWorkerSet set =
        set(
            """
            {"overhead": {"cpu": "10m"},
             "containers": [{"name": "c", "resources": {"requests": {"cpu": "1"}}}],
             "initContainers": [
              {"name": "s", "restartPolicy": "Always", "resources": {"requests": {"cpu": "500m"}}},
              {"name": "i", "resources": {"requests": {"cpu": "2", "memory": "1Gi"}}}]}
            """,
            "{\"size\": 3}");

    assertThat(Json.strings(PodGroups.build(set, set, LEADER), "spec", "minResources"))
        .containsEntry("cpu", "7530m") // 3 × max(1 + 0.5, 2 + 0.5) + 3 × 0.01
        .containsEntry("memory", "3Gi");
  }

  private static LeaderWorkerSet set(String podSpec, String template) {
    JsonObject group = Json.parse(template).getAsJsonObject();
    JsonObject worker = new JsonObject();
    worker.add("spec", Json.parse(podSpec));
    group.add("workerTemplate", worker);
    JsonObject set =
        Json.parse(
                "{\"metadata\": {\"name\": \"s\", \"namespace\": \"ns\", \"uid\": \"set-uid\"},"
                    + " \"spec\": {}}")
            .getAsJsonObject();
    set.getAsJsonObject("spec").add("leaderWorkerTemplate", group);
    return Sets.of(set);
  }
}
