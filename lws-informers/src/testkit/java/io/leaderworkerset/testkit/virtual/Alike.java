package io.leaderworkerset.testkit.virtual;

import io.leaderworkerset.informers.observe.ObservedObject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.annotation.Nullable;

/**
 * Objects of earlier runs, by what much of their form depends on. A run is the same with and
 * without them: what is taken over is what would be computed again. Thread-safe.
 *
 * @param <K> what they have in common; immutable
 */
final class Alike<K> {
  private static final int MOST = 4096;

  private final Map<K, ObservedObject> known = new ConcurrentHashMap<>();

  @Nullable
  ObservedObject get(K key) {
    return known.get(key);
  }

  void keep(K key, ObservedObject object) {
    if (known.size() < MOST) {
      known.putIfAbsent(key, object);
    }
  }
}
