package io.leaderworkerset.examples.demo;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.json.Json;
import java.util.Map;
import javax.annotation.Nullable;

/**
 * What the demo looks at in a pod of a group.
 *
 * @param node the node it is bound to; null if it is not
 * @param subgroup subgroup index; null if it is in none
 * @param image the image of its first container
 */
record PodView(
    String name,
    String uid,
    String set,
    int group,
    int worker,
    int size,
    String revision,
    @Nullable String subgroup,
    @Nullable String node,
    String phase,
    boolean ready,
    boolean deleting,
    String image) {

  /** Reads a pod; null if it carries no group label yet, or is no member of a set. */
  @Nullable
  static PodView of(JsonObject pod) {
    Map<String, String> labels = Json.strings(pod, "metadata", "labels");
    String set = labels.get(Names.SET_NAME_LABEL);
    String group = labels.get(Names.GROUP_INDEX_LABEL);
    String worker = labels.get(Names.WORKER_INDEX_LABEL);
    if (set == null || group == null || worker == null) {
      return null;
    }
    Map<String, String> annotations = Json.strings(pod, "metadata", "annotations");
    return new PodView(
        text(pod, "metadata", "name"),
        text(pod, "metadata", "uid"),
        set,
        Integer.parseInt(group),
        Integer.parseInt(worker),
        Integer.parseInt(annotations.getOrDefault(Names.SIZE_ANNOTATION, "1")),
        labels.getOrDefault(Names.REVISION_LABEL, ""),
        labels.get(Names.SUBGROUP_INDEX_LABEL),
        Json.string(pod, "spec", "nodeName"),
        text(pod, "status", "phase"),
        isReady(pod),
        Json.at(pod, "metadata", "deletionTimestamp") != null,
        image(pod));
  }

  /** Returns how far it is, in one word. */
  String state() {
    if (deleting) {
      return "Ending";
    }
    if (ready) {
      return "Ready";
    }
    return phase.equals("Running") ? "Starting" : phase.isEmpty() ? "Pending" : phase;
  }

  /** Returns whether it is ready and stays. */
  boolean serves() {
    return ready && !deleting;
  }

  private static boolean isReady(JsonObject pod) {
    for (JsonElement condition : Json.array(pod, "status", "conditions")) {
      if ("Ready".equals(Json.string(condition, "type"))) {
        return "True".equals(Json.string(condition, "status"));
      }
    }
    return false;
  }

  private static String image(JsonObject pod) {
    for (JsonElement container : Json.array(pod, "spec", "containers")) {
      String image = Json.string(container, "image");
      return image == null ? "" : image;
    }
    return "";
  }

  private static String text(JsonObject object, String... path) {
    String found = Json.string(object, path);
    return found == null ? "" : found;
  }
}
