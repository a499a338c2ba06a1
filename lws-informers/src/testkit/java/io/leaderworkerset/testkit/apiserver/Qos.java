package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import java.util.Map;

/** The quality-of-service class of a pod. */
final class Qos {
  private Qos() {}

  /** Returns Guaranteed, Burstable or BestEffort; quantities are compared as they are written. */
  static String of(JsonObject podSpec) {
    boolean any = false;
    boolean guaranteed = true;
    for (String list : new String[] {"containers", "initContainers"}) {
      for (JsonElement container : Json.array(podSpec, list)) {
        Map<String, String> limits = Json.strings(container, "resources", "limits");
        Map<String, String> requests = Json.strings(container, "resources", "requests");
        any |= counts(limits) || counts(requests);
        guaranteed &=
            limits.containsKey("cpu")
                && limits.containsKey("memory")
                && requests.getOrDefault("cpu", limits.get("cpu")).equals(limits.get("cpu"))
                && requests
                    .getOrDefault("memory", limits.get("memory"))
                    .equals(limits.get("memory"));
      }
    }
    return !any ? "BestEffort" : guaranteed ? "Guaranteed" : "Burstable";
  }

  private static boolean counts(Map<String, String> resources) {
    return resources.containsKey("cpu") || resources.containsKey("memory");
  }
}
