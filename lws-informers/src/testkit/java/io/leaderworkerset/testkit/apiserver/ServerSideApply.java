package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Map;
import javax.annotation.Nullable;

/**
 * The two steps of server-side apply on values: lay the configuration over the live object, then
 * take away what the manager no longer names and nobody else owns.
 */
final class ServerSideApply {
  private ServerSideApply() {}

  /** Returns the live object with the applied one laid over it; neither argument changes. */
  static JsonObject merge(JsonObject live, JsonObject applied, Schema schema) {
    return mergeValue(live, applied, schema).getAsJsonObject();
  }

  private static JsonElement mergeValue(
      @Nullable JsonElement live, JsonElement applied, Schema schema) {
    if (schema.isGranular(applied)) {
      JsonObject out = new JsonObject();
      JsonObject was =
          live != null && live.isJsonObject() ? live.getAsJsonObject() : new JsonObject();
      was.entrySet().forEach(e -> out.add(e.getKey(), e.getValue()));
      for (Map.Entry<String, JsonElement> e : applied.getAsJsonObject().entrySet()) {
        out.add(
            e.getKey(), mergeValue(was.get(e.getKey()), e.getValue(), schema.field(e.getKey())));
      }
      return out;
    }
    if ((schema.isListMap(applied) || schema.isSet(applied))
        && live != null
        && live.isJsonArray()) {
      return mergeLists(live.getAsJsonArray(), applied.getAsJsonArray(), schema);
    }
    return applied;
  }

  /** Items keep the applied order; items only the live list has stay where they were around it. */
  private static JsonArray mergeLists(JsonArray live, JsonArray applied, Schema schema) {
    Map<String, JsonElement> was = schema.index(live);
    Map<String, JsonElement> now = schema.index(applied);
    JsonArray out = new JsonArray();
    var rest = new java.util.LinkedHashMap<>(was);
    for (Map.Entry<String, JsonElement> e : now.entrySet()) {
      if (was.containsKey(e.getKey())) {
        addUntil(out, rest, now, e.getKey());
      }
      rest.remove(e.getKey());
      out.add(mergeValue(was.get(e.getKey()), e.getValue(), schema.item()));
    }
    rest.forEach(
        (key, item) -> {
          if (!now.containsKey(key)) {
            out.add(item);
          }
        });
    return out;
  }

  private static void addUntil(
      JsonArray out, Map<String, JsonElement> rest, Map<String, JsonElement> now, String stop) {
    var each = rest.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<String, JsonElement> e = each.next();
      if (e.getKey().equals(stop)) {
        return;
      }
      if (!now.containsKey(e.getKey())) {
        out.add(e.getValue());
        each.remove();
      }
    }
  }

  /**
   * Returns the object without what {@code last} names and {@code managed} does not.
   *
   * @param last what the manager applied before
   * @param managed what any manager owns now, this one's new configuration included
   */
  static JsonObject prune(JsonObject merged, FieldSet last, FieldSet managed, Schema schema) {
    JsonElement out = pruneBelow(merged, last, managed, schema);
    return out == null ? new JsonObject() : out.getAsJsonObject();
  }

  @Nullable
  private static JsonElement pruneChild(
      JsonElement value, FieldSet last, @Nullable FieldSet managed, Schema schema) {
    FieldSet owned = managed == null ? new FieldSet() : managed;
    if (last.isMember() && owned.isEmpty()) {
      return null;
    }
    return last.children().isEmpty() ? value : pruneBelow(value, last, owned, schema);
  }

  /** Returns the value pruned below; null if that left nothing of it and nobody owns it. */
  @Nullable
  private static JsonElement pruneBelow(
      JsonElement value, FieldSet last, FieldSet managed, Schema schema) {
    JsonElement out;
    boolean empty;
    if (schema.isGranular(value)) {
      JsonObject object = new JsonObject();
      for (Map.Entry<String, JsonElement> e : value.getAsJsonObject().entrySet()) {
        JsonElement kept =
            pruneStep(
                FieldSet.field(e.getKey()), e.getValue(), last, managed, schema.field(e.getKey()));
        if (kept != null) {
          object.add(e.getKey(), kept);
        }
      }
      out = object;
      empty = object.size() == 0 && value.getAsJsonObject().size() > 0;
    } else if (schema.isListMap(value) || schema.isSet(value)) {
      JsonArray array = new JsonArray();
      for (JsonElement item : value.getAsJsonArray()) {
        String key = schema.isSet(value) ? FieldSet.value(item) : schema.keyOf(item);
        JsonElement kept = pruneStep(key, item, last, managed, schema.item());
        if (kept != null) {
          array.add(kept);
        }
      }
      out = array;
      empty = array.isEmpty() && !value.getAsJsonArray().isEmpty();
    } else {
      return value;
    }
    return empty && managed.isEmpty() ? null : out;
  }

  @Nullable
  private static JsonElement pruneStep(
      String element, JsonElement value, FieldSet last, FieldSet managed, Schema schema) {
    FieldSet below = last.child(element);
    return below == null ? value : pruneChild(value, below, managed.child(element), schema);
  }
}
