package io.leaderworkerset.informers.cache;

/**
 * An object that is to go from the cache, of which only the name is known; also carries the
 * resource version of a bookmark. It never gets further than {@link DrainingDeltaFifo}.
 */
final class Tombstone extends CachedObject {
  Tombstone(String namespace, String name, String resourceVersion) {
    super(namespace, name, "", resourceVersion);
  }

  static Tombstone bookmark(String resourceVersion) {
    return new Tombstone("", "bookmark", resourceVersion);
  }
}
