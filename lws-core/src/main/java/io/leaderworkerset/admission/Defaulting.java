package io.leaderworkerset.admission;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.api.LeaderWorkerSetSpec;
import io.leaderworkerset.api.RolloutStrategy;
import io.leaderworkerset.identity.RestartPolicy;
import io.leaderworkerset.identity.StartupPolicy;
import io.leaderworkerset.identity.SubGroupPolicyType;
import io.leaderworkerset.identity.SubdomainPolicy;
import io.leaderworkerset.json.Json;

/**
 * Fills the defaults of a set. Applying it twice is the same as once, and nothing that is absent
 * makes it fail.
 */
public final class Defaulting {
  private static final Gson GSON = new Gson();

  private Defaulting() {}

  /** Returns the set with its defaults; its status stays as it is. */
  public static LeaderWorkerSet apply(LeaderWorkerSet set) {
    JsonObject spec = GSON.toJsonTree(set.spec()).getAsJsonObject();
    fill(spec);
    return set.toBuilder().spec(GSON.fromJson(spec, LeaderWorkerSetSpec.class)).build();
  }

  /**
   * Returns a copy of the set with its defaults. Fields that this library does not know are kept.
   *
   * @param set a LeaderWorkerSet as JSON
   */
  public static JsonObject apply(JsonObject set) {
    JsonObject out = set.deepCopy();
    fill(Json.ensureObject(out, "spec"));
    return out;
  }

  private static void fill(JsonObject spec) {
    put(spec, "replicas", 1);
    put(spec, "startupPolicy", StartupPolicy.LEADER_CREATED.value());
    fillTemplate(Json.ensureObject(spec, "leaderWorkerTemplate"));
    JsonObject strategy = Json.ensureObject(spec, "rolloutStrategy");
    putText(strategy, "type", RolloutStrategy.ROLLING_UPDATE);
    if (RolloutStrategy.ROLLING_UPDATE.equals(Json.string(strategy, "type"))) {
      JsonObject rolling = Json.ensureObject(strategy, "rollingUpdateConfiguration");
      put(rolling, "maxUnavailable", 1);
      put(rolling, "maxSurge", 0);
      put(rolling, "partition", 0);
    }
    put(
        Json.ensureObject(spec, "networkConfig"),
        "subdomainPolicy",
        SubdomainPolicy.SHARED.value());
  }

  private static void fillTemplate(JsonObject template) {
    put(template, "size", 1);
    putText(template, "restartPolicy", RestartPolicy.RECREATE_GROUP_ON_POD_RESTART.value());
    if (RestartPolicy.DEFAULT.value().equals(Json.string(template, "restartPolicy"))) {
      template.addProperty("restartPolicy", RestartPolicy.NONE.value());
    }
    JsonObject subGroups = Json.object(template, "subGroupPolicy");
    if (subGroups != null) {
      put(subGroups, "subGroupPolicyType", SubGroupPolicyType.LEADER_WORKER.value());
    }
  }

  private static void put(JsonObject object, String name, int value) {
    put(object, name, new JsonPrimitive(value));
  }

  private static void put(JsonObject object, String name, String value) {
    put(object, name, new JsonPrimitive(value));
  }

  private static void put(JsonObject object, String name, JsonElement value) {
    if (Json.at(object, name) == null) {
      object.add(name, value);
    }
  }

  /** Puts a text where there is none or an empty one. */
  private static void putText(JsonObject object, String name, String value) {
    String found = Json.string(object, name);
    if (Json.at(object, name) == null || (found != null && found.isEmpty())) {
      object.addProperty(name, value);
    }
  }
}
