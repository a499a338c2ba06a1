package io.leaderworkerset.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.leaderworkerset.cluster.PodBehaviour;
import io.leaderworkerset.cluster.Taint;
import io.leaderworkerset.json.Json;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterScenariosTest {
  private TestCluster cluster;

  private void start(UnaryOperator<ClusterFunctions.Builder> functions) {
    cluster = TestCluster.started(functions);
    cluster.nodes.add("node-1");
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private int ready(String set) {
    return cluster.status(set, "readyReplicas");
  }

  private static void ordered(JsonObject spec) {
    spec.addProperty("podManagementPolicy", "OrderedReady");
  }

  @Test
  void anOrderedSetStartsItsPodsOneAfterTheOther() throws Exception {
    start(b -> b);
    AutoCloseable unready = cluster.kubelets.unready(PodMatcher.named("ns", "web-1"));
    cluster.createSet("web", 3, ClusterScenariosTest::ordered);
    cluster.await("stops at the second", () -> cluster.status("web", "replicas") == 2);
    cluster.await("first ready", () -> ready("web") == 1);
    assertThat(cluster.podNames()).containsExactly("web-0", "web-1");
    unready.close();
    cluster.await("all", () -> ready("web") == 3);
  }

  @Test
  void theGateLetsAsManyBeDownAsMaxUnavailableSays() {
    assertThat(mostDown(true)).isEqualTo(3);
  }

  @Test
  void withoutTheGateOneIsDownAtATime() {
    assertThat(mostDown(false)).isEqualTo(1);
  }

  private int mostDown(boolean gate) {
    start(b -> b.maxUnavailableGate(gate));
    cluster.kubelets.behaviour(
        PodMatcher.all(), PodBehaviour.immediate().withReadinessDelay(Duration.ofMillis(20)));
    cluster.createSet(
        "web",
        6,
        spec ->
            spec.add(
                "updateStrategy",
                Json.parse(
                    "{\"type\":\"RollingUpdate\",\"rollingUpdate\":{\"maxUnavailable\":3}}")));
    cluster.await("ready", () -> ready("web") == 6);
    AtomicInteger worst = new AtomicInteger();
    AutoCloseable watch =
        cluster.api.watch(
            change -> {
              int up = 0;
              for (int i = 0; i < 6; i++) {
                up += cluster.isReady("web-" + i) && !terminating("web-" + i) ? 1 : 0;
              }
              int down = 6 - up;
              worst.accumulateAndGet(down, Math::max);
            });
    cluster.changeSet("web", spec -> TestCluster.image(spec, "two"));
    cluster.await(
        "rolled",
        () -> {
          for (int i = 0; i < 6; i++) {
            if (!cluster.isReady("web-" + i) || !cluster.image("web-" + i).equals("two")) {
              return false;
            }
          }
          return true;
        });
    Watches.close(watch);
    return worst.get();
  }

  private boolean terminating(String pod) {
    return Meta.isTerminating(cluster.pod(pod));
  }

  @Test
  void aLostNodeMakesPodsUnreadyAndThenTerminatingUntilItComesBack() {
    start(b -> b.defaultToleration(Duration.ofMillis(50)));
    cluster.createSet("web", 1, spec -> {});
    cluster.await("ready", () -> cluster.isReady("web-0"));
    cluster.nodes.add("node-2");
    cluster.nodes.notReady("node-1");
    cluster.await("not ready", () -> !cluster.isReady("web-0"));
    cluster.await("terminating", () -> terminating("web-0"));
    String uid = Meta.uid(cluster.pod("web-0"));
    JsonObject node = cluster.api.get("nodes", null, "node-1");
    assertThat(Json.array(node, "spec", "taints").toString())
        .contains("node.kubernetes.io/unreachable", "NoExecute", "NoSchedule");
    cluster.createSet("other", 1, spec -> {});
    cluster.await("the rest goes on", () -> cluster.isReady("other-0"));
    assertThat(Json.string(cluster.pod("other-0"), "spec", "nodeName")).isEqualTo("node-2");
    assertThat(Meta.uid(cluster.pod("web-0"))).as("stuck").isEqualTo(uid);

    cluster.nodes.ready("node-1");
    cluster.await(
        "replaced", () -> cluster.isReady("web-0") && !Meta.uid(cluster.pod("web-0")).equals(uid));
    assertThat(Json.array(cluster.api.get("nodes", null, "node-1"), "spec", "taints")).isEmpty();
  }

  @Test
  void aLostNodeThatComesBackInTimeKeepsItsPods() {
    start(b -> b);
    cluster.createSet("web", 1, spec -> {});
    cluster.await("ready", () -> cluster.isReady("web-0"));
    String uid = Meta.uid(cluster.pod("web-0"));
    cluster.nodes.notReady("node-1");
    cluster.await("not ready", () -> !cluster.isReady("web-0"));
    cluster.nodes.ready("node-1");
    cluster.await("ready again", () -> cluster.isReady("web-0"));
    assertThat(Meta.uid(cluster.pod("web-0"))).isEqualTo(uid);
    assertThat(cluster.restarts("web-0")).isZero();
  }

  @Test
  void podsOfARemovedNodeAreRemovedAndMadeElsewhere() {
    start(b -> b);
    cluster.createSet("web", 2, spec -> {});
    cluster.await("ready", () -> ready("web") == 2);
    cluster.nodes.notReady("node-1");
    cluster.nodes.add("node-2");
    cluster.nodes.remove("node-1");
    cluster.await(
        "moved",
        () ->
            cluster.podNames().size() == 2
                && cluster.api.list("pods").stream()
                    .allMatch(p -> "node-2".equals(Json.string(p, "spec", "nodeName"))));
    cluster.await("ready again", () -> ready("web") == 2);
  }

  @Test
  void cordonedAndTaintedNodesGetNoNewPods() {
    start(b -> b);
    cluster.nodes.cordon("node-1");
    cluster.nodes.add("node-2");
    cluster.nodes.taint("node-2", "dedicated", "x", Taint.Effect.NO_SCHEDULE);
    cluster.createSet("web", 1, spec -> {});
    cluster.await("refused", () -> cluster.podNames().size() == 1 && refusal() != null);
    assertThat(refusal())
        .isEqualTo(
            "0/2 nodes are available: 1 node(s) had untolerated taint(s),"
                + " 1 node(s) were unschedulable.");
    cluster.nodes.untaint("node-2", "dedicated");
    cluster.await("placed", () -> cluster.isReady("web-0"));
  }

  private String refusal() {
    JsonObject condition = StatefulSetJson.condition(cluster.pod("web-0"), "PodScheduled");
    return condition == null ? null : Json.string(condition, "message");
  }

  @Test
  void exclusivePlacementGivesEachGroupARackOfItsOwn() {
    start(b -> b);
    cluster.nodes.remove("node-1");
    for (int i = 0; i < 6; i++) {
      cluster.nodes.add("n" + i, Map.of("rack", "r" + i / 2), Map.of());
    }
    for (String group : new String[] {"a", "b", "c"}) {
      cluster.createSet(group, 4, spec -> exclusive(spec, group));
    }
    cluster.await("ready", () -> ready("a") + ready("b") + ready("c") == 12);
    Set<String> racks = new HashSet<>();
    for (String group : new String[] {"a", "b", "c"}) {
      Set<String> own = new TreeSet<>();
      for (int i = 0; i < 4; i++) {
        String node = Json.string(cluster.pod(group + "-" + i), "spec", "nodeName");
        own.add(Json.string(cluster.api.get("nodes", null, node), "metadata", "labels", "rack"));
      }
      assertThat(own).hasSize(1);
      racks.addAll(own);
    }
    assertThat(racks).hasSize(3);
  }

  private static void exclusive(JsonObject spec, String group) {
    JsonObject template = spec.getAsJsonObject("template");
    template.getAsJsonObject("metadata").getAsJsonObject("labels").addProperty("key", group);
    template
        .getAsJsonObject("spec")
        .add(
            "affinity",
            Json.parse(
                """
                {"podAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[
                  {"topologyKey":"rack","labelSelector":{"matchExpressions":[
                    {"key":"key","operator":"In","values":["%1$s"]}]}}]},
                 "podAntiAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[
                  {"topologyKey":"rack","labelSelector":{"matchExpressions":[
                    {"key":"key","operator":"Exists"},
                    {"key":"key","operator":"NotIn","values":["%1$s"]}]}}]}}
                """
                    .formatted(group)));
  }

  private static void claims(JsonObject spec, String whenDeleted, String whenScaled) {
    spec.add(
        "volumeClaimTemplates",
        Json.parse(
            """
            [{"metadata":{"name":"data","annotations":{"kept":"yes"}},
              "spec":{"accessModes":["ReadWriteOnce"],
                      "resources":{"requests":{"storage":"1Gi"}}}}]
            """));
    JsonObject policy = new JsonObject();
    policy.addProperty("whenDeleted", whenDeleted);
    policy.addProperty("whenScaled", whenScaled);
    spec.add("persistentVolumeClaimRetentionPolicy", policy);
  }

  @Test
  void makesClaimsAndKeepsThemUnderRetain() {
    start(b -> b);
    cluster.createSet("web", 2, spec -> claims(spec, "Retain", "Retain"));
    cluster.await("ready", () -> ready("web") == 2);
    JsonObject claim = cluster.object("persistentvolumeclaims", "data-web-1");
    assertThat(Json.string(claim, "status", "phase")).isEqualTo("Bound");
    assertThat(Json.string(claim, "metadata", "annotations", "kept")).isEqualTo("yes");
    assertThat(Json.string(claim, "metadata", "labels", "app")).isEqualTo("web");
    assertThat(Json.array(cluster.pod("web-1"), "spec", "volumes").toString())
        .isEqualTo(
            "[{\"name\":\"data\",\"persistentVolumeClaim\":{\"claimName\":\"data-web-1\"}}]");
    cluster.changeSet("web", spec -> spec.addProperty("replicas", 0));
    cluster.await("scaled", () -> cluster.podNames().isEmpty());
    cluster.delete("statefulsets.apps", "web", "Background");
    cluster.await("revisions gone", () -> cluster.api.list("controllerrevisions.apps").isEmpty());
    assertThat(cluster.api.list("persistentvolumeclaims")).hasSize(2);
  }

  @Test
  void deletesClaimsWhenTheRetentionPolicySaysSo() {
    start(b -> b);
    cluster.createSet("web", 3, spec -> claims(spec, "Delete", "Delete"));
    cluster.await("ready", () -> ready("web") == 3);
    cluster.await(
        "owned",
        () ->
            cluster.api.list("persistentvolumeclaims").stream()
                .allMatch(c -> Meta.owners(c).size() == 1));
    cluster.changeSet("web", spec -> spec.addProperty("replicas", 1));
    cluster.await("scaled", () -> cluster.api.list("persistentvolumeclaims").size() == 1);
    cluster.changeSet("web", spec -> spec.addProperty("replicas", 2));
    cluster.await("scaled up", () -> ready("web") == 2);
    cluster.delete("statefulsets.apps", "web", "Background");
    cluster.await("deleted", () -> cluster.api.list("persistentvolumeclaims").isEmpty());
  }

  @Test
  void podsWaitForClaimsThatStayPending() {
    start(b -> b.bindClaims(false));
    cluster.createSet("web", 1, spec -> claims(spec, "Retain", "Retain"));
    cluster.await("refused", () -> cluster.podNames().size() == 1 && refusal() != null);
    assertThat(refusal()).contains("pod has unbound immediate PersistentVolumeClaims");
  }

  @Test
  void orphanedPodsStayAndAreAdoptedByASetOfTheSameName() {
    start(b -> b);
    cluster.createSet("web", 2, spec -> {});
    cluster.await("ready", () -> ready("web") == 2);
    cluster.delete("statefulsets.apps", "web", "Orphan");
    cluster.await("gone", () -> !cluster.exists("statefulsets.apps", "web"));
    assertThat(Meta.owners(cluster.pod("web-1"))).isEmpty();
    cluster.createSet("web", 2, spec -> {});
    cluster.await("adopted", () -> cluster.status("web", "replicas") == 2);
    assertThat(Meta.controllerUid(cluster.pod("web-1"), "StatefulSet"))
        .isEqualTo(Meta.uid(cluster.object("statefulsets.apps", "web")));
    assertThat(cluster.podNames()).containsExactly("web-0", "web-1");
    assertThat(cluster.api.writes("create pods")).isEqualTo(2);
    assertThat(cluster.api.writes("delete pods")).isZero();
    assertThat(cluster.api.list("controllerrevisions.apps")).hasSize(1);
  }

  @Test
  void aForegroundDeletedSetWaitsForItsPods() {
    start(b -> b);
    cluster.kubelets.behaviour(
        PodMatcher.all(), PodBehaviour.immediate().withTerminationDelay(Duration.ofMillis(100)));
    cluster.createSet("web", 2, spec -> {});
    cluster.await("ready", () -> ready("web") == 2);
    Set<String> left = new TreeSet<>();
    AutoCloseable watch =
        cluster.api.watch(
            change -> {
              if (change.type().equals("DELETED") && change.resource().startsWith("stateful")) {
                left.addAll(cluster.podNames());
                left.add("deleted");
              }
            });
    cluster.delete("statefulsets.apps", "web", "Foreground");
    cluster.await("gone", () -> !cluster.exists("statefulsets.apps", "web"));
    Watches.close(watch);
    assertThat(left).containsExactly("deleted");
  }

  @Test
  void aDependentOfAnOwnerThatNeverWasIsCollected() {
    start(b -> b);
    JsonObject pod =
        Json.parse(
                """
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x","namespace":"ns",
                 "ownerReferences":[{"apiVersion":"apps/v1","kind":"StatefulSet","name":"none",
                  "uid":"none"}]}}
                """)
            .getAsJsonObject();
    cluster.api.create("configmaps", pod);
    cluster.await("gone", () -> !cluster.exists("configmaps", "x"));
  }

  @Test
  void minReadySecondsHoldBackAvailability() {
    start(b -> b);
    cluster.createSet("web", 1, spec -> spec.addProperty("minReadySeconds", 1));
    cluster.await("ready", () -> ready("web") == 1);
    assertThat(cluster.status("web", "availableReplicas")).isZero();
    cluster.await("available", () -> cluster.status("web", "availableReplicas") == 1);
  }

  @Test
  void keepsOnlyAsManyOldRevisionsAsTheSetAsksFor() {
    start(b -> b);
    cluster.createSet("web", 1, spec -> spec.addProperty("revisionHistoryLimit", 1));
    for (String image : new String[] {"two", "three", "four"}) {
      cluster.await("settled", () -> ready("web") == 1);
      cluster.changeSet("web", spec -> TestCluster.image(spec, image));
      cluster.await(image, () -> cluster.isReady("web-0") && cluster.image("web-0").equals(image));
    }
    cluster.await(
        "one live and one old", () -> cluster.api.list("controllerrevisions.apps").size() == 2);
  }

  @Test
  void restartedFunctionsLeaveARunningClusterAsItIs() {
    start(b -> b);
    cluster.createSet("web", 3, spec -> {});
    cluster.await("ready", () -> cluster.status("web", "availableReplicas") == 3);
    cluster.close();
    int before = cluster.api.allWrites();
    ClusterFunctions again = ClusterFunctions.builder(cluster.api).build();
    Kubelets kubelets = Kubelets.builder(cluster.api).build();
    kubelets.start();
    again.start();
    cluster.createSet("probe", 1, spec -> {});
    cluster.await("probe", () -> cluster.status("probe", "availableReplicas") == 1);
    again.close();
    kubelets.close();
    JsonArray probe = new JsonArray();
    cluster.api.list("pods").forEach(probe::add);
    assertThat(probe).hasSize(4);
    assertThat(cluster.api.writes("delete pods")).isZero();
    assertThat(cluster.api.writes("create controllerrevisions.apps")).isEqualTo(2);
    assertThat(cluster.api.allWrites() - before).as("the probe's own writes").isLessThan(10);
  }
}
