package io.leaderworkerset.examples.demo;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.ApiClient;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.informers.http.KubeApiException;
import io.leaderworkerset.informers.http.KubeHttp;
import io.leaderworkerset.informers.http.KubeRequest;
import io.leaderworkerset.informers.http.KubeRequest.Body;
import io.leaderworkerset.informers.http.KubeStream;
import io.leaderworkerset.informers.http.ResourceType;
import io.leaderworkerset.informers.http.Resources;
import io.leaderworkerset.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;

/** What a user does with kubectl, in the namespace of the demo. */
final class DemoApi implements AutoCloseable {
  static final String NAMESPACE = "default";
  private static final String FIELD_MANAGER = "lws-demo";
  private static final Duration WATCH_LIMIT = Duration.ofMinutes(10);

  private final KubeHttp http;

  DemoApi(ApiClient client) {
    this.http = KubeHttp.builder(client).userAgent(FIELD_MANAGER).build();
  }

  /** Applies a set, server-side and with force. */
  void apply(JsonObject set) {
    String name = Json.string(set, "metadata", "name");
    send(
        new KubeRequest(
            "apply",
            "PATCH",
            Resources.SETS,
            NAMESPACE,
            name,
            null,
            Map.of("fieldManager", FIELD_MANAGER, "force", "true"),
            new Body("application/apply-patch+yaml", Json.write(set))));
  }

  /** Sets the number of groups through the scale subresource, as an autoscaler does. */
  void scale(String set, int groups) {
    JsonObject spec = new JsonObject();
    spec.addProperty("replicas", groups);
    JsonObject patch = new JsonObject();
    patch.add("spec", spec);
    send(
        new KubeRequest(
            "patch",
            "PATCH",
            Resources.SETS,
            NAMESPACE,
            set,
            "scale",
            Map.of(),
            new Body("application/merge-patch+json", Json.write(patch))));
  }

  /** Deletes a set; what it owns goes in the background. */
  void deleteSet(String set) {
    send(new KubeRequest("delete", "DELETE", Resources.SETS, NAMESPACE, set, null, Map.of(), null));
  }

  /** Returns an object of the namespace, or null if there is none. */
  @Nullable
  JsonObject get(ResourceType type, String name) {
    try {
      return send(new KubeRequest("get", "GET", type, NAMESPACE, name, null, Map.of(), null));
    } catch (KubeApiException e) {
      if (e.isNotFound()) {
        return null;
      }
      throw e;
    }
  }

  /** Returns all objects of the resource, of all namespaces. */
  List<JsonObject> list(ResourceType type) {
    return items(http.call(KubeRequest.collection("list", type, null, Map.of())));
  }

  /** Returns the members of all sets as a list answer, with the resource version to watch from. */
  JsonObject memberPods() {
    return http.call(
        KubeRequest.collection(
            "list", Resources.PODS, NAMESPACE, Map.of("labelSelector", Names.SET_NAME_LABEL)));
  }

  /** Opens a watch of the members of all sets. */
  KubeStream watchMemberPods(String resourceVersion) {
    return http.open(
        KubeRequest.collection(
            "watch",
            Resources.PODS,
            NAMESPACE,
            Map.of(
                "labelSelector",
                Names.SET_NAME_LABEL,
                "watch",
                "true",
                "resourceVersion",
                resourceVersion)),
        WATCH_LIMIT);
  }

  /** Reads the groups anew. */
  ClusterSnapshot look() {
    return ClusterSnapshot.of(items(memberPods()));
  }

  static List<JsonObject> items(JsonObject list) {
    List<JsonObject> out = new ArrayList<>();
    for (JsonElement item : Json.array(list, "items")) {
      out.add(item.getAsJsonObject());
    }
    return out;
  }

  private JsonObject send(KubeRequest request) {
    return http.call(request);
  }

  @Override
  public void close() {
    http.close();
  }
}
