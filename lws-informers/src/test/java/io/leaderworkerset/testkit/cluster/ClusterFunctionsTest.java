package io.leaderworkerset.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClusterFunctionsTest {
  private TestCluster cluster;

  @BeforeEach
  void start() {
    cluster = TestCluster.started();
    cluster.nodes.add("node-1");
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void makesPodsWithTheIdentityOfAStatefulSet() {
    JsonObject set =
        cluster.createSet(
            "web", 2, spec -> Json.ensureObject(spec, "ordinals").addProperty("start", 1));
    cluster.await("two ready pods", () -> cluster.status("web", "readyReplicas") == 2);

    assertThat(cluster.podNames()).containsExactly("web-1", "web-2");
    JsonObject pod = cluster.pod("web-2");
    assertThat(Json.strings(pod, "metadata", "labels"))
        .containsEntry("app", "web")
        .containsEntry("apps.kubernetes.io/pod-index", "2")
        .containsEntry("statefulset.kubernetes.io/pod-name", "web-2")
        .containsEntry(
            "controller-revision-hash",
            Json.string(cluster.object("statefulsets.apps", "web"), "status", "updateRevision"));
    assertThat(Json.string(pod, "spec", "hostname")).isEqualTo("web-2");
    assertThat(Json.string(pod, "spec", "subdomain")).isEqualTo("svc");
    JsonObject owner = Json.array(pod, "metadata", "ownerReferences").get(0).getAsJsonObject();
    assertThat(Json.string(owner, "uid")).isEqualTo(Meta.uid(set));
    assertThat(Json.isTrue(owner, "controller")).isTrue();
    assertThat(Json.isTrue(owner, "blockOwnerDeletion")).isTrue();
    assertThat(Json.string(pod, "status", "podIP")).startsWith("10.");
  }

  @Test
  void reportsTheStatusOfAConvergedSet() {
    cluster.createSet("web", 3, spec -> {});
    cluster.await("available", () -> cluster.status("web", "availableReplicas") == 3);
    JsonObject status = Json.object(cluster.object("statefulsets.apps", "web"), "status");
    String revision = Json.string(status, "currentRevision");
    assertThat(cluster.exists("controllerrevisions.apps", revision)).isTrue();
    assertThat(Json.string(status, "updateRevision")).isEqualTo(revision);
    assertThat(Json.integer(status, "replicas")).isEqualTo(3);
    assertThat(Json.integer(status, "updatedReplicas")).isEqualTo(3);
    assertThat(Json.integer(status, "currentReplicas")).isEqualTo(3);
    assertThat(Json.integer(status, "observedGeneration")).isEqualTo(1);
    assertThat(Json.integer(status, "collisionCount")).isZero();
  }

  @Test
  void rollsDownToThePartitionAndThenCompletes() {
    cluster.createSet("web", 4, spec -> {});
    cluster.await("ready", () -> cluster.status("web", "readyReplicas") == 4);
    cluster.changeSet(
        "web",
        spec -> {
          TestCluster.image(spec, "two");
          partition(spec, 2);
        });
    cluster.await(
        "two updated",
        () ->
            cluster.status("web", "updatedReplicas") == 2
                && cluster.status("web", "readyReplicas") == 4);
    assertThat(cluster.image("web-1")).isEqualTo("one");
    assertThat(cluster.image("web-2")).isEqualTo("two");

    cluster.delete("pods", "web-0", null);
    cluster.await("made again", () -> cluster.isReady("web-0"));
    assertThat(cluster.image("web-0")).as("below the partition").isEqualTo("one");

    cluster.changeSet("web", spec -> partition(spec, 0));
    cluster.await("complete", () -> isComplete("web", 4));
    assertThat(cluster.image("web-0")).isEqualTo("two");
  }

  private boolean isComplete(String name, int replicas) {
    JsonObject status = Json.object(cluster.object("statefulsets.apps", name), "status");
    return cluster.status(name, "updatedReplicas") == replicas
        && cluster.status(name, "readyReplicas") == replicas
        && String.valueOf(Json.string(status, "currentRevision"))
            .equals(Json.string(status, "updateRevision"));
  }

  private static void partition(JsonObject spec, int value) {
    spec.getAsJsonObject("updateStrategy")
        .getAsJsonObject("rollingUpdate")
        .addProperty("partition", value);
  }

  @Test
  void findsAnOldRevisionAgainWhenTheTemplateComesBack() {
    cluster.createSet("web", 1, spec -> {});
    cluster.await("first", () -> isComplete("web", 1));
    String first = updateRevision();
    cluster.changeSet("web", spec -> TestCluster.image(spec, "two"));
    cluster.await("second", () -> !updateRevision().equals(first) && isComplete("web", 1));
    cluster.changeSet("web", spec -> TestCluster.image(spec, "one"));
    cluster.await("first again", () -> updateRevision().equals(first) && isComplete("web", 1));
    assertThat(cluster.api.list("controllerrevisions.apps")).hasSize(2);
    assertThat(Json.integer(cluster.object("controllerrevisions.apps", first), "revision"))
        .isEqualTo(3);
  }

  private String updateRevision() {
    return String.valueOf(
        Json.string(cluster.object("statefulsets.apps", "web"), "status", "updateRevision"));
  }

  @Test
  void scalesDownFromTheHighestOrdinal() {
    cluster.createSet("web", 4, spec -> {});
    cluster.await("ready", () -> cluster.status("web", "readyReplicas") == 4);
    cluster.changeSet("web", spec -> spec.addProperty("replicas", 1));
    cluster.await("scaled", () -> cluster.status("web", "replicas") == 1);
    assertThat(cluster.podNames()).containsExactly("web-0");
  }

  @Test
  void replacesAnEvictedPod() {
    cluster.createSet("web", 1, spec -> {});
    cluster.await("ready", () -> cluster.isReady("web-0"));
    String uid = Meta.uid(cluster.pod("web-0"));
    cluster.kubelets.evict("ns", "web-0");
    cluster.await(
        "replaced", () -> cluster.isReady("web-0") && !Meta.uid(cluster.pod("web-0")).equals(uid));
  }

  @Test
  void podsOfADeletedSetGoByOwnerReference() {
    cluster.createSet("web", 3, spec -> {});
    cluster.await("ready", () -> cluster.status("web", "readyReplicas") == 3);
    cluster.delete("statefulsets.apps", "web", "Background");
    cluster.await("gone", () -> cluster.podNames().isEmpty());
    cluster.await("revisions gone", () -> cluster.api.list("controllerrevisions.apps").isEmpty());
  }

  @Test
  void foregroundDeletionOfAPodTakesTheSetItOwnsAndItsPodsFirst() {
    cluster.createSet("leader", 1, spec -> {});
    cluster.await("leader", () -> cluster.isReady("leader-0"));
    JsonObject leader = cluster.pod("leader-0");
    JsonObject workers =
        Json.parse(
                """
                {"apiVersion":"apps/v1","kind":"StatefulSet",
                 "metadata":{"name":"leader-0","namespace":"ns"},
                 "spec":{"replicas":2,"serviceName":"svc","podManagementPolicy":"Parallel",
                  "ordinals":{"start":1},"selector":{"matchLabels":{"app":"worker"}},
                  "template":{"metadata":{"labels":{"app":"worker"}},
                   "spec":{"containers":[{"name":"main","image":"one"}]}}}}
                """)
            .getAsJsonObject();
    JsonArray owners = new JsonArray();
    owners.add(Meta.controllerRef("v1", "Pod", leader));
    workers.getAsJsonObject("metadata").add("ownerReferences", owners);
    cluster.api.create("statefulsets.apps", workers);
    cluster.await("workers", () -> cluster.status("leader-0", "readyReplicas") == 2);

    cluster.delete("pods", "leader-0", "Foreground");
    cluster.await(
        "a new leader alone",
        () ->
            cluster.isReady("leader-0")
                && !Meta.uid(cluster.pod("leader-0")).equals(Meta.uid(leader)));
    assertThat(cluster.podNames()).containsExactly("leader-0");
    assertThat(cluster.exists("statefulsets.apps", "leader-0")).isFalse();
  }

  @Test
  void schedulesWithinCapacityAndSaysWhyNot() {
    cluster.nodes.add("small", Map.of("size", "small"), Map.of("nvidia.com/gpu", "1"));
    cluster.createSet(
        "gpu",
        2,
        spec ->
            spec.getAsJsonObject("template")
                .getAsJsonObject("spec")
                .getAsJsonArray("containers")
                .get(0)
                .getAsJsonObject()
                .add("resources", Json.parse("{\"limits\":{\"nvidia.com/gpu\":\"1\"}}")));
    cluster.await(
        "one of two",
        () ->
            cluster.status("gpu", "readyReplicas") == 1
                && cluster.api.list("pods").stream().anyMatch(p -> message(p) != null));
    String message =
        cluster.api.list("pods").stream()
            .map(ClusterFunctionsTest::message)
            .filter(m -> m != null)
            .collect(Collectors.joining());
    assertThat(message).isEqualTo("0/2 nodes are available: 2 Insufficient nvidia.com/gpu.");
    cluster.nodes.add("more", Map.of(), Map.of("nvidia.com/gpu", "1"));
    cluster.await("both", () -> cluster.status("gpu", "readyReplicas") == 2);
    Set<String> nodes =
        cluster.api.list("pods").stream()
            .map(p -> String.valueOf(Json.string(p, "spec", "nodeName")))
            .collect(Collectors.toSet());
    assertThat(nodes).containsExactlyInAnyOrder("small", "more");
  }

  private static String message(JsonObject pod) {
    JsonObject condition = StatefulSetJson.condition(pod, "PodScheduled");
    return condition == null ? null : Json.string(condition, "message");
  }

  @Test
  void convergesAlthoughEveryThirdWriteConflicts() {
    cluster.api.conflictEvery(3);
    while (true) {
      try {
        cluster.createSet("web", 20, spec -> {});
        break;
      } catch (ClusterApi.ApiException e) {
        assertThat(e.code()).isEqualTo(409);
      }
    }
    cluster.await("ready", () -> cluster.status("web", "readyReplicas") == 20);
  }

  @Test
  void leavesNoThreadAndWritesNothingAfterClose() {
    cluster.createSet("web", 3, spec -> {});
    cluster.await("ready", () -> cluster.status("web", "readyReplicas") == 3);
    cluster.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(
            t -> t.getName().equals("cluster-functions") || t.getName().startsWith("kubelets"));
    int before = cluster.api.allWrites();
    cluster.delete("pods", "web-0", null);
    assertThat(cluster.api.allWrites()).isEqualTo(before + 1);
  }
}
