package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.leaderworkerset.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The next version of an object: which parts a request may change, and the generation. */
final class Successors {
  private static final List<String> METADATA =
      List.of("labels", "annotations", "finalizers", "ownerReferences");
  private static final Set<String> NOT_SPEC = Set.of("metadata", "status", "apiVersion", "kind");

  private Successors() {}

  /** Returns a version that the caller may change in place, with the present system metadata. */
  static JsonObject of(Target target, JsonObject current, JsonObject desired) {
    JsonObject out;
    if (target.isStatus()) {
      out = Trees.withOwnMetadata(current);
      JsonElement status = desired.get("status");
      if (status == null) {
        out.remove("status");
      } else {
        out.add("status", status.deepCopy());
      }
      if (!target.type().key().equals("nodes")) {
        return out;
      }
    } else {
      out = new JsonObject();
      out.addProperty("apiVersion", target.type().apiVersion());
      out.addProperty("kind", target.type().kind());
      out.add("metadata", Trees.shallow(Json.object(current, "metadata")));
      desired.entrySet().stream()
          .filter(e -> !out.has(e.getKey()))
          .forEach(e -> out.add(e.getKey(), e.getValue().deepCopy()));
      if (target.type().hasSubresource("status")) {
        JsonElement status = current.get("status");
        out.remove("status");
        if (status != null) {
          out.add("status", status.deepCopy());
        }
      }
    }
    metadata(target, out, current, desired);
    return out;
  }

  private static void metadata(
      Target target, JsonObject out, JsonObject current, JsonObject desired) {
    JsonObject metadata = Trees.metadata(out);
    for (String name : METADATA) {
      JsonElement value = Json.at(desired, "metadata", name);
      if (value == null) {
        metadata.remove(name);
      } else {
        metadata.add(name, value.deepCopy());
      }
    }
    if (metadata.has("deletionTimestamp")) {
      List<String> added = new ArrayList<>();
      JsonArray had = Json.array(current, "metadata", "finalizers");
      Json.array(metadata, "finalizers").asList().stream()
          .filter(f -> !had.contains(f))
          .forEach(f -> added.add(f.toString()));
      if (!added.isEmpty()) {
        throw Statuses.invalid(
            target.type(),
            target.name(),
            List.of(
                FieldError.forbidden(
                    "metadata.finalizers",
                    "no new finalizers can be added if the object is being deleted, found new"
                        + " finalizers []string{"
                        + String.join(", ", added)
                        + "}")));
      }
    }
  }

  /** Moves the generation on if anything but metadata and status differs. */
  static void stampGeneration(ResourceType type, JsonObject next, JsonObject current) {
    Integer generation = Json.integer(current, "metadata", "generation");
    if (generation == null || !type.hasGeneration() && type.builtIn()) {
      return;
    }
    if (!sameSpec(next, current)) {
      Trees.metadata(next).add("generation", new JsonPrimitive(generation + 1));
    }
  }

  private static boolean sameSpec(JsonObject a, JsonObject b) {
    return a.entrySet().stream()
            .allMatch(
                e -> NOT_SPEC.contains(e.getKey()) || Trees.same(e.getValue(), b.get(e.getKey())))
        && b.keySet().stream().allMatch(k -> NOT_SPEC.contains(k) || a.has(k));
  }

  /** Returns whether the object was waiting to go and nothing holds it any more. */
  static boolean isFinalized(JsonObject object) {
    return Json.string(object, "metadata", "deletionTimestamp") != null
        && Json.array(object, "metadata", "finalizers").isEmpty()
        && Json.array(object, "spec", "finalizers").isEmpty()
        && Objects.requireNonNullElse(
                Json.integer(object, "metadata", "deletionGracePeriodSeconds"), 0)
            == 0;
  }
}
