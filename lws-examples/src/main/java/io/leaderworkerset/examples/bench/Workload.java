package io.leaderworkerset.examples.bench;

import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi;
import io.leaderworkerset.testkit.api.ClusterApi.ApiException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The sets of a measurement, what a user does to them, and whether that has been carried out. */
final class Workload {
  private static final String FIRST_IMAGE = "registry.example.com/server:1";
  private static final String NEXT_IMAGE = "registry.example.com/server:2";

  private final ClusterApi api;
  private final Fleet fleet;
  private final String namespace;
  private final int size;
  private final List<String> sets = new ArrayList<>();
  private final Map<String, Map<String, String>> lost = new HashMap<>();
  private int groups;
  private String image = FIRST_IMAGE;

  /**
   * Makes a workload of which nothing exists yet.
   *
   * @param prefix of the sets' names
   * @param sets how many sets
   * @param groups of each set
   * @param size pods of each group
   */
  Workload(
      ClusterApi api,
      Fleet fleet,
      String namespace,
      String prefix,
      int sets,
      int groups,
      int size) {
    this.api = api;
    this.fleet = fleet;
    this.namespace = namespace;
    this.groups = groups;
    this.size = size;
    for (int i = 0; i < sets; i++) {
      this.sets.add(prefix + "-" + i);
    }
  }

  void create() {
    sets.forEach(set -> api.create(Fleet.SETS, manifest(set)));
  }

  private JsonObject manifest(String set) {
    return Json.parse(
            """
            {"apiVersion": "leaderworkerset.x-k8s.io/v1", "kind": "LeaderWorkerSet",
             "metadata": {"name": "%s", "namespace": "%s"},
             "spec": {"replicas": %d,
              "rolloutStrategy": {"type": "RollingUpdate",
               "rollingUpdateConfiguration": {"maxUnavailable": %s, "maxSurge": 0}},
              "leaderWorkerTemplate": {"size": %d, "restartPolicy": "RecreateGroupOnPodRestart",
               "workerTemplate": {"spec": {"containers": [{"name": "server", "image": "%s",
                "ports": [{"containerPort": 8080}],
                "env": [{"name": "MODEL", "value": "example"}]}]}}}}}
            """
                .formatted(set, namespace, groups, maxUnavailable(), size, image))
        .getAsJsonObject();
  }

  /** A tenth; of less than ten groups that would be none, which is refused. */
  private String maxUnavailable() {
    return groups < 10 ? "1" : "\"10%\"";
  }

  /** Gives the workers, and with them the leaders, another image. */
  void update() {
    image = NEXT_IMAGE;
    change(
        spec ->
            Json.array(spec, "leaderWorkerTemplate", "workerTemplate", "spec", "containers")
                .get(0)
                .getAsJsonObject()
                .addProperty("image", image));
  }

  /** Deletes one worker of each group, or the leader of a group of one. */
  void loseOneOfEachGroup() {
    for (String set : sets) {
      lost.put(set, fleet.leaders(set));
      for (String leader : lost.get(set).keySet()) {
        api.delete(Fleet.PODS, namespace, size > 1 ? leader + "-1" : leader, null, null, 0L);
      }
    }
  }

  /** Makes each set half as large again. */
  void scale() {
    groups += Math.max(1, groups / 2);
    change(spec -> spec.addProperty("replicas", groups));
  }

  void delete() {
    sets.forEach(set -> api.delete(Fleet.SETS, namespace, set, null, "Background", null));
  }

  /** Returns whether each set has all its groups, ready, of the newest image, and says so. */
  boolean isConverged() {
    for (String set : sets) {
      boolean there =
          fleet.saysAvailable(set, groups)
              && fleet.hasPods(set, groups * size)
              && fleet.ready(set, image) == groups * size;
      if (!there) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether it is converged, and no group is the one that lost a pod. */
  boolean isRestored() {
    for (String set : sets) {
      Map<String, String> now = fleet.leaders(set);
      boolean anyOld =
          lost.getOrDefault(set, Map.of()).entrySet().stream()
              .anyMatch(old -> old.getValue().equals(now.get(old.getKey())));
      if (anyOld) {
        return false;
      }
    }
    return isConverged();
  }

  boolean isGone() {
    return fleet.isEmpty();
  }

  /** Returns how far it is, for a person. */
  String progress() {
    int ready = 0;
    for (String set : sets) {
      ready += fleet.ready(set, image);
    }
    return ready + " of " + (long) groups * size * sets.size() + " pods ready and up to date";
  }

  private void change(Consumer<JsonObject> edit) {
    for (String set : sets) {
      boolean written = false;
      while (!written) {
        written = tryChange(set, edit);
      }
    }
  }

  /** Somebody, such as the manager with its status, may have written in between. */
  private boolean tryChange(String set, Consumer<JsonObject> edit) {
    JsonObject now = api.get(Fleet.SETS, namespace, set);
    if (now == null) {
      throw new IllegalStateException("the set " + set + " is gone");
    }
    JsonObject copy = now.deepCopy();
    edit.accept(Json.ensureObject(copy, "spec"));
    try {
      api.update(Fleet.SETS, copy);
      return true;
    } catch (ApiException e) {
      if (e.code() == 409) {
        return false;
      }
      throw e;
    }
  }
}
