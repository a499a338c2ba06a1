package io.leaderworkerset.informers.events;

import com.google.gson.JsonObject;

/**
 * The object that an event is about.
 *
 * @param apiVersion such as {@code apps/v1}
 * @param kind such as {@code StatefulSet}
 * @param namespace empty for a cluster-scoped object, whose events are kept in {@code default}
 * @param name its name
 * @param uid its UID, empty if unknown
 */
public record Regarding(String apiVersion, String kind, String namespace, String name, String uid) {
  String eventNamespace() {
    return namespace.isEmpty() ? "default" : namespace;
  }

  JsonObject toJson() {
    JsonObject reference = new JsonObject();
    reference.addProperty("apiVersion", apiVersion);
    reference.addProperty("kind", kind);
    if (!namespace.isEmpty()) {
      reference.addProperty("namespace", namespace);
    }
    reference.addProperty("name", name);
    if (!uid.isEmpty()) {
      reference.addProperty("uid", uid);
    }
    return reference;
  }
}
