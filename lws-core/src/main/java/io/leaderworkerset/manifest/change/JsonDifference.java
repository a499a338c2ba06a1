package io.leaderworkerset.manifest.change;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.json.Quantity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import javax.annotation.Nullable;

/** Names the fields in which two trees differ. */
final class JsonDifference {
  private final List<String> paths = new ArrayList<>();

  private JsonDifference() {}

  /**
   * Returns the paths that differ, sorted, such as {@code spec.containers[work].image}. Null and
   * absent are the same, quantities are compared by value; items of a list are compared by their
   * names, if all have one.
   */
  static List<String> paths(@Nullable JsonElement before, @Nullable JsonElement after) {
    JsonDifference run = new JsonDifference();
    run.compare("", before, after);
    return List.copyOf(run.paths);
  }

  private void compare(String path, @Nullable JsonElement before, @Nullable JsonElement after) {
    if (isNull(before) && isNull(after)) {
      return;
    }
    if (before instanceof JsonObject a && after instanceof JsonObject b) {
      TreeSet<String> names = new TreeSet<>(a.keySet());
      names.addAll(b.keySet());
      String prefix = path.isEmpty() ? "" : path + ".";
      names.forEach(name -> compare(prefix + name, a.get(name), b.get(name)));
    } else if (before instanceof JsonArray a && after instanceof JsonArray b && areNamed(a, b)) {
      Map<String, JsonElement> from = byName(a);
      Map<String, JsonElement> to = byName(b);
      TreeSet<String> names = new TreeSet<>(from.keySet());
      names.addAll(to.keySet());
      names.forEach(name -> compare(path + "[" + name + "]", from.get(name), to.get(name)));
    } else if (!isSame(before, after)) {
      paths.add(path);
    }
  }

  private static boolean isSame(@Nullable JsonElement before, @Nullable JsonElement after) {
    if (before == null || after == null) {
      return false; // both absent was dealt with
    }
    if (before.equals(after)) {
      return true;
    }
    Quantity a = before.isJsonPrimitive() ? Quantity.of(before) : null;
    Quantity b = after.isJsonPrimitive() ? Quantity.of(after) : null;
    return a != null && b != null && a.sameValue(b);
  }

  private static boolean isNull(@Nullable JsonElement value) {
    return value == null || value.isJsonNull();
  }

  private static boolean areNamed(JsonArray a, JsonArray b) {
    return byName(a).size() == a.size() && byName(b).size() == b.size();
  }

  private static Map<String, JsonElement> byName(JsonArray items) {
    Map<String, JsonElement> out = new LinkedHashMap<>();
    for (JsonElement each : items) {
      String name = Json.string(each, "name");
      String ofMetadata = Json.string(each, "metadata", "name");
      if (name == null && ofMetadata == null) {
        return Collections.emptyMap();
      }
      out.put(name == null ? String.valueOf(ofMetadata) : name, each);
    }
    return out;
  }
}
