package io.leaderworkerset.testkit.apiserver;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** Request bodies as JSON trees. */
final class Bodies {
  private static final Gson STRICT = new GsonBuilder().setStrictness(Strictness.STRICT).create();

  private Bodies() {}

  static String mediaType(HttpExchange exchange) {
    return exchange.header("content-type").split(";")[0].strip();
  }

  /** Returns the body as an object; a 400 if it is anything else. */
  static JsonObject object(HttpExchange exchange) {
    JsonElement read = read(exchange);
    if (!read.isJsonObject()) {
      throw Statuses.badRequest("the request body must be a JSON object");
    }
    return read.getAsJsonObject();
  }

  /** Returns the body as an object; null if there is none. */
  @Nullable
  static JsonObject optionalObject(HttpExchange exchange) {
    return exchange.body().length == 0 ? null : object(exchange);
  }

  static JsonElement read(HttpExchange exchange) {
    String type = mediaType(exchange);
    if (type.equals("application/vnd.kubernetes.protobuf")) {
      return Protobuf.object(exchange.body());
    }
    if (type.contains("cbor")) {
      throw Statuses.unsupportedMediaType(List.of("application/json", "application/yaml"));
    }
    String text = new String(exchange.body(), StandardCharsets.UTF_8);
    try {
      return strict(text);
    } catch (JsonParseException e) {
      if (!type.endsWith("yaml")) {
        throw Statuses.badRequest("the request body cannot be read as JSON: " + e.getMessage());
      }
    }
    try {
      return yaml(text);
    } catch (YAMLException e) {
      throw Statuses.badRequest("the request body cannot be read as YAML: " + e.getMessage());
    }
  }

  private static JsonElement strict(String text) {
    JsonElement read = STRICT.fromJson(text, JsonElement.class);
    return read == null ? JsonNull.INSTANCE : read;
  }

  private static JsonElement yaml(String text) {
    return convert(new Yaml(new SafeConstructor(new LoaderOptions())).load(text));
  }

  private static JsonElement convert(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      JsonObject out = new JsonObject();
      map.forEach((k, v) -> out.add(String.valueOf(k), convert(v)));
      return out;
    }
    if (value instanceof List<?> list) {
      JsonArray out = new JsonArray();
      list.forEach(v -> out.add(convert(v)));
      return out;
    }
    if (value instanceof Number n) {
      return new JsonPrimitive(n);
    }
    if (value instanceof Boolean b) {
      return new JsonPrimitive(b);
    }
    if (value instanceof Date d) {
      return new JsonPrimitive(d.toInstant().toString());
    }
    return value == null ? JsonNull.INSTANCE : new JsonPrimitive(value.toString());
  }
}
