package io.leaderworkerset.informers.cache;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.util.function.Function;
import javax.annotation.Nullable;

/**
 * Reads one object of a list or watch into what the cache keeps of it. Fields it does not know are
 * to be skipped, absent and null ones tolerated: the server may be newer than this library.
 *
 * <p>It is called by one thread at a time. An exception costs that one object, not the list.
 *
 * @param <T> what is kept
 */
@FunctionalInterface
public interface ObjectParser<T extends CachedObject> {
  /**
   * Reads the object at the reader's position. The reader is put behind the object afterwards,
   * wherever this stopped.
   *
   * @return null to leave the object out of the cache
   * @throws IOException if the text is not JSON or ends early
   */
  @Nullable
  T parse(JsonReader in) throws IOException;

  /** Returns a parser over trees: convenient, and costs 40 to 70 KB of garbage for a pod. */
  static <T extends CachedObject> ObjectParser<T> ofTree(Function<JsonObject, T> parser) {
    return in -> {
      JsonElement tree = JsonParser.parseReader(in);
      return parser.apply(tree.getAsJsonObject());
    };
  }
}
