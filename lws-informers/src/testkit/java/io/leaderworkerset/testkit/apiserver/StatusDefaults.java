package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;

/** What the status of a kind always has, whoever wrote it. */
final class StatusDefaults {
  private StatusDefaults() {}

  /** Cleans and completes the status, in place. */
  static void apply(ResourceType type, JsonObject object) {
    if (object.has("status")) {
      Trees.clean(object.get("status"), type.builtIn());
    }
    switch (type.key()) {
      case "pods" -> {
        JsonObject spec = Json.object(object, "spec");
        Trees.defaultTo(status(object), "phase", "Pending");
        Trees.defaultTo(status(object), "qosClass", Qos.of(spec == null ? new JsonObject() : spec));
      }
      case "services" -> Trees.defaultTo(status(object), "loadBalancer", new JsonObject());
      case "statefulsets.apps" -> {
        Trees.defaultTo(status(object), "replicas", 0);
        Trees.defaultTo(status(object), "availableReplicas", 0);
      }
      case "deployments.apps" -> status(object);
      case "replicasets.apps" -> Trees.defaultTo(status(object), "replicas", 0);
      case "persistentvolumeclaims" -> Trees.defaultTo(status(object), "phase", "Pending");
      case "namespaces" -> Trees.defaultTo(status(object), "phase", "Active");
      default -> {
        // nothing
      }
    }
  }

  private static JsonObject status(JsonObject object) {
    return Json.ensureObject(object, "status");
  }
}
