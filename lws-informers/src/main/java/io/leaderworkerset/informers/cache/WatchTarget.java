package io.leaderworkerset.informers.cache;

import io.leaderworkerset.informers.http.KubeRequest;
import io.leaderworkerset.informers.http.ResourceType;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.annotation.Nullable;

/**
 * Which objects a watch is about, and the requests for them.
 *
 * @param namespace null for all namespaces
 * @param labelSelector empty for all
 * @param fieldSelector empty for all
 * @param pageSize objects per page of a list, 0 for all at once
 */
record WatchTarget(
    ResourceType type,
    @Nullable String namespace,
    String labelSelector,
    String fieldSelector,
    int pageSize) {

  KubeRequest list(String resourceVersion, String continueToken) {
    Map<String, String> query = selectors();
    if (pageSize > 0) {
      query.put("limit", Integer.toString(pageSize));
    }
    if (!continueToken.isEmpty()) {
      query.put("continue", continueToken); // carries its own resource version
    } else if (!resourceVersion.isEmpty()) {
      query.put("resourceVersion", resourceVersion);
    }
    return KubeRequest.collection("list", type, namespace, query);
  }

  KubeRequest watchList(String resourceVersion, int timeoutSeconds) {
    Map<String, String> query = watchQuery(timeoutSeconds);
    query.put("sendInitialEvents", "true");
    query.put("resourceVersionMatch", "NotOlderThan");
    if (!resourceVersion.isEmpty() && !resourceVersion.equals("0")) {
      query.put("resourceVersion", resourceVersion);
    }
    return KubeRequest.collection("watch", type, namespace, query);
  }

  KubeRequest watch(String resourceVersion, int timeoutSeconds) {
    Map<String, String> query = watchQuery(timeoutSeconds);
    query.put("resourceVersion", resourceVersion);
    return KubeRequest.collection("watch", type, namespace, query);
  }

  private Map<String, String> watchQuery(int timeoutSeconds) {
    Map<String, String> query = selectors();
    query.put("watch", "true");
    query.put("allowWatchBookmarks", "true");
    query.put("timeoutSeconds", Integer.toString(timeoutSeconds));
    return query;
  }

  private Map<String, String> selectors() {
    Map<String, String> query = new LinkedHashMap<>();
    if (!labelSelector.isEmpty()) {
      query.put("labelSelector", labelSelector);
    }
    if (!fieldSelector.isEmpty()) {
      query.put("fieldSelector", fieldSelector);
    }
    return query;
  }
}
