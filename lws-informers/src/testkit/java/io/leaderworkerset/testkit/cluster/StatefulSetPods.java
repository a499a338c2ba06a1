package io.leaderworkerset.testkit.cluster;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import java.util.HashSet;
import java.util.Set;

/** Makes pods and claims from a StatefulSet, member by member as Kubernetes does. */
final class StatefulSetPods {
  private StatefulSetPods() {}

  /**
   * Returns a pod to create.
   *
   * @param set the StatefulSet
   * @param template the pod template of the revision
   * @param revision name of the revision
   */
  static JsonObject pod(JsonObject set, JsonObject template, String revision, int ordinal) {
    String name = Meta.name(set) + "-" + ordinal;
    JsonObject pod = new JsonObject();
    pod.addProperty("apiVersion", "v1");
    pod.addProperty("kind", "Pod");
    JsonObject metadata = metadata(set, template, name);
    pod.add("metadata", metadata);
    JsonObject labels = Json.ensureObject(metadata, "labels");
    labels.addProperty(StatefulSetJson.POD_NAME_LABEL, name);
    labels.addProperty(StatefulSetJson.POD_INDEX_LABEL, Integer.toString(ordinal));
    labels.addProperty(StatefulSetJson.REVISION_LABEL, revision);
    pod.add("spec", spec(set, template, name, ordinal));
    return pod;
  }

  private static JsonObject metadata(JsonObject set, JsonObject template, String name) {
    JsonObject metadata = new JsonObject();
    metadata.addProperty("name", name);
    metadata.addProperty("generateName", Meta.name(set) + "-");
    String namespace = Meta.namespace(set);
    if (namespace != null) {
      metadata.addProperty("namespace", namespace);
    }
    for (String copied : new String[] {"labels", "annotations", "finalizers"}) {
      JsonElement value = Json.at(template, "metadata", copied);
      if (value != null) {
        metadata.add(copied, value.deepCopy());
      }
    }
    JsonArray owners = new JsonArray();
    owners.add(Meta.controllerRef("apps/v1", "StatefulSet", set));
    metadata.add("ownerReferences", owners);
    return metadata;
  }

  private static JsonObject spec(JsonObject set, JsonObject template, String name, int ordinal) {
    JsonObject given = Json.object(template, "spec");
    JsonObject spec = given == null ? new JsonObject() : given.deepCopy();
    spec.addProperty("hostname", name);
    String service = Json.string(set, "spec", "serviceName");
    if (service != null && !service.isEmpty()) {
      spec.addProperty("subdomain", service);
    }
    JsonArray claims = Json.array(set, "spec", "volumeClaimTemplates");
    if (!claims.isEmpty()) {
      spec.add("volumes", volumes(set, claims, Json.array(spec, "volumes"), ordinal));
    }
    return spec;
  }

  /** The claims' volumes come first and take the place of volumes of the same name. */
  private static JsonArray volumes(
      JsonObject set, JsonArray claims, JsonArray others, int ordinal) {
    JsonArray out = new JsonArray();
    Set<String> names = new HashSet<>();
    for (JsonElement claim : claims) {
      String volumeName = templateName(claim);
      names.add(volumeName);
      JsonObject source = new JsonObject();
      source.addProperty("claimName", claimName(set, claim, ordinal));
      JsonObject volume = new JsonObject();
      volume.addProperty("name", volumeName);
      volume.add("persistentVolumeClaim", source);
      out.add(volume);
    }
    for (JsonElement other : others) {
      if (!names.contains(Json.string(other, "name"))) {
        out.add(other);
      }
    }
    return out;
  }

  /** Returns the claim that the template makes for that ordinal. */
  static JsonObject claim(JsonObject set, JsonElement template, int ordinal) {
    JsonObject claim = template.getAsJsonObject().deepCopy();
    claim.addProperty("apiVersion", "v1");
    claim.addProperty("kind", "PersistentVolumeClaim");
    claim.remove("status");
    JsonObject metadata = Json.ensureObject(claim, "metadata");
    metadata.addProperty("name", claimName(set, template, ordinal));
    String namespace = Meta.namespace(set);
    if (namespace != null) {
      metadata.addProperty("namespace", namespace);
    }
    JsonObject labels = Json.ensureObject(metadata, "labels");
    Json.strings(set, "spec", "selector", "matchLabels").forEach(labels::addProperty);
    return claim;
  }

  static String claimName(JsonObject set, JsonElement template, int ordinal) {
    return templateName(template) + "-" + Meta.name(set) + "-" + ordinal;
  }

  private static String templateName(JsonElement template) {
    String name = Json.string(template, "metadata", "name");
    return name == null ? "" : name;
  }
}
