package io.leaderworkerset.manifest;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import io.leaderworkerset.json.Json;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;

/** Reads managed fields ({@code FieldsV1}): which fields, and which list items, a manager owns. */
final class FieldSets {
  private FieldSets() {}

  /**
   * An item of a list: one with these key fields, or, in a set, with this value.
   *
   * @param key key fields and their values, or the value
   * @param isValue whether the key is the item itself
   * @param owned what is owned below it
   */
  record Item(JsonElement key, boolean isValue, JsonObject owned) {
    String path() {
      StringBuilder out = new StringBuilder("[");
      if (isValue || !key.isJsonObject()) {
        return out.append(text(key)).append(']').toString();
      }
      String comma = "";
      for (Map.Entry<String, JsonElement> e : key.getAsJsonObject().entrySet()) {
        out.append(comma).append(e.getKey()).append('=').append(text(e.getValue()));
        comma = ",";
      }
      return out.append(']').toString();
    }

    boolean matches(JsonElement item) {
      if (isValue || !item.isJsonObject() || !key.isJsonObject()) {
        return Canonical.text("", key).equals(Canonical.text("", item));
      }
      for (Map.Entry<String, JsonElement> e : key.getAsJsonObject().entrySet()) {
        JsonElement actual = Json.at(item, e.getKey());
        if (!text(e.getValue()).equals(actual == null ? keyDefault(e.getKey()) : text(actual))) {
          return false;
        }
      }
      return true;
    }

    private static String text(JsonElement value) {
      return value instanceof JsonPrimitive p ? p.getAsString() : value.toString();
    }

    /** Key fields that a user may leave out: only a port's protocol has a default. */
    private static String keyDefault(String name) {
      return name.equals("protocol") ? "TCP" : "";
    }
  }

  /**
   * Returns what the manager owns through apply on the main resource; empty if nothing. Not to be
   * changed: it may be a part of the object.
   */
  static JsonObject ownedBy(JsonObject live, String manager) {
    JsonObject only = null;
    JsonObject merged = null;
    for (JsonElement each : Json.array(live, "metadata", "managedFields")) {
      JsonObject fields = Json.object(each, "fieldsV1");
      if (fields != null
          && manager.equals(Json.string(each, "manager"))
          && "Apply".equals(Json.string(each, "operation"))
          && Json.string(each, "subresource") == null) {
        if (only == null) {
          only = fields;
        } else {
          merged = merged == null ? only.deepCopy() : merged;
          merge(merged, fields);
        }
      }
    }
    return merged != null ? merged : only != null ? only : new JsonObject();
  }

  private static void merge(JsonObject into, JsonObject from) {
    for (Map.Entry<String, JsonElement> e : from.entrySet()) {
      if (e.getValue().isJsonObject()) {
        merge(Json.ensureObject(into, e.getKey()), e.getValue().getAsJsonObject());
      }
    }
  }

  /** Returns whether nothing below the field is owned apart from the field as a whole. */
  static boolean isLeaf(JsonObject owned) {
    return owned.size() == 0 || (owned.size() == 1 && owned.has("."));
  }

  /** Returns the list items that something is owned of, in the order of their keys. */
  static List<Item> ownedItems(JsonObject owned) {
    return Json.sortedNames(owned).stream()
        .filter(key -> key.startsWith("k:") || key.startsWith("v:"))
        .map(key -> item(key, owned.get(key)))
        .toList();
  }

  private static Item item(String entry, JsonElement below) {
    JsonElement parsed = key(entry.substring(2));
    JsonObject owned = below.isJsonObject() ? below.getAsJsonObject() : new JsonObject();
    return new Item(parsed, entry.startsWith("v:"), owned);
  }

  private static JsonElement key(String text) {
    JsonElement simple = oneTextKey(text);
    if (simple != null) {
      return simple;
    }
    try {
      return Json.parse(text);
    } catch (JsonParseException e) {
      return new JsonPrimitive(text);
    }
  }

  /**
   * Reads {@code {"name":"c"}}, which nearly all keys are, without a reader and its buffers; null
   * if it is anything else.
   */
  @Nullable
  private static JsonObject oneTextKey(String text) {
    int colon = text.indexOf("\":\"");
    int end = text.length() - 2;
    if (colon < 2 || colon + 3 > end || !text.startsWith("{\"") || !text.endsWith("\"}")) {
      return null;
    }
    String name = text.substring(2, colon);
    String value = text.substring(colon + 3, end);
    if (needsReading(name) || needsReading(value)) {
      return null;
    }
    JsonObject out = new JsonObject();
    out.addProperty(name, value);
    return out;
  }

  private static boolean needsReading(String text) {
    return text.indexOf('"') >= 0 || text.indexOf('\\') >= 0;
  }

  /** Returns how many items before the i-th have the same key: users may repeat a variable. */
  static int occurrence(Item item, List<JsonElement> items, int i) {
    int out = 0;
    for (JsonElement each : items.subList(0, i)) {
      out += item.matches(each) ? 1 : 0;
    }
    return out;
  }

  /** Returns the n-th item with the key, or null if there are not so many. */
  @Nullable
  static JsonElement nth(Item item, List<JsonElement> items, int n) {
    int left = n;
    for (JsonElement each : items) {
      if (item.matches(each) && left-- == 0) {
        return each;
      }
    }
    return null;
  }

  static List<JsonElement> items(@Nullable JsonElement list) {
    return list != null && list.isJsonArray() ? list.getAsJsonArray().asList() : List.of();
  }
}
