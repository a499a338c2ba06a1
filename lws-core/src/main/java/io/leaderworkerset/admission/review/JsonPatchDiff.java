package io.leaderworkerset.admission.review;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Map;
import javax.annotation.Nullable;

/**
 * Finds the JSON patch (RFC 6902) that turns one object into another: operations add, remove and
 * replace, on the smallest parts that differ. Items put into an array are added there, so that
 * those behind them are not repeated.
 */
final class JsonPatchDiff {
  private final JsonArray operations = new JsonArray();

  private JsonPatchDiff() {}

  /** Returns the operations, in order; none if both are equal. */
  static JsonArray diff(JsonObject from, JsonObject to) {
    JsonPatchDiff out = new JsonPatchDiff();
    out.object("", from, to);
    return out.operations;
  }

  private void value(String pointer, JsonElement from, JsonElement to) {
    if (from.equals(to)) {
      return;
    }
    if (from.isJsonObject() && to.isJsonObject()) {
      object(pointer, from.getAsJsonObject(), to.getAsJsonObject());
    } else if (from.isJsonArray() && to.isJsonArray()) {
      array(pointer, from.getAsJsonArray(), to.getAsJsonArray());
    } else {
      operation("replace", pointer, to);
    }
  }

  private void object(String pointer, JsonObject from, JsonObject to) {
    for (String name : from.keySet()) {
      if (!to.has(name)) {
        operation("remove", pointer + "/" + escaped(name), null);
      }
    }
    for (Map.Entry<String, JsonElement> each : to.entrySet()) {
      String path = pointer + "/" + escaped(each.getKey());
      JsonElement before = from.get(each.getKey());
      if (before == null || (before.isJsonNull() && !each.getValue().isJsonNull())) {
        operation("add", path, each.getValue()); // a server may leave a null out
      } else {
        value(path, before, each.getValue());
      }
    }
  }

  private void array(String pointer, JsonArray from, JsonArray to) {
    int index = 0;
    for (ArrayHunks.Hunk hunk : ArrayHunks.between(from, to)) {
      index = hunk.to();
      int paired = Math.min(hunk.removed(), hunk.added());
      for (int i = 0; i < paired; i++) {
        value(pointer + "/" + (index + i), from.get(hunk.from() + i), to.get(index + i));
      }
      for (int i = hunk.removed() - 1; i >= paired; i--) {
        operation("remove", pointer + "/" + (index + i), null);
      }
      for (int i = paired; i < hunk.added(); i++) {
        operation("add", pointer + "/" + (index + i), to.get(index + i));
      }
    }
  }

  private void operation(String op, String pointer, @Nullable JsonElement value) {
    JsonObject out = new JsonObject();
    out.addProperty("op", op);
    out.addProperty("path", pointer);
    if (value != null) {
      out.add("value", value);
    }
    operations.add(out);
  }

  /** Returns a name as one step of a JSON pointer (RFC 6901). */
  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
