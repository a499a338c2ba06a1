package io.leaderworkerset.testkit.apiserver;

import javax.annotation.Nullable;

/**
 * What one HTTP request asks for, as accounting and faults see it.
 *
 * @param verb get, list, watch, create, update, patch, apply, delete or deletecollection; for paths
 *     that are no resource, the HTTP method in lower case
 * @param resource the key of the resource, such as {@code statefulsets.apps}; the path for others
 * @param subresource null for the object itself
 * @param namespace null for cluster-scoped resources and lists over all namespaces
 * @param name null for collections
 * @param userAgent empty if the client sent none
 */
public record ApiRequest(
    String verb,
    String resource,
    @Nullable String subresource,
    @Nullable String namespace,
    @Nullable String name,
    String userAgent) {
  /** Returns whether it changes something. */
  public boolean isWrite() {
    return switch (verb) {
      case "create", "update", "patch", "apply", "delete", "deletecollection" -> true;
      default -> false;
    };
  }

  /** Returns whether it is a watch. */
  public boolean isWatch() {
    return verb.equals("watch");
  }

  /** Returns whether it is about leases, which leader election writes all the time. */
  public boolean isLease() {
    return resource.equals("leases.coordination.k8s.io");
  }
}
