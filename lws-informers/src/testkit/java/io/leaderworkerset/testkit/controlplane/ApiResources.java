package io.leaderworkerset.testkit.controlplane;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi.ApiException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.annotation.Nullable;

/** What a server says of its resources: kind, preferred version, and whether in namespaces. */
final class ApiResources {
  private final HttpCalls calls;
  private final Map<String, ApiResource> known = new ConcurrentHashMap<>();

  /**
   * One resource of a server.
   *
   * @param root such as {@code /apis/apps/v1}
   */
  record ApiResource(
      String root, String apiVersion, String plural, String kind, boolean namespaced) {
    String path(@Nullable String namespace) {
      return namespaced && namespace != null
          ? root + "/namespaces/" + namespace + "/" + plural
          : root + "/" + plural;
    }

    String path(@Nullable String namespace, String name) {
      return path(namespace) + "/" + name;
    }

    /** Adds what the server leaves out of the items of a list. */
    JsonObject complete(JsonObject object) {
      object.addProperty("apiVersion", apiVersion);
      object.addProperty("kind", kind);
      return object;
    }
  }

  ApiResources(HttpCalls calls) {
    this.calls = calls;
  }

  /**
   * Returns the resource; asks the server the first time.
   *
   * @param resource plural, dot, group; only the plural in the core group
   * @throws ApiException of 404 if the server does not have it
   */
  ApiResource find(String resource) {
    ApiResource seen = known.get(resource);
    if (seen != null) {
      return seen;
    }
    int dot = resource.indexOf('.');
    String plural = dot < 0 ? resource : resource.substring(0, dot);
    String apiVersion = dot < 0 ? "v1" : preferredVersion(resource.substring(dot + 1));
    String root = (dot < 0 ? "/api/" : "/apis/") + apiVersion;
    for (JsonElement entry : Json.array(calls.get(root), "resources")) {
      if (plural.equals(Json.string(entry, "name"))) {
        String kind = Json.string(entry, "kind");
        ApiResource found =
            new ApiResource(
                root, apiVersion, plural, String.valueOf(kind), Json.isTrue(entry, "namespaced"));
        known.put(resource, found);
        return found;
      }
    }
    throw HttpCalls.failure(404, "NotFound", "the server has no resource " + resource);
  }

  private String preferredVersion(String group) {
    String version = Json.string(calls.get("/apis/" + group), "preferredVersion", "groupVersion");
    if (version == null) {
      throw HttpCalls.failure(404, "NotFound", "the server has no API group " + group);
    }
    return version;
  }
}
