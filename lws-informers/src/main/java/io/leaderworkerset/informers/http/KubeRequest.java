package io.leaderworkerset.informers.http;

import java.util.LinkedHashMap;
import java.util.Map;
import javax.annotation.Nullable;

/**
 * One call to the API server, before it is sent.
 *
 * @param verb what metrics and errors call it: {@code get}, {@code apply}, ...
 * @param method the HTTP method
 * @param type the resource
 * @param namespace null for all namespaces or a cluster-scoped resource
 * @param name null for the collection
 * @param subresource null for the object itself
 * @param query query parameters, in order; not escaped
 * @param body null for none
 */
public record KubeRequest(
    String verb,
    String method,
    ResourceType type,
    @Nullable String namespace,
    @Nullable String name,
    @Nullable String subresource,
    Map<String, String> query,
    @Nullable Body body) {

  /** Copies the query. */
  public KubeRequest {
    query = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(query));
  }

  /**
   * What is sent.
   *
   * @param contentType the media type
   * @param text the content, sent as UTF-8
   */
  public record Body(String contentType, String text) {}

  /** Returns a read of the resource's collection. */
  public static KubeRequest collection(
      String verb, ResourceType type, @Nullable String namespace, Map<String, String> query) {
    return new KubeRequest(verb, "GET", type, namespace, null, null, query, null);
  }

  /** Returns what metrics call the target: {@code statefulsets.apps/status}. */
  public String resource() {
    return subresource == null ? type.fullName() : type.fullName() + "/" + subresource;
  }

  /** Returns what an error message calls the target: {@code apply pods team/a-0}. */
  public String describe() {
    StringBuilder text = new StringBuilder(verb).append(' ').append(resource());
    if (namespace != null || name != null) {
      text.append(' ');
    }
    if (namespace != null) {
      text.append(namespace).append(name == null ? "" : "/");
    }
    return name == null ? text.toString() : text.append(name).toString();
  }

  String path() {
    return type.path(namespace, name, subresource);
  }
}
