package io.leaderworkerset.informers.observe;

import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import javax.annotation.Nullable;

/**
 * What identifies an object and its state.
 *
 * @param namespace empty if cluster-scoped
 * @param name empty if absent
 * @param uid empty if absent
 * @param resourceVersion empty if absent
 */
public record ObjectId(String namespace, String name, String uid, String resourceVersion) {
  /** Reads the identity of an object; what is absent is empty. */
  public static ObjectId of(JsonObject object) {
    return new ObjectId(
        text(object, "namespace"),
        text(object, "name"),
        text(object, "uid"),
        text(object, "resourceVersion"));
  }

  private static String text(JsonObject object, String member) {
    String found = Json.string(object, "metadata", member);
    return found == null ? "" : found;
  }

  /** Returns the value of a label; null if absent. */
  @Nullable
  static String label(JsonObject object, String key) {
    return Json.string(object, "metadata", "labels", key);
  }
}
