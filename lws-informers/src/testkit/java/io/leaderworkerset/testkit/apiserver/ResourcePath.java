package io.leaderworkerset.testkit.apiserver;

import java.util.Arrays;
import java.util.List;
import javax.annotation.Nullable;

/**
 * A path below {@code /api/v1} or {@code /apis/group/version} that names a collection or an object.
 *
 * @param type null if no such resource is served
 * @param name null for a collection
 * @param subresource empty for the object itself
 * @param watch whether it is one of the old paths with {@code /watch/}
 */
record ResourcePath(
    @Nullable ResourceType type,
    @Nullable String namespace,
    @Nullable String name,
    String subresource,
    boolean watch) {
  /** Returns null if the path is not of that form. */
  @Nullable
  static ResourcePath parse(String path, ResourceRegistry registry) {
    List<String> parts = Arrays.stream(path.split("/")).filter(p -> !p.isEmpty()).toList();
    int prefix = parts.isEmpty() ? 0 : parts.get(0).equals("api") ? 2 : 3;
    if (parts.size() <= prefix || !parts.get(0).equals("api") && !parts.get(0).equals("apis")) {
      return null;
    }
    String group = prefix == 2 ? "" : parts.get(1);
    String version = parts.get(prefix - 1);
    List<String> rest = parts.subList(prefix, parts.size());
    boolean watch = rest.get(0).equals("watch") && rest.size() > 1;
    return of(group, version, watch ? rest.subList(1, rest.size()) : rest, watch, registry);
  }

  @Nullable
  private static ResourcePath of(
      String group, String version, List<String> rest, boolean watch, ResourceRegistry registry) {
    boolean inNamespace =
        rest.get(0).equals("namespaces")
            && rest.size() > 2
            && !(group.isEmpty()
                && (rest.get(2).equals("status") || rest.get(2).equals("finalize")));
    String namespace = inNamespace ? rest.get(1) : null;
    List<String> own = inNamespace ? rest.subList(2, rest.size()) : rest;
    ResourceType type = registry.find(group, version, own.get(0));
    return new ResourcePath(
        type,
        namespace,
        own.size() > 1 ? own.get(1) : null,
        own.size() > 2 ? String.join("/", own.subList(2, own.size())) : "",
        watch);
  }
}
