package io.leaderworkerset.testkit.cluster;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import javax.annotation.Nullable;

/** Sets conditions of an object's status in place; transition times move only on a flip. */
final class Conditions {
  private final JsonObject object;
  private final Instant now;

  Conditions(JsonObject object, Instant now) {
    this.object = object;
    this.now = now;
  }

  /** Returns a time as Kubernetes writes it: whole seconds, UTC. */
  static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Sets a condition; returns whether that changed something. */
  boolean set(String type, String status, @Nullable String reason, @Nullable String message) {
    JsonObject statusObject = Json.ensureObject(object, "status");
    JsonArray conditions = Json.array(statusObject, "conditions");
    if (!statusObject.has("conditions")) {
      statusObject.add("conditions", conditions);
    }
    JsonObject found = null;
    for (JsonElement each : conditions) {
      if (type.equals(Json.string(each, "type"))) {
        found = each.getAsJsonObject();
      }
    }
    if (found == null) {
      found = new JsonObject();
      found.addProperty("type", type);
      conditions.add(found);
    }
    boolean flips = !status.equals(Json.string(found, "status"));
    boolean same =
        !flips
            && Objects.equals(reason, Json.string(found, "reason"))
            && Objects.equals(message, Json.string(found, "message"));
    if (same) {
      return false;
    }
    found.addProperty("status", status);
    if (flips) {
      found.addProperty("lastTransitionTime", time(now));
    }
    put(found, "reason", reason);
    put(found, "message", message);
    return true;
  }

  private static void put(JsonObject object, String name, @Nullable String value) {
    if (value == null) {
      object.remove(name);
    } else {
      object.addProperty(name, value);
    }
  }
}
