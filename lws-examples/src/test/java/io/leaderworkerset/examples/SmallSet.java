package io.leaderworkerset.examples;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.TestCluster;
import io.leaderworkerset.testkit.api.ClusterApi;

/** A set of small groups for tests, and what became of it. */
public final class SmallSet {
  private static final String SETS = "leaderworkersets.leaderworkerset.x-k8s.io";

  private SmallSet() {}

  /** Returns a set in namespace default whose groups have two pods. */
  public static JsonObject of(String name, int replicas) {
    return Json.parse(
            """
            {"apiVersion": "leaderworkerset.x-k8s.io/v1", "kind": "LeaderWorkerSet",
             "metadata": {"namespace": "default", "name": "%s"},
             "spec": {"replicas": %d, "leaderWorkerTemplate": {"size": 2, "workerTemplate":
               {"spec": {"containers": [{"name": "main", "image": "serving:1"}]}}}}}
            """
                .formatted(name, replicas))
        .getAsJsonObject();
  }

  public static void create(TestCluster cluster, String name, int replicas) {
    cluster.api().create(SETS, of(name, replicas));
  }

  public static boolean isAvailable(TestCluster cluster, String name) {
    return isAvailable(cluster.api(), name);
  }

  public static boolean isAvailable(ClusterApi api, String name) {
    JsonObject set = api.get(SETS, "default", name);
    for (JsonElement condition : Json.array(set, "status", "conditions")) {
      if ("Available".equals(Json.string(condition, "type"))) {
        return "True".equals(Json.string(condition, "status"));
      }
    }
    return false;
  }
}
