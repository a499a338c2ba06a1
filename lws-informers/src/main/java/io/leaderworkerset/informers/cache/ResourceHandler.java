package io.leaderworkerset.informers.cache;

/**
 * Hears of changes of a cache, after the cache shows them. All calls of one {@link ResourceWatch}
 * come from one thread, in order for each object; between objects no order is promised. What it
 * throws is logged and counted, and costs nothing else.
 *
 * @param <T> what the cache keeps
 */
public interface ResourceHandler<T> {
  /** An object is in the cache now that was not. */
  void onAdd(T added);

  /** An object changed; its UID is the same, its resource version is another. */
  void onUpdate(T before, T after);

  /**
   * An object is gone. Replacement by another of the same name (another UID) is told as {@code
   * onDelete} with an unknown final state, then {@code onAdd}.
   *
   * @param last as it was last seen
   * @param finalStateUnknown whether it may have changed before it went
   */
  void onDelete(T last, boolean finalStateUnknown);
}
