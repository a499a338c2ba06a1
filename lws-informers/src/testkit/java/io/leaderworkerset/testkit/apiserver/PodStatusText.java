package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;

/** The one word in which a pod's state is shown in a table. */
final class PodStatusText {
  private PodStatusText() {}

  static String of(JsonObject pod) {
    if (Json.string(pod, "metadata", "deletionTimestamp") != null) {
      return "NodeLost".equals(Json.string(pod, "status", "reason")) ? "Unknown" : "Terminating";
    }
    String text = Json.string(pod, "status", "reason");
    if (text == null) {
      text = Json.string(pod, "status", "phase");
    }
    for (JsonElement s : Json.array(pod, "status", "containerStatuses")) {
      String waiting = Json.string(s, "state", "waiting", "reason");
      String terminated = Json.string(s, "state", "terminated", "reason");
      if (waiting != null) {
        text = waiting;
      } else if (terminated != null) {
        text = terminated;
      }
    }
    return text == null ? "Unknown" : text;
  }
}
