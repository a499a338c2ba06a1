package io.leaderworkerset.informers.observe;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import javax.annotation.Nullable;

/**
 * Null-tolerant steps through a JSON stream: what is absent, null or of another type reads as null.
 */
final class Fields {
  private Fields() {}

  /** Handles one member of an object; it must consume the value. */
  interface Member {
    void read(String name, JsonReader in) throws IOException;
  }

  /** Handles one item of an array; it must consume it. */
  interface Item {
    void read(JsonReader in) throws IOException;
  }

  static void object(JsonReader in, Member member) throws IOException {
    if (in.peek() != JsonToken.BEGIN_OBJECT) {
      in.skipValue();
      return;
    }
    in.beginObject();
    while (in.hasNext()) {
      member.read(in.nextName(), in);
    }
    in.endObject();
  }

  static void array(JsonReader in, Item item) throws IOException {
    if (in.peek() != JsonToken.BEGIN_ARRAY) {
      in.skipValue();
      return;
    }
    in.beginArray();
    while (in.hasNext()) {
      item.read(in);
    }
    in.endArray();
  }

  @Nullable
  static String string(JsonReader in) throws IOException {
    if (in.peek() == JsonToken.STRING || in.peek() == JsonToken.NUMBER) {
      return in.nextString();
    }
    in.skipValue();
    return null;
  }

  static boolean isTrue(JsonReader in) throws IOException {
    if (in.peek() == JsonToken.BOOLEAN) {
      return in.nextBoolean();
    }
    in.skipValue();
    return false;
  }

  @Nullable
  static Integer integer(JsonReader in) throws IOException {
    return parseInt(string(in));
  }

  @Nullable
  static Integer parseInt(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  @Nullable
  static Instant time(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
