package io.leaderworkerset.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ten thousand pods: what is written grows with the pods, and it is done in seconds. */
class ClusterScaleTest {
  private static final int SETS = 2_000;
  private static final int LARGE = 4_000;

  @Test
  @Tag("large")
  void tenThousandPodsInLargeAndSmallSets() {
    try (TestCluster cluster = TestCluster.started()) {
      for (int i = 0; i < 100; i++) {
        cluster.nodes.add("node-" + i);
      }
      cluster.createSet("large", LARGE, spec -> {});
      for (int i = 0; i < SETS; i++) {
        cluster.createSet("small-" + i, 3, spec -> {});
      }
      cluster.await("all ready", () -> allReady(cluster));
      int pods = LARGE + 3 * SETS;
      assertThat(cluster.api.writes("create pods")).isEqualTo(pods);
      assertThat(cluster.api.writes("create pods/binding")).isEqualTo(pods);
      assertThat(cluster.api.writes("updateStatus pods")).isEqualTo(pods);
      assertThat(cluster.api.writes("delete pods")).isZero();

      int before = cluster.api.writes("updateStatus statefulsets.apps");
      cluster.delete("pods", "small-7-1", null);
      cluster.await(
          "replaced",
          () ->
              cluster.api.writes("create pods") == pods + 1
                  && cluster.status("small-7", "readyReplicas") == 3);
      assertThat(cluster.api.writes("updateStatus statefulsets.apps") - before)
          .isLessThanOrEqualTo(6);
    }
  }

  private static boolean allReady(TestCluster cluster) {
    if (cluster.status("small-" + (SETS - 1), "readyReplicas") < 3) {
      return false;
    }
    for (JsonObject set : cluster.api.list("statefulsets.apps")) {
      int replicas = StatefulSetJson.number(set, 0, "spec", "replicas");
      if (StatefulSetJson.number(set, 0, "status", "readyReplicas") != replicas) {
        return false;
      }
    }
    return true;
  }

  @Test
  void aThousandOwnersGoWithAllTheyOwn() {
    try (TestCluster cluster = TestCluster.started()) {
      for (int i = 0; i < 100; i++) {
        cluster.nodes.add("node-" + i);
      }
      cluster.createSet("leader", 1_000, spec -> {});
      cluster.await("leaders", () -> cluster.status("leader", "readyReplicas") == 1_000);
      for (int i = 0; i < 1_000; i++) {
        JsonObject leader = cluster.pod("leader-" + i);
        JsonObject copy = cluster.object("statefulsets.apps", "leader").deepCopy();
        copy.remove("status");
        JsonObject metadata = new JsonObject();
        metadata.addProperty("name", "leader-" + i);
        metadata.addProperty("namespace", "ns");
        JsonArray owners = new JsonArray();
        owners.add(Meta.controllerRef("v1", "Pod", leader));
        metadata.add("ownerReferences", owners);
        copy.add("metadata", metadata);
        copy.getAsJsonObject("spec").addProperty("replicas", 3);
        cluster.api.create("statefulsets.apps", copy);
      }
      cluster.await("all", () -> cluster.podNames().size() == 4_000);
      cluster.delete("statefulsets.apps", "leader", "Background");
      cluster.await(
          "gone",
          () -> cluster.podNames().isEmpty() && cluster.api.list("statefulsets.apps").isEmpty());
    }
  }
}
