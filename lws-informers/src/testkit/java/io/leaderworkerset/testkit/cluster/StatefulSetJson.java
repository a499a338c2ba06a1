package io.leaderworkerset.testkit.cluster;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.cluster.PodPhase;
import io.leaderworkerset.cluster.StatefulSetPod;
import io.leaderworkerset.cluster.StatefulSetRules;
import io.leaderworkerset.cluster.StatefulSetSpec;
import io.leaderworkerset.cluster.StatefulSetStatus;
import io.leaderworkerset.json.Json;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import javax.annotation.Nullable;

/** Reads StatefulSets and their pods into records, and writes the status. */
final class StatefulSetJson {
  static final String REVISION_LABEL = "controller-revision-hash";
  static final String POD_NAME_LABEL = "statefulset.kubernetes.io/pod-name";
  static final String POD_INDEX_LABEL = "apps.kubernetes.io/pod-index";

  private StatefulSetJson() {}

  static StatefulSetSpec spec(JsonObject set) {
    int replicas = number(set, 1, "spec", "replicas");
    String[] rolling = {"spec", "updateStrategy", "rollingUpdate"};
    JsonElement maxUnavailable = Json.at(Json.object(set, rolling), "maxUnavailable");
    return new StatefulSetSpec(
        replicas,
        number(set, 0, "spec", "ordinals", "start"),
        "Parallel".equals(Json.string(set, "spec", "podManagementPolicy")),
        "OnDelete".equals(Json.string(set, "spec", "updateStrategy", "type")),
        number(Json.object(set, rolling), 0, "partition"),
        StatefulSetRules.maxUnavailable(
            maxUnavailable == null ? null : maxUnavailable.getAsString(), replicas),
        number(set, 0, "spec", "minReadySeconds"));
  }

  static int number(@Nullable JsonElement root, int otherwise, String... path) {
    Integer value = Json.integer(root, path);
    return value == null ? otherwise : Math.max(0, value);
  }

  /** Returns the ordinal of a pod of that set by its name, or -1 if it has none. */
  static int ordinal(String setName, String podName) {
    int dash = setName.length();
    if (podName.length() <= dash + 1
        || !podName.startsWith(setName)
        || podName.charAt(dash) != '-') {
      return -1;
    }
    long value = 0;
    for (int i = dash + 1; i < podName.length(); i++) {
      char c = podName.charAt(i);
      if (c < '0' || c > '9' || value > Integer.MAX_VALUE) {
        return -1;
      }
      value = value * 10 + (c - '0');
    }
    return value > Integer.MAX_VALUE ? -1 : (int) value;
  }

  static StatefulSetPod pod(int ordinal, JsonObject pod) {
    String revision = Meta.label(pod, REVISION_LABEL);
    return new StatefulSetPod(
        ordinal,
        revision == null ? "" : revision,
        phase(pod),
        readySince(pod),
        Meta.isTerminating(pod));
  }

  static PodPhase phase(JsonObject pod) {
    String text = Json.string(pod, "status", "phase");
    for (PodPhase phase : PodPhase.values()) {
      if (phase.text().equals(text)) {
        return phase;
      }
    }
    return PodPhase.PENDING;
  }

  @Nullable
  static Instant readySince(JsonObject pod) {
    JsonObject ready = condition(pod, "Ready");
    if (ready == null || !"True".equals(Json.string(ready, "status"))) {
      return null;
    }
    Instant since = instant(Json.string(ready, "lastTransitionTime"));
    return since == null ? Instant.EPOCH : since;
  }

  @Nullable
  static JsonObject condition(JsonObject object, String type) {
    for (JsonElement condition : Json.array(object, "status", "conditions")) {
      if (type.equals(Json.string(condition, "type"))) {
        return condition.getAsJsonObject();
      }
    }
    return null;
  }

  /** Returns the time in RFC 3339, or null if there is none or it cannot be read. */
  @Nullable
  static Instant instant(@Nullable String text) {
    try {
      return text == null ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  static StatefulSetStatus status(JsonObject set) {
    JsonObject status = Json.object(set, "status");
    return new StatefulSetStatus(
        number(status, 0, "observedGeneration"),
        number(status, 0, "replicas"),
        number(status, 0, "readyReplicas"),
        number(status, 0, "availableReplicas"),
        number(status, 0, "currentReplicas"),
        number(status, 0, "updatedReplicas"),
        text(status, "currentRevision"),
        text(status, "updateRevision"));
  }

  private static String text(@Nullable JsonObject status, String field) {
    String value = Json.string(status, field);
    return value == null ? "" : value;
  }

  static JsonObject statusJson(StatefulSetStatus status) {
    JsonObject out = new JsonObject();
    out.addProperty("observedGeneration", status.observedGeneration());
    out.addProperty("replicas", status.replicas());
    addUnlessZero(out, "readyReplicas", status.readyReplicas());
    addUnlessZero(out, "currentReplicas", status.currentReplicas());
    addUnlessZero(out, "updatedReplicas", status.updatedReplicas());
    out.addProperty("currentRevision", status.currentRevision());
    out.addProperty("updateRevision", status.updateRevision());
    out.addProperty("collisionCount", 0);
    out.addProperty("availableReplicas", status.availableReplicas());
    return out;
  }

  private static void addUnlessZero(JsonObject out, String name, int value) {
    if (value != 0) {
      out.addProperty(name, value);
    }
  }
}
