package io.leaderworkerset.testkit.cluster;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import javax.annotation.Nullable;

/** Reads the metadata of objects. */
final class Meta {
  private Meta() {}

  static String name(JsonObject object) {
    return text(object, "name");
  }

  static String uid(JsonObject object) {
    return text(object, "uid");
  }

  /** Returns the namespace, or null for an object without one. */
  @Nullable
  static String namespace(JsonObject object) {
    return Json.string(object, "metadata", "namespace");
  }

  /** Returns {@code namespace/name}, or the name alone. */
  static String key(JsonObject object) {
    return key(namespace(object), name(object));
  }

  static String key(@Nullable String namespace, String name) {
    return namespace == null ? name : namespace + "/" + name;
  }

  static boolean isTerminating(JsonObject object) {
    return Json.at(object, "metadata", "deletionTimestamp") != null;
  }

  @Nullable
  static String label(JsonObject object, String key) {
    return Json.string(object, "metadata", "labels", key);
  }

  /** Returns the resourceVersion as a number, 0 if it is none. */
  static long version(JsonObject object) {
    try {
      return Long.parseLong(text(object, "resourceVersion"));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Returns the owner reference with {@code controller: true}, or null. */
  @Nullable
  static JsonObject controller(JsonObject object) {
    for (JsonElement owner : owners(object)) {
      if (Json.isTrue(owner, "controller")) {
        return owner.getAsJsonObject();
      }
    }
    return null;
  }

  /** Returns the UID of the controlling owner if it is of that kind, else null. */
  @Nullable
  static String controllerUid(JsonObject object, String kind) {
    JsonObject controller = controller(object);
    return controller != null && kind.equals(Json.string(controller, "kind"))
        ? Json.string(controller, "uid")
        : null;
  }

  static JsonArray owners(JsonObject object) {
    return Json.array(object, "metadata", "ownerReferences");
  }

  /** Returns a controlling, blocking reference to the owner. */
  static JsonObject controllerRef(String apiVersion, String kind, JsonObject owner) {
    JsonObject ref = new JsonObject();
    ref.addProperty("apiVersion", apiVersion);
    ref.addProperty("kind", kind);
    ref.addProperty("name", name(owner));
    ref.addProperty("uid", uid(owner));
    ref.addProperty("controller", true);
    ref.addProperty("blockOwnerDeletion", true);
    return ref;
  }

  private static String text(JsonObject object, String field) {
    String value = Json.string(object, "metadata", field);
    return value == null ? "" : value;
  }
}
