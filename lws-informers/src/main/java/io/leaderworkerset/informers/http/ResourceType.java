package io.leaderworkerset.informers.http;

import javax.annotation.Nullable;

/**
 * A kind of object as the API addresses it.
 *
 * @param group the API group, empty for the core group
 * @param version such as {@code v1}
 * @param plural such as {@code statefulsets}
 * @param namespaced whether objects live in a namespace
 */
public record ResourceType(String group, String version, String plural, boolean namespaced) {
  /** Checks that the parts that must be there are. */
  public ResourceType {
    if (version.isEmpty() || plural.isEmpty()) {
      throw new IllegalArgumentException(
          "a resource needs a version and a plural, not '" + version + "' and '" + plural + "'");
    }
  }

  /** Returns a namespaced resource; the core group is the empty string. */
  public static ResourceType namespaced(String group, String version, String plural) {
    return new ResourceType(group, version, plural, true);
  }

  /** Returns a cluster-scoped resource; the core group is the empty string. */
  public static ResourceType clusterScoped(String group, String version, String plural) {
    return new ResourceType(group, version, plural, false);
  }

  /** Returns the {@code apiVersion} of its objects: {@code v1} or {@code apps/v1}. */
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** Returns the plural, with the group unless it is the core: {@code statefulsets.apps}. */
  public String fullName() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  /**
   * Returns the path of the collection, or of one object, or of a subresource of it.
   *
   * @param namespace null for all namespaces or a cluster-scoped resource
   * @param name null for the collection
   * @param subresource null for the object itself
   * @throws IllegalArgumentException if the namespace does not fit the scope of the resource
   */
  public String path(
      @Nullable String namespace, @Nullable String name, @Nullable String subresource) {
    if (!namespaced && namespace != null) {
      throw new IllegalArgumentException(
          fullName() + " is cluster-scoped, but the namespace is " + namespace);
    }
    if (namespaced && namespace == null && name != null) {
      throw new IllegalArgumentException(fullName() + " " + name + " needs a namespace");
    }
    StringBuilder path = new StringBuilder(group.isEmpty() ? "/api/" : "/apis/");
    path.append(apiVersion());
    if (namespace != null) {
      path.append("/namespaces/").append(segment("namespace", namespace));
    }
    path.append('/').append(plural);
    if (name != null) {
      path.append('/').append(segment("name", name));
    }
    if (subresource != null) {
      path.append('/').append(subresource);
    }
    return path.toString();
  }

  /** Names go into paths as they are: whatever could change the path is refused. */
  private String segment(String what, String value) {
    boolean plain =
        !value.isEmpty()
            && !value.equals(".")
            && !value.equals("..")
            && value.chars().allMatch(c -> c > ' ' && c < 127 && "/%?#\\".indexOf(c) < 0);
    if (!plain) {
      throw new IllegalArgumentException(
          "the " + what + " '" + value + "' of " + fullName() + " is not a Kubernetes name");
    }
    return value;
  }
}
