package io.leaderworkerset.manifest;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.json.Quantity;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a pod asks of a scheduler: the sum of its containers and sidecars, or what an init container
 * needs while it runs, whichever is more; plus the overhead.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers">how
 *     requests of a pod are computed</a>
 */
final class PodRequests {
  private PodRequests() {}

  static Map<String, Quantity> of(JsonObject template) {
    JsonObject spec = Json.object(template, "spec");
    Map<String, Quantity> total = new TreeMap<>();
    for (JsonElement each : Json.array(spec, "containers")) {
      add(total, requests(each, "resources", "requests"));
    }
    Map<String, Quantity> sidecars = new TreeMap<>();
    Map<String, Quantity> starting = new TreeMap<>();
    for (JsonElement each : Json.array(spec, "initContainers")) {
      Map<String, Quantity> own = requests(each, "resources", "requests");
      if ("Always".equals(Json.string(each, "restartPolicy"))) {
        add(total, own);
        add(sidecars, own);
        own = new TreeMap<>(sidecars);
      } else {
        add(own, sidecars);
      }
      max(starting, own);
    }
    max(total, starting);
    total.putAll(requests(spec == null ? new JsonObject() : spec, "resources", "requests"));
    add(total, requests(spec == null ? new JsonObject() : spec, "overhead"));
    return total;
  }

  private static Map<String, Quantity> requests(JsonElement from, String... path) {
    Map<String, Quantity> out = new TreeMap<>();
    Json.strings(from, path)
        .forEach(
            (name, text) -> {
              Quantity quantity = Quantity.parse(text);
              if (quantity != null) {
                out.put(name, quantity);
              }
            });
    return out;
  }

  private static void add(Map<String, Quantity> to, Map<String, Quantity> more) {
    more.forEach((name, each) -> to.merge(name, each, Quantity::plus));
  }

  private static void max(Map<String, Quantity> to, Map<String, Quantity> other) {
    other.forEach((name, each) -> to.merge(name, each, Quantity::max));
  }
}
