package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.apiserver.ResourceType.ScalePaths;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The scale subresource: an {@code autoscaling/v1} Scale as a view of an object. */
final class Scales {
  private Scales() {}

  private static ScalePaths paths(ResourceType type) {
    ScalePaths paths = type.scale();
    if (paths == null) {
      throw Statuses.noSuchPath();
    }
    return paths;
  }

  /** Returns the Scale of an object. */
  static JsonObject of(ResourceType type, JsonObject object) {
    ScalePaths paths = paths(type);
    JsonObject out = new JsonObject();
    out.addProperty("kind", "Scale");
    out.addProperty("apiVersion", "autoscaling/v1");
    JsonObject metadata = new JsonObject();
    for (String name :
        List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
      JsonElement value = Json.at(object, "metadata", name);
      if (value != null) {
        metadata.add(name, value);
      }
    }
    out.add("metadata", metadata);
    JsonObject spec = new JsonObject();
    spec.add("replicas", number(object, paths.specReplicas()));
    out.add("spec", spec);
    JsonObject status = new JsonObject();
    status.add("replicas", number(object, paths.statusReplicas()));
    String selector = selector(paths, object);
    if (!selector.isEmpty()) {
      status.addProperty("selector", selector);
    }
    out.add("status", status);
    return out;
  }

  private static JsonPrimitive number(JsonObject object, String path) {
    JsonElement found = Trees.atPath(object, path);
    return found instanceof JsonPrimitive p && p.isNumber() ? p : new JsonPrimitive(0);
  }

  private static String selector(ScalePaths paths, JsonObject object) {
    String path = paths.labelSelector();
    if (path == null) {
      return Json.strings(object, "spec", "selector", "matchLabels").entrySet().stream()
          .map(e -> e.getKey() + "=" + e.getValue())
          .collect(Collectors.joining(","));
    }
    JsonElement found = Trees.atPath(object, path);
    return found instanceof JsonPrimitive p ? p.getAsString() : "";
  }

  /** Returns a change of the Scale as a change of the object behind it. */
  static UnaryOperator<JsonObject> change(Target target, UnaryOperator<JsonObject> onScale) {
    ScalePaths paths = paths(target.type());
    return current -> {
      JsonObject scale = onScale.apply(of(target.type(), current));
      JsonElement replicas = Json.at(scale, "spec", "replicas");
      JsonElement value = replicas == null ? new JsonPrimitive(0) : replicas;
      Integer number = Json.integer(scale, "spec", "replicas");
      if (replicas != null && (number == null || number < 0)) {
        throw Statuses.failure(
            422,
            "Invalid",
            "Scale.autoscaling \""
                + target.name()
                + "\" is invalid: spec.replicas: Invalid value: "
                + value
                + ": must be greater than or equal to 0");
      }
      JsonObject next = Trees.with(current, paths.specReplicas(), value);
      JsonObject metadata = Trees.shallow(Json.object(next, "metadata"));
      next.add("metadata", metadata);
      for (String condition : List.of("uid", "resourceVersion")) {
        JsonElement asked = Json.at(scale, "metadata", condition);
        if (asked == null) {
          metadata.remove(condition);
        } else {
          metadata.add(condition, asked);
        }
      }
      return next;
    };
  }
}
