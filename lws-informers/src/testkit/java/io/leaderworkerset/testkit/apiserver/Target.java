package io.leaderworkerset.testkit.apiserver;

import javax.annotation.Nullable;

/**
 * The object a request is about.
 *
 * @param namespace null for cluster-scoped resources
 * @param subresource empty for the object itself
 */
record Target(ResourceType type, @Nullable String namespace, String name, String subresource) {
  static Target of(ResourceType type, @Nullable String namespace, String name) {
    return new Target(type, type.namespaced() ? namespace : null, name, "");
  }

  Target at(String otherSubresource) {
    return new Target(type, namespace, name, otherSubresource);
  }

  String key() {
    return Stored.key(namespace, name);
  }

  boolean isStatus() {
    return subresource.equals("status");
  }
}
