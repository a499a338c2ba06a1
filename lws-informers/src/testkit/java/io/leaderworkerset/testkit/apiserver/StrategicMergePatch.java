package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.annotation.Nullable;

/**
 * Strategic merge patch with its directives. A list merges by the first of its keys.
 *
 * @see <a
 *     href="https://github.com/kubernetes/community/blob/main/contributors/devel/sig-api-machinery/strategic-merge-patch.md">
 *     rule followed: strategic merge patch</a>
 */
final class StrategicMergePatch {
  private static final String PATCH = "$patch";
  private static final String ORDER = "$setElementOrder/";
  private static final String DELETE_ITEMS = "$deleteFromPrimitiveList/";
  private static final String RETAIN = "$retainKeys";

  private StrategicMergePatch() {}

  /** Returns the patched object; the arguments do not change. */
  static JsonObject apply(@Nullable JsonObject target, JsonObject patch, Schema schema) {
    String directive = Json.string(patch, PATCH);
    if ("delete".equals(directive)) {
      return new JsonObject();
    }
    JsonObject out = "replace".equals(directive) ? new JsonObject() : Trees.shallow(target);
    retain(out, patch);
    for (Map.Entry<String, JsonElement> e : patch.entrySet()) {
      String name = e.getKey();
      if (name.startsWith(DELETE_ITEMS)) {
        deleteItems(out, name.substring(DELETE_ITEMS.length()), e.getValue());
      } else if (!name.startsWith("$")) {
        member(out, name, e.getValue(), schema.field(name));
      }
    }
    for (Map.Entry<String, JsonElement> e : patch.entrySet()) {
      if (e.getKey().startsWith(ORDER)) {
        String name = e.getKey().substring(ORDER.length());
        order(out, name, e.getValue(), schema.field(name));
      }
    }
    return out;
  }

  private static void retain(JsonObject out, JsonObject patch) {
    if (patch.has(RETAIN)) {
      Set<String> keep = new HashSet<>();
      Json.array(patch, RETAIN).forEach(e -> keep.add(e.getAsString()));
      Set.copyOf(out.keySet()).stream().filter(k -> !keep.contains(k)).forEach(out::remove);
    }
  }

  private static void member(JsonObject out, String name, JsonElement value, Schema schema) {
    JsonElement was = out.get(name);
    if (value.isJsonNull()) {
      out.remove(name);
    } else if (value.isJsonObject()) {
      JsonObject under = was != null && was.isJsonObject() ? was.getAsJsonObject() : null;
      if ("delete".equals(Json.string(value, PATCH))) {
        out.remove(name);
      } else {
        out.add(name, apply(under, value.getAsJsonObject(), schema));
      }
    } else if (value.isJsonArray()) {
      JsonArray under = was != null && was.isJsonArray() ? was.getAsJsonArray() : new JsonArray();
      out.add(name, list(under, value.getAsJsonArray(), schema));
    } else {
      out.add(name, value);
    }
  }

  private static JsonArray list(JsonArray was, JsonArray patch, Schema schema) {
    if (schema.isSet(patch)) {
      JsonArray out = was.deepCopy();
      patch.forEach(
          e -> {
            if (!out.contains(e)) {
              out.add(e);
            }
          });
      return out;
    }
    return schema.isListMap(patch) ? items(was, patch, schema) : patch;
  }

  private static JsonArray items(JsonArray was, JsonArray patch, Schema schema) {
    String key = schema.keys().get(0);
    List<JsonElement> out = new ArrayList<>();
    boolean replace =
        patch.asList().stream()
            .anyMatch(
                e ->
                    e.isJsonObject()
                        && e.getAsJsonObject().size() == 1
                        && "replace".equals(Json.string(e, PATCH)));
    if (!replace) {
      was.forEach(out::add);
    }
    for (JsonElement item : patch) {
      if (!item.isJsonObject()) {
        throw Statuses.badRequest("an item of a list merged by " + key + " must be an object");
      }
      item(out, item.getAsJsonObject(), key, schema.item());
    }
    JsonArray result = new JsonArray();
    out.forEach(result::add);
    return result;
  }

  private static void item(List<JsonElement> out, JsonObject item, String key, Schema schema) {
    String directive = Json.string(item, PATCH);
    JsonElement value = item.get(key);
    if (value == null) {
      if (directive == null) {
        throw Statuses.badRequest("map: " + item + " does not contain declared merge key: " + key);
      }
      return;
    }
    int at = indexOf(out, key, value);
    if ("delete".equals(directive)) {
      if (at >= 0) {
        out.remove(at);
      }
    } else if (at < 0) {
      out.add(apply(null, item, schema));
    } else {
      out.set(at, apply(out.get(at).getAsJsonObject(), item, schema));
    }
  }

  private static int indexOf(List<JsonElement> list, String key, JsonElement value) {
    for (int i = 0; i < list.size(); i++) {
      if (Trees.same(Json.at(list.get(i), key), value)) {
        return i;
      }
    }
    return -1;
  }

  private static void deleteItems(JsonObject out, String name, JsonElement items) {
    if (out.has(name) && items.isJsonArray()) {
      JsonArray left = new JsonArray();
      Json.array(out, name)
          .forEach(
              e -> {
                if (!items.getAsJsonArray().contains(e)) {
                  left.add(e);
                }
              });
      out.add(name, left);
    }
  }

  /** Puts the listed items in the listed order into the places they hold among the others. */
  private static void order(JsonObject out, String name, JsonElement order, Schema schema) {
    JsonArray list = Json.array(out, name);
    boolean keyed = schema.isListMap(list);
    if (list.isEmpty() || !order.isJsonArray() || !keyed && !schema.isSet(list)) {
      return;
    }
    List<JsonElement> wanted = new ArrayList<>();
    for (JsonElement o : order.getAsJsonArray()) {
      JsonElement id = keyed ? Json.at(o, schema.keys().get(0)) : o;
      int at = id == null ? -1 : position(list, id, keyed ? schema.keys().get(0) : null);
      if (at >= 0) {
        wanted.add(list.get(at));
      }
    }
    JsonArray result = new JsonArray();
    var next = wanted.iterator();
    for (JsonElement e : list) {
      result.add(wanted.contains(e) && next.hasNext() ? next.next() : e);
    }
    out.add(name, result);
  }

  private static int position(JsonArray list, JsonElement id, @Nullable String key) {
    for (int i = 0; i < list.size(); i++) {
      if (Trees.same(key == null ? list.get(i) : Json.at(list.get(i), key), id)) {
        return i;
      }
    }
    return -1;
  }
}
