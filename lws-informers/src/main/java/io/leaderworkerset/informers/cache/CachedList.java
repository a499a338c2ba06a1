package io.leaderworkerset.informers.cache;

import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.openapi.models.V1ListMeta;
import java.util.List;

/** A list as the reflector takes it. */
final class CachedList<T extends CachedObject> implements KubernetesListObject {
  private final List<T> items;
  private final String resourceVersion;

  CachedList(List<T> items, String resourceVersion) {
    this.items = items;
    this.resourceVersion = resourceVersion;
  }

  String resourceVersion() {
    return resourceVersion;
  }

  /** Empties it: whoever holds on to it holds on to no object any more. */
  void release() {
    items.clear();
  }

  @Override
  public V1ListMeta getMetadata() {
    return new V1ListMeta().resourceVersion(resourceVersion);
  }

  @Override
  public List<T> getItems() {
    return items;
  }

  @Override
  public String getApiVersion() {
    return "io.leaderworkerset/cache";
  }

  @Override
  public String getKind() {
    return "CachedObjectList";
  }
}
