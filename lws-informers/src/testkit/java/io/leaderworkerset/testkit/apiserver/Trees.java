package io.leaderworkerset.testkit.apiserver;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.leaderworkerset.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.annotation.Nullable;

/** Copying and changing shared JSON trees: only the path that changes is copied. */
final class Trees {
  private static final Gson WITH_NULLS =
      new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

  private Trees() {}

  /** Returns the JSON text in UTF-8, nulls included. */
  static byte[] bytes(JsonElement value) {
    return WITH_NULLS.toJson(value).getBytes(StandardCharsets.UTF_8);
  }

  /** Returns a copy that shares its members with the original. */
  static JsonObject shallow(@Nullable JsonObject object) {
    JsonObject out = new JsonObject();
    if (object != null) {
      object.entrySet().forEach(e -> out.add(e.getKey(), e.getValue()));
    }
    return out;
  }

  /** Returns a copy of the object and of its metadata; all below is shared. */
  static JsonObject withOwnMetadata(JsonObject object) {
    JsonObject out = shallow(object);
    out.add("metadata", shallow(Json.object(object, "metadata")));
    return out;
  }

  /** Returns a copy with this resourceVersion; all but the metadata is shared. */
  static JsonObject atVersion(JsonObject object, long version) {
    JsonObject out = withOwnMetadata(object);
    metadata(out).addProperty("resourceVersion", Long.toString(version));
    return out;
  }

  /** Returns the metadata, which {@link #withOwnMetadata} made safe to change. */
  static JsonObject metadata(JsonObject object) {
    return Json.ensureObject(object, "metadata");
  }

  static void copyMember(JsonObject from, JsonObject to, String name) {
    JsonElement value = from.get(name);
    if (value == null) {
      to.remove(name);
    } else {
      to.add(name, value);
    }
  }

  /** Sets the member if it is absent or null. */
  static void defaultTo(JsonObject object, String name, JsonElement value) {
    JsonElement found = object.get(name);
    if (found == null || found.isJsonNull()) {
      object.add(name, value);
    }
  }

  static void defaultTo(JsonObject object, String name, String value) {
    defaultTo(object, name, new JsonPrimitive(value));
  }

  static void defaultTo(JsonObject object, String name, int value) {
    defaultTo(object, name, new JsonPrimitive(value));
  }

  static boolean same(@Nullable JsonElement a, @Nullable JsonElement b) {
    JsonElement left = a == null ? JsonNull.INSTANCE : a;
    JsonElement right = b == null ? JsonNull.INSTANCE : b;
    return left == right || left.equals(right);
  }

  /** Returns the value at a dotted path such as {@code .spec.replicas}; null if absent. */
  @Nullable
  static JsonElement atPath(JsonObject object, String dotted) {
    return Json.at(object, dotted.replaceFirst("^\\.", "").split("\\."));
  }

  /** Returns a copy with the value set at a dotted path; what is off the path is shared. */
  static JsonObject with(JsonObject object, String dotted, JsonElement value) {
    return with(object, dotted.replaceFirst("^\\.", "").split("\\."), 0, value);
  }

  private static JsonObject with(JsonObject object, String[] path, int at, JsonElement value) {
    JsonObject out = shallow(object);
    JsonElement child = value;
    if (at < path.length - 1) {
      JsonElement below = object.get(path[at]);
      child =
          with(
              below != null && below.isJsonObject() ? below.getAsJsonObject() : new JsonObject(),
              path,
              at + 1,
              value);
    }
    out.add(path[at], child);
    return out;
  }

  /** Takes out nulls everywhere, and empty lists and the named empty maps if asked to. */
  static void clean(JsonElement value, boolean likeGo) {
    if (value.isJsonArray()) {
      value.getAsJsonArray().forEach(e -> clean(e, likeGo));
    } else if (value.isJsonObject()) {
      var each = value.getAsJsonObject().entrySet().iterator();
      while (each.hasNext()) {
        Map.Entry<String, JsonElement> e = each.next();
        clean(e.getValue(), likeGo);
        if (e.getValue().isJsonNull() || likeGo && isOmitted(e.getKey(), e.getValue())) {
          each.remove();
        }
      }
    }
  }

  private static boolean isOmitted(String name, JsonElement value) {
    if (value.isJsonArray()) {
      return ((JsonArray) value).isEmpty();
    }
    return value.isJsonObject()
        && value.getAsJsonObject().size() == 0
        && switch (name) {
          case "labels",
              "annotations",
              "matchLabels",
              "nodeSelector",
              "limits",
              "requests",
              "overhead",
              "capacity",
              "allocatable" ->
              true;
          default -> false;
        };
  }
}
