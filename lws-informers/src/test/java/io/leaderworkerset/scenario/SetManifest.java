package io.leaderworkerset.scenario;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.json.Json;
import java.util.List;
import java.util.function.Consumer;
import javax.annotation.Nullable;

/** A set's manifest as a user writes and edits it. Mutable; each call returns the same one. */
final class SetManifest {
  private final JsonObject json;

  private SetManifest(JsonObject json) {
    this.json = json;
  }

  /** Two groups of three pods, image {@code one}, everything else left out. */
  static SetManifest named(String name) {
    JsonObject json =
        Json.parse(
                """
                {"apiVersion":"leaderworkerset.x-k8s.io/v1","kind":"LeaderWorkerSet",
                 "metadata":{"name":"%s"},
                 "spec":{"replicas":2,"leaderWorkerTemplate":{"size":3,
                  "workerTemplate":{"spec":{"containers":[{"name":"main","image":"one"}]}}}}}
                """
                    .formatted(name))
            .getAsJsonObject();
    return new SetManifest(json);
  }

  /** Reads a set as the API has it. */
  static LeaderWorkerSet read(JsonObject set) {
    return new Gson().fromJson(set, LeaderWorkerSet.class);
  }

  String name() {
    return String.valueOf(Json.string(json, "metadata", "name"));
  }

  JsonObject json() {
    return json.deepCopy();
  }

  SetManifest replicas(int groups) {
    return spec(spec -> spec.addProperty("replicas", groups));
  }

  SetManifest size(int pods) {
    return template(template -> template.addProperty("size", pods));
  }

  SetManifest image(String image) {
    return workerPod(pod -> container(pod).addProperty("image", image));
  }

  /** Gives the leader a template of its own: the workers' as it is now. */
  SetManifest leaderLikeWorkers() {
    return template(
        template ->
            template.add("leaderTemplate", Json.object(template, "workerTemplate").deepCopy()));
  }

  SetManifest leaderImage(String image) {
    return template(
        template -> {
          JsonObject pod = Json.object(template, "workerTemplate").deepCopy();
          container(Json.ensureObject(pod, "spec")).addProperty("image", image);
          template.add("leaderTemplate", pod);
        });
  }

  SetManifest maxUnavailable(Object value) {
    return rolling(rolling -> rolling.add("maxUnavailable", intOrString(value)));
  }

  SetManifest maxSurge(Object value) {
    return rolling(rolling -> rolling.add("maxSurge", intOrString(value)));
  }

  SetManifest partition(int value) {
    return rolling(rolling -> rolling.addProperty("partition", value));
  }

  SetManifest restartPolicy(String policy) {
    return template(template -> template.addProperty("restartPolicy", policy));
  }

  SetManifest startupPolicy(String policy) {
    return spec(spec -> spec.addProperty("startupPolicy", policy));
  }

  SetManifest subdomainPolicy(String policy) {
    return spec(
        spec -> Json.ensureObject(spec, "networkConfig").addProperty("subdomainPolicy", policy));
  }

  SetManifest subGroups(int size, String type) {
    return template(
        template -> {
          JsonObject policy = Json.ensureObject(template, "subGroupPolicy");
          policy.addProperty("subGroupSize", size);
          policy.addProperty("subGroupPolicyType", type);
        });
  }

  SetManifest annotation(String key, String value) {
    Json.ensureObject(Json.ensureObject(json, "metadata"), "annotations").addProperty(key, value);
    return this;
  }

  SetManifest initContainer(String name) {
    return workerPod(
        pod -> {
          JsonArray init = new JsonArray();
          JsonObject container = new JsonObject();
          container.addProperty("name", name);
          container.addProperty("image", "init");
          init.add(container);
          pod.add("initContainers", init);
        });
  }

  /** Its pods run on the scenario's own nodes and nowhere else. */
  SetManifest onOwnNodes(Scenario scenario) {
    JsonArray tolerations = new JsonArray();
    tolerations.add(toleration(Scenario.OWNER, "NoSchedule", null));
    return nodeSelector(Scenario.OWNER, scenario.namespace())
        .workerPod(pod -> pod.add("tolerations", tolerations));
  }

  /** Its pods leave a node that is lost at once, as far as they can. */
  SetManifest leavingLostNodesAtOnce() {
    return workerPod(
        pod -> {
          JsonArray tolerations = Json.array(pod, "tolerations");
          for (String why : List.of("unreachable", "not-ready")) {
            tolerations.add(toleration("node.kubernetes.io/" + why, "NoExecute", 0));
          }
          pod.add("tolerations", tolerations);
        });
  }

  private static JsonObject toleration(String key, String effect, @Nullable Integer seconds) {
    JsonObject out = new JsonObject();
    out.addProperty("key", key);
    out.addProperty("operator", "Exists");
    out.addProperty("effect", effect);
    if (seconds != null) {
      out.addProperty("tolerationSeconds", seconds);
    }
    return out;
  }

  SetManifest nodeSelector(String key, String value) {
    return workerPod(pod -> Json.ensureObject(pod, "nodeSelector").addProperty(key, value));
  }

  /** Each pod gets a claim and mounts it. */
  SetManifest claim(String name, String size) {
    workerPod(
        pod -> {
          JsonObject mount = new JsonObject();
          mount.addProperty("name", name);
          mount.addProperty("mountPath", "/" + name);
          JsonArray mounts = new JsonArray();
          mounts.add(mount);
          container(pod).add("volumeMounts", mounts);
        });
    return template(
        template -> {
          JsonArray claims = new JsonArray();
          claims.add(
              Json.parse(
                  """
                  {"metadata":{"name":"%s"},"spec":{"accessModes":["ReadWriteOnce"],
                   "resources":{"requests":{"storage":"%s"}}}}
                  """
                      .formatted(name, size)));
          template.add("volumeClaimTemplates", claims);
        });
  }

  SetManifest retention(String whenDeleted, String whenScaled) {
    return template(
        template -> {
          JsonObject policy = Json.ensureObject(template, "persistentVolumeClaimRetentionPolicy");
          policy.addProperty("whenDeleted", whenDeleted);
          policy.addProperty("whenScaled", whenScaled);
        });
  }

  SetManifest spec(Consumer<JsonObject> change) {
    change.accept(Json.ensureObject(json, "spec"));
    return this;
  }

  SetManifest template(Consumer<JsonObject> change) {
    return spec(spec -> change.accept(Json.ensureObject(spec, "leaderWorkerTemplate")));
  }

  SetManifest workerPod(Consumer<JsonObject> change) {
    return template(
        template ->
            change.accept(
                Json.ensureObject(Json.ensureObject(template, "workerTemplate"), "spec")));
  }

  private SetManifest rolling(Consumer<JsonObject> change) {
    return spec(
        spec -> {
          JsonObject strategy = Json.ensureObject(spec, "rolloutStrategy");
          strategy.addProperty("type", "RollingUpdate");
          change.accept(Json.ensureObject(strategy, "rollingUpdateConfiguration"));
        });
  }

  private static JsonObject container(JsonObject pod) {
    return Json.array(pod, "containers").get(0).getAsJsonObject();
  }

  private static JsonElement intOrString(Object value) {
    return value instanceof Integer number
        ? new JsonPrimitive(number)
        : new JsonPrimitive(String.valueOf(value));
  }
}
