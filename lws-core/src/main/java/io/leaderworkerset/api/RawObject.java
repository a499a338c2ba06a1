package io.leaderworkerset.api;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import io.leaderworkerset.json.Json;
import java.io.IOException;
import java.util.function.Function;
import javax.annotation.Nullable;

/**
 * A part of an object that is kept as the JSON it came as, so that fields newer than the client's
 * models survive. Immutable: what goes in and out is copied.
 */
public abstract class RawObject {
  private final JsonObject json;

  RawObject(JsonObject json) {
    this.json = json.deepCopy();
  }

  /** Returns a copy of the JSON. */
  public final JsonObject toJson() {
    return json.deepCopy();
  }

  /** Returns the JSON itself, for readers in this library that promise not to change it. */
  final JsonObject view() {
    return json;
  }

  @Override
  public final boolean equals(@Nullable Object other) {
    return other != null && other.getClass() == getClass() && json.equals(((RawObject) other).json);
  }

  @Override
  public final int hashCode() {
    return json.hashCode();
  }

  @Override
  public final String toString() {
    return Json.write(json);
  }

  /** Reads and writes a raw part as its JSON, under any Gson. */
  abstract static class Adapter<T extends RawObject> implements TypeAdapterFactory {
    private final Class<T> type;
    private final Function<JsonObject, T> make;

    Adapter(Class<T> type, Function<JsonObject, T> make) {
      this.type = type;
      this.make = make;
    }

    @Override
    @Nullable
    @SuppressWarnings("unchecked")
    public <A> TypeAdapter<A> create(Gson gson, TypeToken<A> asked) {
      if (asked.getRawType() != type) {
        return null;
      }
      TypeAdapter<JsonElement> trees = gson.getAdapter(JsonElement.class);
      return (TypeAdapter<A>)
          new TypeAdapter<T>() {
            @Override
            public void write(JsonWriter out, @Nullable T value) throws IOException {
              if (value == null) {
                out.nullValue();
              } else {
                trees.write(out, ((RawObject) value).json);
              }
            }

            @Override
            @Nullable
            public T read(JsonReader in) throws IOException {
              JsonElement read = trees.read(in);
              return read != null && read.isJsonObject()
                  ? make.apply(read.getAsJsonObject())
                  : null;
            }
          };
    }
  }
}
