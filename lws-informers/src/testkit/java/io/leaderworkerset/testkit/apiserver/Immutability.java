package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import java.util.List;
import java.util.Set;

/** The fields that cannot change after creation. */
final class Immutability {
  private static final Set<String> STATEFUL_SET_MUTABLE =
      Set.of(
          "replicas",
          "ordinals",
          "template",
          "updateStrategy",
          "revisionHistoryLimit",
          "persistentVolumeClaimRetentionPolicy",
          "minReadySeconds");
  private static final Set<String> POD_MUTABLE =
      Set.of(
          "activeDeadlineSeconds",
          "tolerations",
          "terminationGracePeriodSeconds",
          "schedulingGates",
          "nodeSelector",
          "ephemeralContainers");

  private Immutability() {}

  static void check(ResourceType type, JsonObject object, JsonObject old, List<FieldError> errors) {
    switch (type.key()) {
      case "statefulsets.apps" -> statefulSet(object, old, errors);
      case "pods" -> pod(object, old, errors);
      case "controllerrevisions.apps" -> same(object, old, "data", "field is immutable", errors);
      case "deployments.apps", "replicasets.apps", "daemonsets.apps" -> {
        JsonElement selector = Json.at(object, "spec", "selector");
        if (!Trees.same(selector, Json.at(old, "spec", "selector"))) {
          errors.add(
              FieldError.invalid(
                  "spec.selector",
                  selector == null ? JsonNull.INSTANCE : selector,
                  "field is immutable"));
        }
      }
      default -> {
        // everything may change
      }
    }
  }

  private static void same(
      JsonObject object, JsonObject old, String field, String text, List<FieldError> errors) {
    JsonElement now = object.get(field);
    if (!Trees.same(now, old.get(field))) {
      errors.add(FieldError.invalid(field, now == null ? JsonNull.INSTANCE : now, text));
    }
  }

  private static void statefulSet(JsonObject object, JsonObject old, List<FieldError> errors) {
    if (!Trees.same(
        without(Json.object(object, "spec"), STATEFUL_SET_MUTABLE),
        without(Json.object(old, "spec"), STATEFUL_SET_MUTABLE))) {
      errors.add(
          FieldError.forbidden(
              "spec",
              "updates to statefulset spec for fields other than 'replicas', 'ordinals',"
                  + " 'template', 'updateStrategy', 'revisionHistoryLimit',"
                  + " 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"));
    }
  }

  private static JsonObject without(@javax.annotation.Nullable JsonObject spec, Set<String> names) {
    JsonObject out = Trees.shallow(spec);
    names.forEach(out::remove);
    return out;
  }

  private static void pod(JsonObject object, JsonObject old, List<FieldError> errors) {
    JsonObject now = Json.object(object, "spec");
    JsonObject was = Json.object(old, "spec");
    if (now == was || Trees.same(podFixed(now), podFixed(was))) {
      return;
    }
    errors.add(
        FieldError.forbidden(
            "spec",
            "pod updates may not change fields other than"
                + " `spec.containers[*].image`,`spec.initContainers[*].image`,"
                + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing"
                + " tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if"
                + " it was previously negative)"));
  }

  private static JsonObject podFixed(@javax.annotation.Nullable JsonObject spec) {
    JsonObject out = without(spec, POD_MUTABLE);
    for (String list : new String[] {"containers", "initContainers"}) {
      if (out.has(list)) {
        JsonArray containers = new JsonArray();
        for (JsonElement e : Json.array(out, list)) {
          JsonObject container = Trees.shallow(e.isJsonObject() ? e.getAsJsonObject() : null);
          container.remove("image");
          containers.add(container);
        }
        out.add(list, containers);
      }
    }
    return out;
  }
}
