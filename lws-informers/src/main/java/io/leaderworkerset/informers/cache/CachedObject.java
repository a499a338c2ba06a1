package io.leaderworkerset.informers.cache;

import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ObjectMeta;

/**
 * What every object in a cache has: the four parts of its metadata that the informer needs, and
 * nothing else. Subclasses are immutable and hold what the controllers look at.
 *
 * <p>The generated models keep 14 KB for a pod; this keeps what the subclass keeps.
 */
public abstract class CachedObject implements KubernetesObject {
  private final String namespace;
  private final String name;
  private final String uid;
  private final String resourceVersion;
  private final String key;

  /**
   * Keeps the metadata.
   *
   * @param namespace empty for a cluster-scoped object
   * @param name not empty
   * @param uid empty if unknown
   * @param resourceVersion empty if unknown
   * @throws IllegalArgumentException if there is no name
   */
  protected CachedObject(String namespace, String name, String uid, String resourceVersion) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("an object without a name cannot be cached");
    }
    this.namespace = namespace;
    this.name = name;
    this.uid = uid;
    this.resourceVersion = resourceVersion;
    this.key = keyOf(namespace, name);
  }

  /** Returns the key of an object in the cache: {@code namespace/name}, or the bare name. */
  public static String keyOf(String namespace, String name) {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }

  /** Returns the namespace, empty for a cluster-scoped object. */
  public final String namespace() {
    return namespace;
  }

  /** Returns the name. */
  public final String name() {
    return name;
  }

  /** Returns the UID, empty if unknown. */
  public final String uid() {
    return uid;
  }

  /** Returns the resource version, empty if unknown. */
  public final String resourceVersion() {
    return resourceVersion;
  }

  /** Returns {@code namespace/name}, or the bare name. */
  public final String key() {
    return key;
  }

  /** Returns whether both are the same state of the same object. */
  final boolean sameStateAs(CachedObject other) {
    return !resourceVersion.isEmpty()
        && resourceVersion.equals(other.resourceVersion)
        && uid.equals(other.uid);
  }

  /** Makes a model of the metadata for the official informer; made anew at each call. */
  @Override
  public final V1ObjectMeta getMetadata() {
    V1ObjectMeta meta = new V1ObjectMeta().name(name).uid(uid).resourceVersion(resourceVersion);
    return namespace.isEmpty() ? meta : meta.namespace(namespace);
  }

  /** Returns a constant: a cached object is not an API object. Never empty. */
  @Override
  public final String getApiVersion() {
    return "io.leaderworkerset/cache";
  }

  /** Returns a constant: a cached object is not an API object. Never empty. */
  @Override
  public final String getKind() {
    return "CachedObject";
  }

  @Override
  public String toString() {
    return key + "@" + resourceVersion;
  }
}
