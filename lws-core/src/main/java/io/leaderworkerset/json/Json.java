package io.leaderworkerset.json;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.ToNumberPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.annotation.Nullable;

/**
 * Null-safe access to JSON trees. Absent, null and wrongly typed members read as absent, so that an
 * object that nobody validated never makes a caller fail.
 */
public final class Json {
  private static final Gson GSON =
      new GsonBuilder()
          .disableHtmlEscaping()
          .setObjectToNumberStrategy(ToNumberPolicy.LAZILY_PARSED_NUMBER)
          .create();

  private Json() {}

  /** Returns the member at the path of names below {@code root}, or null if there is none. */
  @Nullable
  public static JsonElement at(@Nullable JsonElement root, String... path) {
    JsonElement here = root;
    for (String name : path) {
      if (here == null || !here.isJsonObject()) {
        return null;
      }
      here = here.getAsJsonObject().get(name);
    }
    return here == null || here.isJsonNull() ? null : here;
  }

  /** Returns the member of that name, or null if there is none. */
  @Nullable
  public static JsonElement at(@Nullable JsonElement root, String name) {
    JsonElement here = root instanceof JsonObject object ? object.get(name) : null;
    return here == null || here.isJsonNull() ? null : here;
  }

  /** Returns the object of that name, or null if there is none. */
  @Nullable
  public static JsonObject object(@Nullable JsonElement root, String name) {
    return at(root, name) instanceof JsonObject found ? found : null;
  }

  /** Returns the string of that name, or null if there is none. */
  @Nullable
  public static String string(@Nullable JsonElement root, String name) {
    return at(root, name) instanceof JsonPrimitive p && p.isString() ? p.getAsString() : null;
  }

  /** Returns the object at the path, or null if there is none. */
  @Nullable
  public static JsonObject object(@Nullable JsonElement root, String... path) {
    JsonElement found = at(root, path);
    return found != null && found.isJsonObject() ? found.getAsJsonObject() : null;
  }

  /** Returns the array at the path, or an empty one (not attached to the tree) if there is none. */
  public static JsonArray array(@Nullable JsonElement root, String... path) {
    JsonElement found = at(root, path);
    return found != null && found.isJsonArray() ? found.getAsJsonArray() : new JsonArray();
  }

  /** Returns the string at the path, or null if there is none. */
  @Nullable
  public static String string(@Nullable JsonElement root, String... path) {
    JsonElement found = at(root, path);
    return found instanceof JsonPrimitive p && p.isString() ? p.getAsString() : null;
  }

  /** Returns the integer at the path, or null if there is none or it does not fit an int. */
  @Nullable
  public static Integer integer(@Nullable JsonElement root, String... path) {
    JsonElement found = at(root, path);
    if (found instanceof JsonPrimitive p && p.isNumber()) {
      if (p.getAsNumber() instanceof Integer number) {
        return number;
      }
      try {
        return p.getAsBigDecimal().intValueExact();
      } catch (ArithmeticException | NumberFormatException e) {
        return null;
      }
    }
    return null;
  }

  /** Returns whether the member at the path is the boolean true. */
  public static boolean isTrue(@Nullable JsonElement root, String... path) {
    JsonElement found = at(root, path);
    return found instanceof JsonPrimitive p && p.isBoolean() && p.getAsBoolean();
  }

  /** Returns the object's member of that name, made and attached first if it is not there. */
  public static JsonObject ensureObject(JsonObject parent, String name) {
    JsonElement found = parent.get(name);
    if (found != null && found.isJsonObject()) {
      return found.getAsJsonObject();
    }
    JsonObject made = new JsonObject();
    parent.add(name, made);
    return made;
  }

  /** Returns the names of an object's members, sorted. */
  public static List<String> sortedNames(JsonObject object) {
    String[] names = object.keySet().toArray(new String[0]);
    if (names.length > 1) {
      Arrays.sort(names);
    }
    return Arrays.asList(names);
  }

  /** Returns the string members of the object at the path, sorted by name; empty if none. */
  public static Map<String, String> strings(@Nullable JsonElement root, String... path) {
    Map<String, String> out = new TreeMap<>();
    JsonObject object = object(root, path);
    if (object != null) {
      for (Map.Entry<String, JsonElement> e : object.entrySet()) {
        if (e.getValue() instanceof JsonPrimitive p) {
          out.put(e.getKey(), p.getAsString());
        }
      }
    }
    return out;
  }

  /** Returns an object of string members, in the map's order. */
  public static JsonObject ofStrings(Map<String, String> values) {
    JsonObject out = new JsonObject();
    values.forEach(out::addProperty);
    return out;
  }

  /**
   * Parses one JSON value. Numbers keep their text.
   *
   * @throws com.google.gson.JsonParseException if the text is not JSON
   */
  public static JsonElement parse(String text) {
    return com.google.gson.JsonParser.parseString(text);
  }

  /** Writes JSON without spaces, in member order, without escaping for HTML; nulls are left out. */
  public static String write(JsonElement value) {
    return GSON.toJson(value);
  }
}
