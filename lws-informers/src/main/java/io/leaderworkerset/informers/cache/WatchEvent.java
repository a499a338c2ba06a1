package io.leaderworkerset.informers.cache;

import com.google.gson.JsonObject;
import javax.annotation.Nullable;

/**
 * One event of a watch.
 *
 * @param kind what happened
 * @param object the object, null unless {@code kind} is PUT or DELETE
 * @param resourceVersion of a bookmark, else empty
 * @param status of an error
 */
record WatchEvent(
    Kind kind, @Nullable CachedObject object, String resourceVersion, @Nullable JsonObject status) {

  enum Kind {
    /** Added or modified. */
    PUT,
    /** Deleted, or to be left out from now on: the object may be a {@link Tombstone}. */
    DELETE,
    BOOKMARK,
    /** The bookmark that ends the initial events. */
    INITIAL_END,
    ERROR,
    /** Could not be read, or of an unknown type. */
    SKIPPED
  }

  static WatchEvent skipped() {
    return new WatchEvent(Kind.SKIPPED, null, "", null);
  }
}
