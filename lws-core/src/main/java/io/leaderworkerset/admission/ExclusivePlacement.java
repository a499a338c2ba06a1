package io.leaderworkerset.admission;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import javax.annotation.Nullable;

/**
 * Gives pods with the same key a topology domain of their own: they attract each other and keep all
 * others with such a key away.
 */
final class ExclusivePlacement {
  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";

  private ExclusivePlacement() {}

  /**
   * Adds the affinity terms, unless both kinds have a term on the topology already.
   *
   * @param spec the pod's spec
   * @param topology label of nodes that names their domain
   * @param label label of pods that holds the key
   * @param key the pod's key
   */
  static void apply(JsonObject spec, String topology, String label, String key) {
    if (hasTerm(spec, "podAffinity", topology) && hasTerm(spec, "podAntiAffinity", topology)) {
      return;
    }
    JsonObject affinity = Json.ensureObject(spec, "affinity");
    addTerm(affinity, "podAffinity", topology, requirement(label, "In", key));
    addTerm(
        affinity,
        "podAntiAffinity",
        topology,
        requirement(label, "Exists", null),
        requirement(label, "NotIn", key));
  }

  private static boolean hasTerm(JsonObject spec, String kind, String topology) {
    for (JsonElement each : Json.array(spec, "affinity", kind, REQUIRED)) {
      if (topology.equals(Json.string(each, "topologyKey"))) {
        return true;
      }
    }
    return false;
  }

  private static void addTerm(
      JsonObject affinity, String kind, String topology, JsonObject... requirements) {
    JsonArray expressions = new JsonArray();
    for (JsonObject each : requirements) {
      expressions.add(each);
    }
    JsonObject selector = new JsonObject();
    selector.add("matchExpressions", expressions);
    JsonObject term = new JsonObject();
    term.add("labelSelector", selector);
    term.addProperty("topologyKey", topology);
    JsonObject parent = Json.ensureObject(affinity, kind);
    JsonArray terms = Json.array(parent, REQUIRED);
    terms.add(term);
    parent.add(REQUIRED, terms);
  }

  private static JsonObject requirement(String label, String operator, @Nullable String value) {
    JsonObject out = new JsonObject();
    out.addProperty("key", label);
    out.addProperty("operator", operator);
    if (value != null) {
      JsonArray values = new JsonArray();
      values.add(value);
      out.add("values", values);
    }
    return out;
  }
}
