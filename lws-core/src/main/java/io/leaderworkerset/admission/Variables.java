package io.leaderworkerset.admission;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;

/** Reads and changes the environment variables of containers. */
final class Variables {
  private Variables() {}

  /** Returns a pod's containers, then its init containers. */
  static List<JsonObject> containers(JsonObject spec) {
    List<JsonObject> out = new ArrayList<>();
    for (String kind : new String[] {"containers", "initContainers"}) {
      for (JsonElement each : Json.array(spec, kind)) {
        if (each.isJsonObject()) {
          out.add(each.getAsJsonObject());
        }
      }
    }
    return out;
  }

  /** Returns whether the container has a variable of that name. */
  static boolean has(JsonObject container, String name) {
    return find(container, name) != null;
  }

  /** Returns the variable's value, empty if it takes it from elsewhere; null if there is none. */
  @Nullable
  static String value(JsonObject container, String name) {
    JsonElement found = find(container, name);
    String value = Json.string(found, "value");
    return found == null ? null : value == null ? "" : value;
  }

  @Nullable
  private static JsonElement find(JsonObject container, String name) {
    for (JsonElement each : Json.array(container, "env")) {
      if (name.equals(Json.string(each, "name"))) {
        return each;
      }
    }
    return null;
  }

  /** Adds a variable after all others. */
  static void append(JsonObject container, String name, String value) {
    JsonArray env = Json.array(container, "env");
    env.add(variable(name, value));
    container.add("env", env);
  }

  /** Puts variables before all others, which may then refer to them, and instead of namesakes. */
  static void putFirst(JsonObject container, Map<String, String> variables) {
    JsonArray env = new JsonArray();
    variables.forEach((name, value) -> env.add(variable(name, value)));
    for (JsonElement each : Json.array(container, "env")) {
      String name = Json.string(each, "name");
      if (name == null || !variables.containsKey(name)) {
        env.add(each);
      }
    }
    container.add("env", env);
  }

  private static JsonObject variable(String name, String value) {
    JsonObject out = new JsonObject();
    out.addProperty("name", name);
    out.addProperty("value", value);
    return out;
  }
}
