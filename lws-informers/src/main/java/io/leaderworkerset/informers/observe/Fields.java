package io.leaderworkerset.informers.observe;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
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

  /** Returns the value as a tree. */
  static JsonElement tree(JsonReader in) {
    return JsonParser.parseReader(in);
  }

  @Nullable
  static Instant time(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return isSecondsUtc(text) ? secondsUtc(text) : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException | NumberFormatException e) {
      return null;
    }
  }

  /** Whether the text has the form of a {@code metav1.Time}: {@code 2006-01-02T15:04:05Z}. */
  private static boolean isSecondsUtc(String text) {
    return text.length() == 20
        && text.charAt(4) == '-'
        && text.charAt(7) == '-'
        && text.charAt(10) == 'T'
        && text.charAt(13) == ':'
        && text.charAt(16) == ':'
        && text.charAt(19) == 'Z';
  }

  /** Nearly all times are of this form, and a formatter takes far longer. */
  private static Instant secondsUtc(String text) {
    return LocalDateTime.of(
            number(text, 0, 4),
            number(text, 5, 7),
            number(text, 8, 10),
            number(text, 11, 13),
            number(text, 14, 16),
            number(text, 17, 19))
        .toInstant(ZoneOffset.UTC);
  }

  private static int number(String text, int from, int to) {
    return Integer.parseInt(text, from, to, 10);
  }
}
