package io.leaderworkerset.manifest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.identity.Keys;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.json.Quantity;
import java.util.Map;
import javax.annotation.Nullable;

/**
 * What the objects of one group need to know of its leader pod.
 *
 * @param name the pod's name, {@code set-group}
 * @param namespace the pod's namespace
 * @param uid the pod's UID, which its group's objects name as their owner
 * @param groupIndex the group's index
 * @param groupKey see {@link Keys#groupKey}
 * @param revisionKey key of the revision that the pod was made from; empty if it carries none
 * @param requestsTpus whether one of its containers, init containers included, requests TPUs
 */
public record LeaderPod(
    String name,
    String namespace,
    String uid,
    int groupIndex,
    String groupKey,
    String revisionKey,
    boolean requestsTpus) {
  /** Resource name of TPUs. */
  private static final String TPU = "google.com/tpu";

  /** Checks the group index. */
  public LeaderPod {
    if (groupIndex < 0) {
      throw new IllegalArgumentException("groupIndex is " + groupIndex + ", must be at least 0");
    }
  }

  /**
   * Returns the facts of a leader pod. A missing group index or key is computed from the pod's
   * name, as admission does.
   *
   * @param pod the pod as the server shows it
   * @throws IllegalArgumentException if the pod has no group index and no ordinal in its name
   */
  public static LeaderPod of(JsonObject pod) {
    String name = orEmpty(Json.string(pod, "metadata", "name"));
    String namespace = orEmpty(Json.string(pod, "metadata", "namespace"));
    Map<String, String> labels = Json.strings(pod, "metadata", "labels");
    return new LeaderPod(
        name,
        namespace,
        orEmpty(Json.string(pod, "metadata", "uid")),
        groupIndex(name, labels),
        labels.getOrDefault(Names.GROUP_KEY_LABEL, Keys.groupKey(namespace, name)),
        labels.getOrDefault(Names.REVISION_LABEL, ""),
        requestsTpus(pod));
  }

  /**
   * Returns whether a container or init container of the pod (or pod template) has a non-zero
   * request or limit of {@code google.com/tpu}.
   */
  public static boolean requestsTpus(JsonObject pod) {
    return anyRequestsTpus(Json.array(pod, "spec", "containers"))
        || anyRequestsTpus(Json.array(pod, "spec", "initContainers"));
  }

  private static boolean anyRequestsTpus(JsonArray containers) {
    for (JsonElement each : containers) {
      if (containerRequestsTpus(each)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether a container has a non-zero request or limit of {@code google.com/tpu}. */
  public static boolean containerRequestsTpus(JsonElement container) {
    return isNonZero(Json.at(container, "resources", "limits", TPU))
        || isNonZero(Json.at(container, "resources", "requests", TPU));
  }

  private static boolean isNonZero(@Nullable JsonElement json) {
    Quantity quantity = Quantity.of(json);
    return quantity != null && !quantity.isZero();
  }

  private static int groupIndex(String name, Map<String, String> labels) {
    String ordinal = name.substring(name.lastIndexOf('-') + 1);
    String text = labels.getOrDefault(Names.GROUP_INDEX_LABEL, ordinal);
    if (!text.matches("[0-9]{1,9}")) {
      throw new IllegalArgumentException(
          "pod " + name + " has no group index: label " + Names.GROUP_INDEX_LABEL + " is missing");
    }
    return Integer.parseInt(text);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
