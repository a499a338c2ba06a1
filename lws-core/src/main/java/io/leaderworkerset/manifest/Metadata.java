package io.leaderworkerset.manifest;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.api.LeaderWorkerTemplate;
import io.leaderworkerset.api.PodTemplate;
import io.leaderworkerset.api.SubGroupPolicy;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.identity.RestartAnnotations;
import io.leaderworkerset.json.Json;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.annotation.Nullable;

/** The parts of metadata that all manifests share. */
final class Metadata {
  /** kubectl's memory of its own apply; it describes the set, so it is not copied. */
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private Metadata() {}

  static String name(LeaderWorkerSet set) {
    return orEmpty(set.metadata().getName());
  }

  static String namespace(LeaderWorkerSet set) {
    return orEmpty(set.metadata().getNamespace());
  }

  /** Returns the set's own labels with ours over them. */
  static Map<String, String> labels(LeaderWorkerSet set, Map<String, String> ours) {
    Map<String, String> out = copy(set.metadata().getLabels());
    out.putAll(ours);
    return out;
  }

  /** Returns the set's own annotations that may stand on what is made of it. */
  static Map<String, String> annotations(LeaderWorkerSet set) {
    Map<String, String> out = copy(set.metadata().getAnnotations());
    out.remove(LAST_APPLIED);
    out.remove(RestartAnnotations.HISTORY); // it has another owner
    return out;
  }

  /** Returns the set's annotation, or null if it is absent or empty. */
  @Nullable
  static String annotation(LeaderWorkerSet set, String name) {
    Map<String, String> annotations = set.metadata().getAnnotations();
    String value = annotations == null ? null : annotations.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  /** Returns metadata with everything that is not empty. */
  static JsonObject of(
      String name,
      String namespace,
      Map<String, String> labels,
      Map<String, String> annotations,
      JsonObject owner) {
    JsonObject out = new JsonObject();
    out.addProperty("name", name);
    if (!namespace.isEmpty()) {
      out.addProperty("namespace", namespace);
    }
    addStrings(out, "labels", labels);
    addStrings(out, "annotations", annotations);
    JsonArray owners = new JsonArray();
    owners.add(owner);
    out.add("ownerReferences", owners);
    return out;
  }

  static JsonObject ownedBy(LeaderWorkerSet set) {
    V1ObjectMeta meta = set.metadata();
    return owner(Names.API_VERSION, Names.KIND, name(set), orEmpty(meta.getUid()));
  }

  static JsonObject ownedBy(LeaderPod leader) {
    return owner("v1", "Pod", leader.name(), leader.uid());
  }

  private static JsonObject owner(String apiVersion, String kind, String name, String uid) {
    JsonObject out = new JsonObject();
    out.addProperty("apiVersion", apiVersion);
    out.addProperty("kind", kind);
    out.addProperty("name", name);
    out.addProperty("uid", uid);
    out.addProperty("controller", true);
    out.addProperty("blockOwnerDeletion", true);
    return out;
  }

  /** Returns the annotations that leader and worker pods share: size, placement, subgroups. */
  static Map<String, String> groupAnnotations(LeaderWorkerSet set, LeaderWorkerTemplate template) {
    Map<String, String> out = new TreeMap<>();
    out.put(Names.SIZE_ANNOTATION, Integer.toString(Templates.size(template)));
    copyAnnotation(set, Names.EXCLUSIVE_TOPOLOGY_ANNOTATION, out);
    SubGroupPolicy policy = template.subGroupPolicy();
    if (policy != null) {
      if (policy.subGroupPolicyType() != null) {
        out.put(Names.SUBGROUP_POLICY_TYPE_ANNOTATION, policy.subGroupPolicyType());
      }
      if (policy.subGroupSize() != null) {
        out.put(Names.SUBGROUP_SIZE_ANNOTATION, Integer.toString(policy.subGroupSize()));
      }
      copyAnnotation(set, Names.SUBGROUP_EXCLUSIVE_TOPOLOGY_ANNOTATION, out);
    }
    return out;
  }

  private static void copyAnnotation(LeaderWorkerSet set, String name, Map<String, String> to) {
    String value = annotation(set, name);
    if (value != null) {
      to.put(name, value);
    }
  }

  /** Returns a copy of the template with our labels and annotations over the user's. */
  static JsonObject mark(
      @Nullable PodTemplate template, Map<String, String> labels, Map<String, String> annotations) {
    JsonObject out =
        template == null ? new JsonObject() : Templates.withoutNulls(template.toJson());
    JsonObject metadata = Json.ensureObject(out, "metadata");
    Json.ensureObject(out, "spec");
    over(Json.ensureObject(metadata, "labels"), labels);
    over(Json.ensureObject(metadata, "annotations"), annotations);
    return out;
  }

  private static void over(JsonObject users, Map<String, String> ours) {
    ours.forEach(users::addProperty);
  }

  static void addStrings(JsonObject to, String name, Map<String, String> values) {
    if (!values.isEmpty()) {
      to.add(name, Json.ofStrings(values));
    }
  }

  static JsonObject matchLabels(Map<String, String> labels) {
    JsonObject out = new JsonObject();
    out.add("matchLabels", Json.ofStrings(labels));
    return out;
  }

  private static Map<String, String> copy(@Nullable Map<String, String> values) {
    Map<String, String> out = values == null ? new TreeMap<>() : new TreeMap<>(values);
    out.values().removeIf(Objects::isNull);
    return out;
  }

  static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
