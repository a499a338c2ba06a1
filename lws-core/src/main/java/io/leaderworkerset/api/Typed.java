package io.leaderworkerset.api;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Map;
import javax.annotation.Nullable;

/** Converts the client's models to and from JSON: lenient to unknown fields, times in UTC. */
final class Typed {
  private static final Gson GSON =
      new GsonBuilder()
          .disableHtmlEscaping()
          .registerTypeAdapter(OffsetDateTime.class, new TimeAdapter().nullSafe())
          .registerTypeAdapter(byte[].class, new BytesAdapter().nullSafe())
          .create();

  private Typed() {}

  static JsonObject toJson(Object model) {
    return withoutEmpties(GSON.toJsonTree(model).getAsJsonObject());
  }

  static <T> T fromJson(JsonElement json, Class<T> type) {
    return GSON.fromJson(json, type);
  }

  private static JsonObject withoutEmpties(JsonObject object) {
    JsonObject out = new JsonObject();
    for (Map.Entry<String, JsonElement> e : object.entrySet()) {
      JsonElement value = e.getValue();
      if (value.isJsonObject()) {
        JsonObject cleaned = withoutEmpties(value.getAsJsonObject());
        if (cleaned.size() > 0 || isMeantEmpty(e.getKey())) {
          out.add(e.getKey(), cleaned);
        }
      } else if (value.isJsonArray()) {
        if (!value.getAsJsonArray().isEmpty()) {
          out.add(e.getKey(), withoutEmpties(value.getAsJsonArray()));
        }
      } else if (!value.isJsonNull()) {
        out.add(e.getKey(), value);
      }
    }
    return out;
  }

  private static JsonArray withoutEmpties(JsonArray array) {
    JsonArray out = new JsonArray();
    for (JsonElement each : array) {
      out.add(each.isJsonObject() ? withoutEmpties(each.getAsJsonObject()) : each);
    }
    return out;
  }

  /** Objects whose presence alone says something: an emptyDir volume, a selector of everything. */
  private static boolean isMeantEmpty(String name) {
    return switch (name) {
      case "emptyDir", "podSelector", "namespaceSelector", "labelSelector", "selector" -> true;
      default -> false;
    };
  }

  private static final class TimeAdapter extends TypeAdapter<OffsetDateTime> {
    @Override
    public void write(JsonWriter out, OffsetDateTime value) throws IOException {
      out.value(
          value
              .withOffsetSameInstant(ZoneOffset.UTC)
              .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
    }

    @Override
    public OffsetDateTime read(JsonReader in) throws IOException {
      return OffsetDateTime.parse(in.nextString(), DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    }
  }

  private static final class BytesAdapter extends TypeAdapter<byte[]> {
    @Override
    public void write(JsonWriter out, byte[] value) throws IOException {
      out.value(Base64.getEncoder().encodeToString(value));
    }

    @Override
    @Nullable
    public byte[] read(JsonReader in) throws IOException {
      if (in.peek() == JsonToken.NULL) {
        in.nextNull();
        return null;
      }
      return Base64.getDecoder().decode(in.nextString());
    }
  }

  /** Reads and writes {@code metadata} under any Gson, without the models' empty lists and maps. */
  static final class ObjectMetaAdapter extends TypeAdapter<V1ObjectMeta> {
    @Override
    public void write(JsonWriter out, @Nullable V1ObjectMeta value) throws IOException {
      if (value == null) {
        out.nullValue();
        return;
      }
      JsonObject json = Typed.toJson(value);
      json.remove("managedFields");
      GSON.toJson(json, out);
    }

    @Override
    @Nullable
    public V1ObjectMeta read(JsonReader in) throws IOException {
      JsonElement json = GSON.fromJson(in, JsonElement.class);
      if (json == null || !json.isJsonObject()) {
        return null;
      }
      JsonObject own = json.getAsJsonObject().deepCopy(); // the reader may walk the caller's tree
      own.remove("managedFields");
      return Typed.fromJson(own, V1ObjectMeta.class);
    }
  }
}
