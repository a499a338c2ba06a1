package io.leaderworkerset.api;

import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import javax.annotation.Nullable;

/** Reads and writes {@code metav1.Time}: RFC 3339, UTC, whole seconds. */
final class InstantAdapter extends TypeAdapter<Instant> {
  @Override
  public void write(JsonWriter out, @Nullable Instant value) throws IOException {
    if (value == null) {
      out.nullValue();
    } else {
      out.value(value.truncatedTo(ChronoUnit.SECONDS).toString());
    }
  }

  @Override
  @Nullable
  public Instant read(JsonReader in) throws IOException {
    if (in.peek() == JsonToken.NULL) {
      in.nextNull();
      return null;
    }
    return OffsetDateTime.parse(in.nextString()).toInstant();
  }
}
