package io.leaderworkerset.manifest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.json.Quantity;
import java.util.Set;
import javax.annotation.Nullable;

/**
 * Gives templates the shape they have after Go's typed API has read and written them: empty
 * optional fields gone, structs that are always written present, quantities in their one spelling.
 * Fields that Go's types do not know are kept.
 *
 * <p>The revision key is a hash of these bytes, so a set that a user wrote in another spelling gets
 * the same key from this library and from the Go controller.
 */
final class GoShape {
  /** Maps from strings of the user's choice to strings. */
  private static final Set<String> TEXT_MAPS =
      Set.of("labels", "annotations", "matchLabels", "nodeSelector", "volumeAttributes");

  private static final Set<String> QUANTITY_MAPS =
      Set.of("requests", "limits", "capacity", "overhead", "allocatedResources");
  private static final Set<String> QUANTITIES = Set.of("sizeLimit", "divisor");

  /** Strings that are pointers in Go: empty says something else than absent. */
  private static final Set<String> MEANT_EMPTY_TEXT =
      Set.of("storageClassName", "volumeAttributesClassName", "runtimeClassName", "type");

  /** Booleans that are not pointers in Go: false is the same as absent. */
  private static final Set<String> PLAIN_BOOLEANS =
      Set.of("hostNetwork", "hostPID", "hostIPC", "stdin", "stdinOnce", "tty", "readOnly");

  /** Numbers that are not pointers in Go: zero is the same as absent. */
  private static final Set<String> PLAIN_NUMBERS =
      Set.of(
          "hostPort",
          "initialDelaySeconds",
          "timeoutSeconds",
          "periodSeconds",
          "successThreshold",
          "failureThreshold");

  private GoShape() {}

  static boolean isTextMap(String name) {
    return TEXT_MAPS.contains(name);
  }

  static boolean isQuantityMap(String name) {
    return QUANTITY_MAPS.contains(name);
  }

  /** Returns the value of a member of that name, or null if Go would leave it out. */
  @Nullable
  static JsonElement of(String name, JsonElement value) {
    if (value.isJsonObject()) {
      JsonObject shaped = object(name, value.getAsJsonObject());
      boolean omitted =
          shaped.size() == 0 && (TEXT_MAPS.contains(name) || QUANTITY_MAPS.contains(name));
      return omitted ? null : shaped;
    }
    if (value.isJsonArray()) {
      return value.getAsJsonArray().isEmpty() ? null : array(name, value.getAsJsonArray());
    }
    return value instanceof JsonPrimitive p ? primitive(name, p) : null;
  }

  private static JsonObject object(String name, JsonObject object) {
    JsonObject out = new JsonObject();
    for (String each : Json.sortedNames(object)) {
      JsonElement shaped = member(name, each, object.get(each));
      if (shaped != null) {
        out.add(each, shaped);
      }
    }
    addAlwaysWritten(name, out);
    return out;
  }

  @Nullable
  private static JsonElement member(String parent, String name, JsonElement value) {
    if (TEXT_MAPS.contains(parent)) {
      return value.isJsonNull() ? null : value;
    }
    if (QUANTITY_MAPS.contains(parent)) {
      return value.isJsonNull() ? null : quantity(value);
    }
    return of(name, value);
  }

  private static JsonArray array(String name, JsonArray array) {
    JsonArray out = new JsonArray();
    for (JsonElement each : array) {
      out.add(each.isJsonObject() ? object(name, each.getAsJsonObject()) : each);
    }
    return out;
  }

  @Nullable
  private static JsonElement primitive(String name, JsonPrimitive value) {
    if (QUANTITIES.contains(name)) {
      return quantity(value);
    }
    boolean omitted =
        value.isString()
            ? value.getAsString().isEmpty() && !MEANT_EMPTY_TEXT.contains(name)
            : value.isBoolean()
                ? !value.getAsBoolean() && PLAIN_BOOLEANS.contains(name)
                : PLAIN_NUMBERS.contains(name) && value.getAsString().equals("0");
    return omitted ? null : value;
  }

  private static JsonElement quantity(JsonElement value) {
    Quantity quantity = Quantity.of(value);
    return quantity == null ? value : new JsonPrimitive(quantity.text());
  }

  private static void addAlwaysWritten(String name, JsonObject object) {
    switch (name) {
      case "leaderTemplate", "workerTemplate" -> Json.ensureObject(object, "metadata");
      case "containers", "initContainers" -> Json.ensureObject(object, "resources");
      case "resourceFieldRef" -> {
        if (!object.has("divisor")) {
          object.addProperty("divisor", "0");
        }
      }
      case "volumeClaimTemplates" -> {
        addClaimStructs(object);
        Json.ensureObject(object, "status");
      }
      case "volumeClaimTemplate" -> addClaimStructs(object);
      default -> {}
    }
  }

  private static void addClaimStructs(JsonObject claim) {
    Json.ensureObject(claim, "metadata");
    Json.ensureObject(Json.ensureObject(claim, "spec"), "resources");
  }
}
