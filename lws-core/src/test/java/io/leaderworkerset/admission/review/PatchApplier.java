package io.leaderworkerset.admission.review;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Applies JSON patches by the letter of RFC 6902, and refuses what it does not allow. */
public final class PatchApplier {
  private PatchApplier() {}

  /** Returns the object after the patch in a response, or as it is if there is none. */
  public static JsonObject patched(JsonObject object, JsonObject review) {
    JsonObject response = review.getAsJsonObject("response");
    if (!response.has("patch")) {
      return object.deepCopy();
    }
    if (!"JSONPatch".equals(response.get("patchType").getAsString())) {
      throw new AssertionError("patchType: " + response);
    }
    byte[] patch = Base64.getDecoder().decode(response.get("patch").getAsString());
    String text = new String(patch, StandardCharsets.UTF_8);
    return apply(object, JsonParser.parseString(text).getAsJsonArray());
  }

  /** Returns the object after the operations. */
  public static JsonObject apply(JsonObject object, JsonArray operations) {
    JsonObject out = object.deepCopy();
    for (JsonElement each : operations) {
      apply(out, each.getAsJsonObject());
    }
    return out;
  }

  private static void apply(JsonObject root, JsonObject operation) {
    List<String> steps = steps(operation.get("path").getAsString());
    JsonElement parent = root;
    for (String step : steps.subList(0, steps.size() - 1)) {
      parent =
          parent.isJsonArray()
              ? parent.getAsJsonArray().get(Integer.parseInt(step))
              : parent.getAsJsonObject().get(step);
      if (parent == null || parent.isJsonNull()) {
        throw new AssertionError("no parent: " + operation);
      }
    }
    String last = steps.get(steps.size() - 1);
    JsonElement value = operation.get("value");
    String op = operation.get("op").getAsString();
    if (parent.isJsonArray()) {
      inArray(parent.getAsJsonArray(), op, Integer.parseInt(last), value);
    } else {
      inObject(parent.getAsJsonObject(), op, last, value);
    }
  }

  private static void inObject(JsonObject object, String op, String name, JsonElement value) {
    if (!op.equals("add") && !object.has(name)) {
      throw new AssertionError(op + " of a member that is not there: " + name);
    }
    if (op.equals("remove")) {
      object.remove(name);
    } else {
      object.add(name, value.deepCopy());
    }
  }

  private static void inArray(JsonArray array, String op, int index, JsonElement value) {
    if (index < 0 || index > array.size() || (index == array.size() && !op.equals("add"))) {
      throw new AssertionError(op + " at " + index + " of " + array.size());
    }
    if (op.equals("replace")) {
      array.set(index, value.deepCopy());
      return;
    }
    if (op.equals("remove")) {
      array.remove(index);
      return;
    }
    List<JsonElement> items = new ArrayList<>(array.asList());
    items.add(index, value.deepCopy());
    while (!array.isEmpty()) {
      array.remove(array.size() - 1);
    }
    items.forEach(array::add);
  }

  private static List<String> steps(String pointer) {
    if (!pointer.startsWith("/")) {
      throw new AssertionError("a pointer begins with a slash: " + pointer);
    }
    List<String> out = new ArrayList<>();
    for (String step : pointer.substring(1).split("/", -1)) {
      out.add(step.replace("~1", "/").replace("~0", "~"));
    }
    return out;
  }
}
