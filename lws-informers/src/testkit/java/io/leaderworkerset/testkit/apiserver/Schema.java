package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;

/**
 * How a value merges: field by field, as a whole, by list keys or as a set. What a schema does not
 * name merges by its look: objects field by field, lists as a whole.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy">
 *     rule followed: merge strategy of server-side apply</a>
 */
final class Schema {
  enum Merge {
    BY_LOOK,
    ATOMIC,
    LIST_MAP,
    SET
  }

  static final Schema UNTYPED = new Schema(Merge.BY_LOOK, List.of(), Map.of());
  static final Schema ATOMIC = new Schema(Merge.ATOMIC, List.of(), Map.of());
  static final Schema SET = new Schema(Merge.SET, List.of(), Map.of());

  private final Merge merge;
  private final List<String> keys;
  private final Map<String, JsonPrimitive> keyDefaults;
  private final Map<String, Schema> fields = new HashMap<>();
  @Nullable private Schema element;

  private Schema(Merge merge, List<String> keys, Map<String, JsonPrimitive> keyDefaults) {
    this.merge = merge;
    this.keys = keys;
    this.keyDefaults = keyDefaults;
  }

  /** Returns an empty object schema; fields are added while it is being made. */
  static Schema struct() {
    return new Schema(Merge.BY_LOOK, List.of(), Map.of());
  }

  static Schema listMap(List<String> keys, Map<String, JsonPrimitive> defaults, Schema item) {
    Schema made = new Schema(Merge.LIST_MAP, List.copyOf(keys), Map.copyOf(defaults));
    made.element = item;
    return made;
  }

  Schema put(String field, Schema schema) {
    fields.put(field, schema);
    return this;
  }

  Schema elements(Schema schema) {
    element = schema;
    return this;
  }

  Schema field(String name) {
    Schema found = fields.get(name);
    if (found != null) {
      return found;
    }
    return element == null || merge == Merge.LIST_MAP ? UNTYPED : element;
  }

  Schema item() {
    return element == null ? UNTYPED : element;
  }

  List<String> keys() {
    return keys;
  }

  /** Returns whether the value is looked into field by field. */
  boolean isGranular(@Nullable JsonElement value) {
    return merge == Merge.BY_LOOK && value != null && value.isJsonObject();
  }

  boolean isListMap(@Nullable JsonElement value) {
    return merge == Merge.LIST_MAP && value != null && value.isJsonArray();
  }

  boolean isSet(@Nullable JsonElement value) {
    return merge == Merge.SET && value != null && value.isJsonArray();
  }

  /** Returns the list's items by their field path element ({@code k:...} or {@code v:...}). */
  Map<String, JsonElement> index(JsonArray list) {
    Map<String, JsonElement> out = new java.util.LinkedHashMap<>();
    for (JsonElement item : list) {
      out.putIfAbsent(merge == Merge.SET ? FieldSet.value(item) : keyOf(item), item);
    }
    return out;
  }

  /** Returns the path element of a list-map item, absent keys taking their defaults. */
  String keyOf(JsonElement item) {
    JsonObject key = new JsonObject();
    List<String> sorted = new ArrayList<>(keys);
    sorted.sort(null);
    for (String name : sorted) {
      JsonElement value = item.isJsonObject() ? item.getAsJsonObject().get(name) : null;
      if (value == null || value.isJsonNull()) {
        value = keyDefaults.get(name);
      }
      if (value != null) {
        key.add(name, value);
      }
    }
    return FieldSet.key(key);
  }
}
