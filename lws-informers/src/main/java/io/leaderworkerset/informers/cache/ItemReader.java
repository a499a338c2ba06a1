package io.leaderworkerset.informers.cache;

import com.google.gson.stream.JsonToken;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import java.io.IOException;
import javax.annotation.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads single objects; one that cannot be read is counted and skipped. */
final class ItemReader<T extends CachedObject> {
  private static final Logger LOG = LoggerFactory.getLogger(ItemReader.class);

  /**
   * One object.
   *
   * @param value null if it is to be left out or could not be read
   * @param failed whether it could not be read
   */
  record Item<T>(@Nullable T value, boolean failed) {}

  private final String resource;
  private final ObjectParser<T> parser;
  private final LwsMetrics metrics;

  ItemReader(String resource, ObjectParser<T> parser, LwsMetrics metrics) {
    this.resource = resource;
    this.parser = parser;
    this.metrics = metrics;
  }

  /**
   * Reads the value at the reader's position and leaves the reader behind it.
   *
   * @return what was read, and whether that failed
   * @throws IOException if the text itself is broken or ends
   */
  Item<T> read(DepthReader in) throws IOException {
    if (in.peek() != JsonToken.BEGIN_OBJECT) {
      in.skipValue();
      failed("it is not an object");
      return new Item<>(null, true);
    }
    int outer = in.depth();
    long before = in.taken();
    Item<T> item;
    try {
      item = new Item<>(parser.parse(in), false);
    } catch (RuntimeException e) {
      failed(e.toString());
      item = new Item<>(null, true);
    }
    if (in.taken() == before) {
      in.skipValue(); // nothing was read: the parser gave up at once
    }
    in.leaveTo(outer);
    return item;
  }

  void failed(String why) {
    LOG.warn("Skipped one object of {}: {}", resource, why);
    metrics.parseFailed(resource);
  }
}
