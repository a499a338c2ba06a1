package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.function.UnaryOperator;

/** The patch formats other than apply, by media type. */
final class Patches {
  static final String APPLY = "application/apply-patch+yaml";
  private static final String JSON = "application/json-patch+json";
  private static final String MERGE = "application/merge-patch+json";
  private static final String STRATEGIC = "application/strategic-merge-patch+json";

  private Patches() {}

  static boolean isApply(String mediaType) {
    return mediaType.startsWith("application/apply-patch+");
  }

  /** Returns the patch as a function of the present object. */
  static UnaryOperator<JsonObject> of(ResourceType type, String mediaType, JsonElement body) {
    return switch (mediaType) {
      case JSON -> {
        if (!body.isJsonArray()) {
          throw Statuses.badRequest("a JSON patch must be an array of operations");
        }
        yield current -> asObject(JsonPatch.apply(current, body.getAsJsonArray()));
      }
      case MERGE -> current -> asObject(MergePatch.apply(current, body));
      case STRATEGIC -> {
        if (!type.builtIn()) {
          throw Statuses.unsupportedMediaType(List.of(JSON, MERGE, APPLY));
        }
        JsonObject patch = asObject(body);
        yield current -> StrategicMergePatch.apply(current, patch, type.schema());
      }
      default -> throw Statuses.unsupportedMediaType(List.of(JSON, MERGE, STRATEGIC, APPLY));
    };
  }

  private static JsonObject asObject(JsonElement value) {
    if (!value.isJsonObject()) {
      throw Statuses.badRequest("the patch does not leave an object");
    }
    return value.getAsJsonObject();
  }
}
