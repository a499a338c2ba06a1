package io.leaderworkerset.manifest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.json.Quantity;
import java.math.BigDecimal;
import javax.annotation.Nullable;

/**
 * Brings parts of pod templates to one form in which what means the same reads the same: the API
 * server's defaults filled in, empty values gone, quantities by value, keys sorted.
 */
final class Canonical {
  private Canonical() {}

  /** Returns the canonical text of a member of that name; the same for absent, null and empty. */
  static String text(String name, @Nullable JsonElement value) {
    JsonElement canonical = value == null ? null : of(name, value);
    return canonical == null ? "" : GoJson.write(canonical);
  }

  /** Returns the canonical form of a member of that name, or null if it says nothing. */
  @Nullable
  static JsonElement of(String name, JsonElement value) {
    JsonElement shaped = GoShape.of(name, value);
    return shaped == null ? null : prune(name, fill(name, shaped));
  }

  private static JsonElement fill(String name, JsonElement value) {
    if (value.isJsonArray()) {
      JsonArray out = new JsonArray();
      value.getAsJsonArray().forEach(each -> out.add(fill(name, each)));
      return out;
    }
    if (!value.isJsonObject() || GoShape.isTextMap(name)) {
      return value;
    }
    JsonObject out = new JsonObject();
    value.getAsJsonObject().asMap().forEach((k, v) -> out.add(k, fill(k, v)));
    PodDefaults.fill(name, out);
    return out;
  }

  @Nullable
  private static JsonElement prune(String name, JsonElement value) {
    if (value.isJsonObject()) {
      JsonObject out = pruneObject(name, value.getAsJsonObject());
      return out.size() == 0 && !isMeantEmpty(name) ? null : out;
    }
    if (value.isJsonArray()) {
      JsonArray out = new JsonArray();
      for (JsonElement each : value.getAsJsonArray()) {
        out.add(each.isJsonObject() ? pruneObject(name, each.getAsJsonObject()) : each);
      }
      return out.isEmpty() ? null : out;
    }
    return value instanceof JsonPrimitive p && p.isString() && isEmptyText(name, p) ? null : value;
  }

  private static JsonObject pruneObject(String name, JsonObject object) {
    JsonObject out = new JsonObject();
    for (String each : Json.sortedNames(object)) {
      JsonElement value = object.get(each);
      JsonElement pruned =
          GoShape.isTextMap(name)
              ? value
              : GoShape.isQuantityMap(name) ? quantity(value) : prune(each, scalar(each, value));
      if (pruned != null) {
        out.add(each, pruned);
      }
    }
    return out;
  }

  private static JsonElement scalar(String name, JsonElement value) {
    boolean isQuantity = name.equals("sizeLimit") || name.equals("divisor");
    return isQuantity ? quantity(value) : value;
  }

  private static JsonElement quantity(JsonElement value) {
    Quantity quantity = Quantity.of(value);
    return quantity == null ? value : new JsonPrimitive(plain(quantity.value()));
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toString();
  }

  private static boolean isEmptyText(String name, JsonPrimitive text) {
    return text.getAsString().isEmpty() && !name.equals("storageClassName");
  }

  /** Objects whose presence alone says something. */
  private static boolean isMeantEmpty(String name) {
    return switch (name) {
      case "emptyDir", "podSelector", "namespaceSelector", "labelSelector", "selector" -> true;
      default -> false;
    };
  }
}
