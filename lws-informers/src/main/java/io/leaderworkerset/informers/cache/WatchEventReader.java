package io.leaderworkerset.informers.cache;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonToken;
import io.leaderworkerset.informers.cache.ItemReader.Item;
import io.leaderworkerset.json.Json;
import java.io.IOException;
import java.io.StringReader;
import javax.annotation.Nullable;

/** Reads the lines of a watch. A line that cannot be read costs that line. */
final class WatchEventReader<T extends CachedObject> {
  private static final String INITIAL_EVENTS_END = "k8s.io/initial-events-end";

  private final ItemReader<T> items;

  WatchEventReader(ItemReader<T> items) {
    this.items = items;
  }

  WatchEvent read(String line) {
    try {
      return read(line, "");
    } catch (IOException | JsonParseException | IllegalStateException e) {
      items.failed("the line is not a watch event: " + e);
      return WatchEvent.skipped();
    }
  }

  /** An API server writes the type before the object; if one does not, the line is read twice. */
  private WatchEvent read(String line, String known) throws IOException {
    String type = known;
    DepthReader in = new DepthReader(new StringReader(line));
    in.beginObject();
    while (in.hasNext()) {
      String name = in.nextName();
      if (name.equals("type") && in.peek() == JsonToken.STRING) {
        type = in.nextString();
      } else if (name.equals("object") && !type.isEmpty()) {
        return event(type, in, line);
      } else {
        in.skipValue();
      }
    }
    if (known.isEmpty() && !type.isEmpty()) {
      return read(line, type);
    }
    throw new IllegalStateException(
        type.isEmpty() ? "it has no type" : "event " + type + " has no object");
  }

  private WatchEvent event(String type, DepthReader in, String line) throws IOException {
    return switch (type) {
      case "ADDED", "MODIFIED" -> put(in, line);
      case "DELETED" -> deleted(in, line);
      case "BOOKMARK" -> bookmark(line);
      case "ERROR" -> new WatchEvent(WatchEvent.Kind.ERROR, null, "", objectTree(line));
      default -> {
        items.failed("unknown event type '" + type + "'");
        yield WatchEvent.skipped();
      }
    };
  }

  private WatchEvent put(DepthReader in, String line) throws IOException {
    Item<T> item = items.read(in);
    if (item.failed()) {
      return WatchEvent.skipped();
    }
    T value = item.value();
    return value != null
        ? new WatchEvent(WatchEvent.Kind.PUT, value, "", null)
        : new WatchEvent(WatchEvent.Kind.DELETE, tombstone(line), "", null);
  }

  /** The last state of an object that goes is nice to have; that it goes must not be lost. */
  private WatchEvent deleted(DepthReader in, String line) throws IOException {
    T value = items.read(in).value();
    return new WatchEvent(
        WatchEvent.Kind.DELETE, value != null ? value : tombstone(line), "", null);
  }

  private static WatchEvent bookmark(String line) {
    JsonObject object = objectTree(line);
    String version = Json.string(object, "metadata", "resourceVersion");
    if (version == null || version.isEmpty()) {
      return WatchEvent.skipped();
    }
    boolean end = "true".equals(Json.string(object, "metadata", "annotations", INITIAL_EVENTS_END));
    return new WatchEvent(
        end ? WatchEvent.Kind.INITIAL_END : WatchEvent.Kind.BOOKMARK, null, version, null);
  }

  private static Tombstone tombstone(String line) {
    JsonObject object = objectTree(line);
    String namespace = Json.string(object, "metadata", "namespace");
    String name = Json.string(object, "metadata", "name");
    String version = Json.string(object, "metadata", "resourceVersion");
    if (name == null || name.isEmpty()) {
      throw new IllegalStateException("the object has no name");
    }
    return new Tombstone(namespace == null ? "" : namespace, name, version == null ? "" : version);
  }

  @Nullable
  private static JsonObject objectTree(String line) {
    return Json.object(Json.parse(line), "object");
  }
}
