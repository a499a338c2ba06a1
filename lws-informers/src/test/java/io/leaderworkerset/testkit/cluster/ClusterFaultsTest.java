package io.leaderworkerset.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With every tenth write failing, and every tenth answer lost, the cluster gets there. */
class ClusterFaultsTest {

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void convergesInSpiteOfFaults(long seed) {
    InMemoryClusterApi api = new InMemoryClusterApi();
    try (FaultyClusterApi faulty = new FaultyClusterApi(api, seed, 10);
        ClusterFunctions functions = ClusterFunctions.builder(faulty).build();
        Kubelets kubelets = Kubelets.builder(faulty).threads(2).build()) {
      new Nodes(api, null).add("node-1");
      functions.start();
      kubelets.start();
      Random random = new Random(seed);
      String leader = Meta.uid(create(api, "lead", 3, null));
      api.await("leaders", () -> ready(api, "lead") == 3);
      for (int i = 0; i < 3; i++) {
        create(api, "lead-" + i, 2, api.get("pods", "ns", "lead-" + i));
      }
      api.await("all", () -> api.list("pods").size() == 9);
      for (int i = 0; i < 4; i++) {
        delete(api, "pods", "lead-" + random.nextInt(3), random.nextBoolean());
      }
      api.await("leaders again", () -> ready(api, "lead") == 3);
      scale(api, "lead", 2);
      api.await("scaled", () -> ready(api, "lead") == 2 && api.get("pods", "ns", "lead-2") == null);
      api.await("nothing without its owner", () -> orphans(api).isEmpty());
      assertThat(Meta.uid(api.get("statefulsets.apps", "ns", "lead"))).isEqualTo(leader);
      delete(api, "statefulsets.apps", "lead", true);
      api.await(
          "all gone",
          () ->
              api.list("pods").isEmpty()
                  && api.list("statefulsets.apps").isEmpty()
                  && api.list("controllerrevisions.apps").isEmpty());
    }
  }

  private static TreeSet<String> orphans(InMemoryClusterApi api) {
    TreeSet<String> uids = new TreeSet<>();
    for (String resource : new String[] {"pods", "statefulsets.apps"}) {
      api.list(resource).forEach(object -> uids.add(Meta.uid(object)));
    }
    TreeSet<String> out = new TreeSet<>();
    for (String resource : new String[] {"pods", "statefulsets.apps"}) {
      for (JsonObject object : api.list(resource)) {
        JsonObject owner = Meta.controller(object);
        if (owner != null && !uids.contains(String.valueOf(Json.string(owner, "uid")))) {
          out.add(Meta.key(object));
        }
      }
    }
    return out;
  }

  private static JsonObject create(
      InMemoryClusterApi api, String name, int replicas, JsonObject owner) {
    JsonObject set =
        Json.parse(
                """
                {"apiVersion":"apps/v1","kind":"StatefulSet",
                 "metadata":{"name":"%1$s","namespace":"ns"},
                 "spec":{"replicas":%2$d,"serviceName":"svc","podManagementPolicy":"Parallel",
                  "ordinals":{"start":%3$d},"selector":{"matchLabels":{"app":"%1$s"}},
                  "template":{"metadata":{"labels":{"app":"%1$s"}},
                   "spec":{"containers":[{"name":"main","image":"one"}]}}}}
                """
                    .formatted(name, replicas, owner == null ? 0 : 1))
            .getAsJsonObject();
    if (owner != null) {
      JsonArray owners = new JsonArray();
      owners.add(Meta.controllerRef("v1", "Pod", owner));
      set.getAsJsonObject("metadata").add("ownerReferences", owners);
    }
    return api.create("statefulsets.apps", set);
  }

  private static int ready(InMemoryClusterApi api, String set) {
    JsonObject found = api.get("statefulsets.apps", "ns", set);
    return found == null ? -1 : StatefulSetJson.number(found, 0, "status", "readyReplicas");
  }

  private static void delete(
      InMemoryClusterApi api, String resource, String name, boolean foreground) {
    try {
      api.delete(resource, "ns", name, null, foreground ? "Foreground" : "Background", null);
    } catch (ClusterApi.ApiException e) {
      assertThat(e.code()).isEqualTo(404);
    }
  }

  private static void scale(InMemoryClusterApi api, String name, int replicas) {
    while (true) {
      JsonObject copy = api.get("statefulsets.apps", "ns", name).deepCopy();
      copy.getAsJsonObject("spec").addProperty("replicas", replicas);
      try {
        api.update("statefulsets.apps", copy);
        return;
      } catch (ClusterApi.ApiException e) {
        assertThat(e.code()).isEqualTo(409);
      }
    }
  }
}
