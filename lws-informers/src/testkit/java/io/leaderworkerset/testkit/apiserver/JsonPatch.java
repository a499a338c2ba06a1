package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.Nullable;

/** JSON patch, RFC 6902. A patch that cannot be applied is the API's 422. */
final class JsonPatch {
  private JsonPatch() {}

  /** Returns the patched copy. */
  static JsonElement apply(JsonElement target, JsonArray patch) {
    JsonElement out = target.deepCopy();
    for (JsonElement step : patch) {
      out = step(out, step);
    }
    return out;
  }

  private static JsonElement step(JsonElement root, JsonElement step) {
    String op = Json.string(step, "op");
    String path = Json.string(step, "path");
    if (op == null || path == null) {
      throw Statuses.badRequest("JSON patch operation without op or path: " + step);
    }
    List<String> pointer = pointer(path);
    return switch (op) {
      case "add" -> add(root, pointer, value(step));
      case "remove" -> remove(root, pointer, path);
      case "replace" -> {
        find(root, pointer, path);
        yield pointer.isEmpty()
            ? value(step)
            : add(remove(root, pointer, path), pointer, value(step));
      }
      case "test" -> {
        JsonElement found = lookUp(root, pointer);
        if (!Trees.same(found, value(step))) {
          throw unprocessable("testing value " + path + " failed: test failed");
        }
        yield root;
      }
      case "copy" -> add(root, pointer, find(root, from(step), path).deepCopy());
      case "move" -> {
        JsonElement moved = find(root, from(step), path);
        yield add(remove(root, from(step), path), pointer, moved);
      }
      default -> throw Statuses.badRequest("unknown JSON patch operation: " + op);
    };
  }

  private static List<String> from(JsonElement step) {
    String from = Json.string(step, "from");
    if (from == null) {
      throw Statuses.badRequest("JSON patch operation without from: " + step);
    }
    return pointer(from);
  }

  private static JsonElement value(JsonElement step) {
    JsonElement value = step.getAsJsonObject().get("value");
    return value == null ? JsonNull.INSTANCE : value.deepCopy();
  }

  private static List<String> pointer(String path) {
    List<String> out = new ArrayList<>();
    if (path.isEmpty()) {
      return out;
    }
    if (path.charAt(0) != '/') {
      throw Statuses.badRequest("JSON pointer \"" + path + "\" must begin with /");
    }
    for (String part : path.substring(1).split("/", -1)) {
      out.add(part.replace("~1", "/").replace("~0", "~"));
    }
    return out;
  }

  @Nullable
  private static JsonElement lookUp(JsonElement root, List<String> pointer) {
    JsonElement here = root;
    for (String name : pointer) {
      if (here.isJsonObject()) {
        here = here.getAsJsonObject().get(name);
      } else if (here.isJsonArray()) {
        int at = index(name, here.getAsJsonArray().size() - 1);
        here = at < 0 ? null : here.getAsJsonArray().get(at);
      } else {
        here = null;
      }
      if (here == null) {
        return null;
      }
    }
    return here;
  }

  private static JsonElement find(JsonElement root, List<String> pointer, String path) {
    JsonElement found = lookUp(root, pointer);
    if (found == null) {
      throw unprocessable("operation does not apply: doc is missing path: " + path);
    }
    return found;
  }

  private static JsonElement add(JsonElement root, List<String> pointer, JsonElement value) {
    if (pointer.isEmpty()) {
      return value;
    }
    String last = pointer.get(pointer.size() - 1);
    JsonElement parent = lookUp(root, pointer.subList(0, pointer.size() - 1));
    if (parent instanceof JsonObject object) {
      object.add(last, value);
    } else if (parent instanceof JsonArray array) {
      int at = last.equals("-") ? array.size() : index(last, array.size());
      if (at < 0) {
        throw unprocessable("add operation does not apply: index out of bounds: " + last);
      }
      array.asList().add(at, value);
    } else {
      throw unprocessable(
          "add operation does not apply: doc is missing path: /" + String.join("/", pointer));
    }
    return root;
  }

  private static JsonElement remove(JsonElement root, List<String> pointer, String path) {
    find(root, pointer, path);
    String last = pointer.get(pointer.size() - 1);
    JsonElement parent = lookUp(root, pointer.subList(0, pointer.size() - 1));
    if (parent instanceof JsonObject object) {
      object.remove(last);
    } else if (parent instanceof JsonArray array) {
      array.remove(index(last, array.size() - 1));
    }
    return root;
  }

  private static int index(String text, int max) {
    try {
      int at = Integer.parseInt(text);
      return at <= max ? at : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static RuntimeException unprocessable(String message) {
    return Statuses.failure(
        422,
        "Invalid",
        "the server rejected our request due to an error in our request: " + message);
  }
}
