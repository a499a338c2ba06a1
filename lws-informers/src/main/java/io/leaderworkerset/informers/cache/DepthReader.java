package io.leaderworkerset.informers.cache;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.Reader;

/** A reader that knows how deep it is, so that it can leave an object that somebody gave up on. */
final class DepthReader extends JsonReader {
  private int depth;
  private long taken;

  DepthReader(Reader in) {
    super(in);
  }

  int depth() {
    return depth;
  }

  /** Returns a number that changes when a composite value is entered or skipped. */
  long taken() {
    return taken;
  }

  @Override
  public void skipValue() throws IOException {
    super.skipValue();
    taken++;
  }

  @Override
  public void beginArray() throws IOException {
    super.beginArray();
    depth++;
    taken++;
  }

  @Override
  public void beginObject() throws IOException {
    super.beginObject();
    depth++;
    taken++;
  }

  @Override
  public void endArray() throws IOException {
    super.endArray();
    depth--;
  }

  @Override
  public void endObject() throws IOException {
    super.endObject();
    depth--;
  }

  /** Skips the rest of everything that is deeper. */
  void leaveTo(int outer) throws IOException {
    while (depth > outer) {
      while (hasNext()) {
        skipValue();
      }
      if (peek() == JsonToken.END_ARRAY) {
        endArray();
      } else {
        endObject();
      }
    }
  }
}
