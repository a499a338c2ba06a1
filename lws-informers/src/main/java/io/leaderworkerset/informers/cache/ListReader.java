package io.leaderworkerset.informers.cache;

import com.google.gson.stream.JsonToken;
import io.leaderworkerset.informers.http.KubeStream;
import java.io.IOException;
import java.util.Map;

/** Reads the answer of a list item by item, never holding more than one in full. */
final class ListReader<T extends CachedObject> {
  private final ItemReader<T> items;

  ListReader(ItemReader<T> items) {
    this.items = items;
  }

  /**
   * What a page says beside its items.
   *
   * @param resourceVersion the state the list shows, empty if it does not say
   * @param continueToken empty if this was the last page
   */
  record Page(String resourceVersion, String continueToken) {}

  /**
   * Reads a page into the map, by key.
   *
   * @throws IOException if it breaks off or is not a list
   */
  Page read(KubeStream stream, Map<String, T> into) throws IOException {
    DepthReader in = new DepthReader(stream.reader());
    Page page = new Page("", "");
    in.beginObject();
    while (in.hasNext()) {
      String name = in.nextName();
      if (name.equals("metadata") && in.peek() == JsonToken.BEGIN_OBJECT) {
        page = metadata(in);
      } else if (name.equals("items") && in.peek() == JsonToken.BEGIN_ARRAY) {
        in.beginArray();
        while (in.hasNext()) {
          T item = items.read(in).value();
          if (item != null) {
            into.put(item.key(), item);
          }
        }
        in.endArray();
      } else {
        in.skipValue();
      }
    }
    in.endObject();
    return page;
  }

  private static Page metadata(DepthReader in) throws IOException {
    String version = "";
    String token = "";
    in.beginObject();
    while (in.hasNext()) {
      String name = in.nextName();
      if (in.peek() == JsonToken.STRING && name.equals("resourceVersion")) {
        version = in.nextString();
      } else if (in.peek() == JsonToken.STRING && name.equals("continue")) {
        token = in.nextString();
      } else {
        in.skipValue();
      }
    }
    in.endObject();
    return new Page(version, token);
  }
}
