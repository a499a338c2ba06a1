package io.leaderworkerset.manifest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.api.ClaimRetentionPolicy;
import io.leaderworkerset.api.ClaimTemplate;
import io.leaderworkerset.api.LeaderWorkerTemplate;
import io.leaderworkerset.api.PodTemplate;
import io.leaderworkerset.json.Json;
import java.util.Map;
import javax.annotation.Nullable;

/** Reads a group's template with its defaults, and gives its claims to a StatefulSet. */
final class Templates {
  private Templates() {}

  /** Returns pods in a group, 1 if absent, at least 1. */
  static int size(LeaderWorkerTemplate template) {
    Integer size = template.size();
    return size == null ? 1 : Math.max(1, size);
  }

  /** Returns the leader's template: its own, else the workers'. */
  @Nullable
  static PodTemplate leader(LeaderWorkerTemplate template) {
    return template.leaderTemplate() != null
        ? template.leaderTemplate()
        : template.workerTemplate();
  }

  /** Adds claim templates, whole, and what becomes of the claims. */
  static void addClaims(JsonObject spec, LeaderWorkerTemplate template, String namespace) {
    JsonArray claims = new JsonArray();
    for (ClaimTemplate each : template.volumeClaimTemplates()) {
      claims.add(claim(withoutNulls(each.toJson()), namespace));
    }
    if (!claims.isEmpty()) {
      spec.add("volumeClaimTemplates", claims);
    }
    ClaimRetentionPolicy retention = template.persistentVolumeClaimRetentionPolicy();
    if (retention != null) {
      JsonObject policy = new JsonObject();
      addIfPresent(policy, "whenDeleted", retention.whenDeleted());
      addIfPresent(policy, "whenScaled", retention.whenScaled());
      spec.add("persistentVolumeClaimRetentionPolicy", policy);
    }
  }

  private static JsonObject claim(JsonObject claim, String namespace) {
    claim.remove("status");
    claim.addProperty("apiVersion", "v1");
    claim.addProperty("kind", "PersistentVolumeClaim");
    JsonObject metadata = Json.ensureObject(claim, "metadata");
    if (!namespace.isEmpty()) {
      metadata.addProperty("namespace", namespace);
    }
    return claim;
  }

  static JsonObject withoutNulls(JsonObject object) {
    JsonObject out = new JsonObject();
    for (Map.Entry<String, JsonElement> e : object.entrySet()) {
      if (!e.getValue().isJsonNull()) {
        out.add(e.getKey(), withoutNulls(e.getValue()));
      }
    }
    return out;
  }

  private static JsonElement withoutNulls(JsonElement value) {
    if (value.isJsonObject()) {
      return withoutNulls(value.getAsJsonObject());
    }
    if (!value.isJsonArray()) {
      return value;
    }
    JsonArray out = new JsonArray();
    value.getAsJsonArray().forEach(each -> out.add(withoutNulls(each)));
    return out;
  }

  private static void addIfPresent(JsonObject to, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      to.addProperty(name, value);
    }
  }
}
