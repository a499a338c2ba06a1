package io.leaderworkerset.examples;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.TestCluster;

/** A set of small groups for tests, and what became of it. */
public final class SmallSet {
  private static final String SETS = "leaderworkersets.leaderworkerset.x-k8s.io";

  private SmallSet() {}

  public static void create(TestCluster cluster, String name, int replicas) {
    JsonObject set =
        Json.parse(
                """
                {"apiVersion": "leaderworkerset.x-k8s.io/v1", "kind": "LeaderWorkerSet",
                 "metadata": {"namespace": "default", "name": "%s"},
                 "spec": {"replicas": %d, "leaderWorkerTemplate": {"size": 2, "workerTemplate":
                   {"spec": {"containers": [{"name": "main", "image": "serving:1"}]}}}}}
                """
                    .formatted(name, replicas))
            .getAsJsonObject();
    cluster.api().create(SETS, set);
  }

  public static boolean isAvailable(TestCluster cluster, String name) {
    JsonObject set = cluster.api().get(SETS, "default", name);
    for (JsonElement condition : Json.array(set, "status", "conditions")) {
      if ("Available".equals(Json.string(condition, "type"))) {
        return "True".equals(Json.string(condition, "status"));
      }
    }
    return false;
  }
}
