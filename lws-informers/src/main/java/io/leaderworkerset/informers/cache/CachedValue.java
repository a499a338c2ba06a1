package io.leaderworkerset.informers.cache;

/**
 * A cached object that holds a value of a type that knows nothing of Kubernetes, such as a record
 * of an observation.
 *
 * @param <V> an immutable type
 */
public final class CachedValue<V> extends CachedObject {
  private final V value;

  /**
   * Keeps a value under the metadata.
   *
   * @param namespace empty for a cluster-scoped object
   * @param name not empty
   * @param uid empty if unknown
   * @param resourceVersion empty if unknown
   */
  public CachedValue(String namespace, String name, String uid, String resourceVersion, V value) {
    super(namespace, name, uid, resourceVersion);
    this.value = value;
  }

  /** Returns the value. */
  public V value() {
    return value;
  }
}
