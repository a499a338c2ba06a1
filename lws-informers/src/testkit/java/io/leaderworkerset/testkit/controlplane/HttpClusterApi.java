package io.leaderworkerset.testkit.controlplane;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.ApiClient;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi;
import io.leaderworkerset.testkit.controlplane.ApiResources.ApiResource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.annotation.Nullable;

/**
 * The test kit's in-process interface over HTTP against any server, so that its cluster functions
 * play nodes and kubelets on a real one. Uses the address, TLS and authentication of an {@link
 * ApiClient}; objects are raw JSON, so that no field is lost.
 *
 * <p>Where the server gives no answer, calls throw an {@link ApiException} of 503.
 *
 * <p>Differences from the embedded server: changes of one resource come in commit order, changes of
 * different resources in the order they arrive; and after a gap in the connection only the last
 * state of an object is seen.
 */
public final class HttpClusterApi implements ClusterApi, AutoCloseable {
  private final HttpCalls calls;
  private final ApiResources resources;
  private final List<String> watched;
  private final List<ClusterWatch> watches = new CopyOnWriteArrayList<>();

  /**
   * Wraps a client.
   *
   * @param watched the resources of which {@link #watch} tells, such as {@code pods} and {@code
   *     statefulsets.apps}; the other methods know all resources of the server
   */
  public HttpClusterApi(ApiClient client, List<String> watched) {
    this.calls = new HttpCalls(client);
    this.resources = new ApiResources(calls);
    this.watched = List.copyOf(watched);
  }

  @Override
  @Nullable
  public JsonObject get(String resource, @Nullable String namespace, String name) {
    try {
      return calls.get(resources.find(resource).path(namespace, name));
    } catch (ApiException e) {
      if (e.code() == 404) {
        return null;
      }
      throw e;
    }
  }

  @Override
  public List<JsonObject> list(String resource) {
    ApiResource found = resources.find(resource);
    List<JsonObject> items = new ArrayList<>();
    for (JsonElement item : Json.array(calls.get(found.path(null)), "items")) {
      items.add(found.complete(item.getAsJsonObject()));
    }
    return items;
  }

  @Override
  public JsonObject create(String resource, JsonObject object) {
    String namespace = Json.string(object, "metadata", "namespace");
    return calls.send("POST", resources.find(resource).path(namespace), object);
  }

  /**
   * {@inheritDoc}
   *
   * <p>A server refuses to set a pod's node by an update; such an update becomes the binding that a
   * scheduler would make.
   */
  @Override
  public JsonObject update(String resource, JsonObject object) {
    try {
      return calls.send("PUT", path(resource, object), object);
    } catch (ApiException e) {
      if (e.code() == 422 && resource.equals("pods") && setsNode(object)) {
        return bind(object);
      }
      throw e;
    }
  }

  @Override
  public JsonObject updateStatus(String resource, JsonObject object) {
    return calls.send("PUT", path(resource, object) + "/status", object);
  }

  @Override
  public void delete(
      String resource,
      @Nullable String namespace,
      String name,
      @Nullable String uid,
      @Nullable String propagation,
      @Nullable Long graceSeconds) {
    JsonObject options = new JsonObject();
    options.addProperty("apiVersion", "v1");
    options.addProperty("kind", "DeleteOptions");
    if (uid != null) {
      Json.ensureObject(options, "preconditions").addProperty("uid", uid);
    }
    if (propagation != null) {
      options.addProperty("propagationPolicy", propagation);
    }
    if (graceSeconds != null) {
      options.addProperty("gracePeriodSeconds", graceSeconds);
    }
    calls.send("DELETE", resources.find(resource).path(namespace, name), options);
  }

  /**
   * {@inheritDoc}
   *
   * <p>The first ADDEDs come before this method returns; what comes later comes from daemon
   * threads, one at a time. A connection that breaks is made anew, and what was missed is found by
   * listing again.
   */
  @Override
  public AutoCloseable watch(Consumer<Change> listener) {
    ClusterWatch watch =
        new ClusterWatch(
            calls,
            watched.stream()
                .map(name -> new ClusterWatch.Source(name, resources.find(name)))
                .toList(),
            listener);
    watches.add(watch);
    watch.start();
    return () -> {
      watches.remove(watch);
      watch.close();
    };
  }

  /** Ends all watches. */
  @Override
  public void close() {
    watches.forEach(ClusterWatch::close);
    watches.clear();
  }

  private boolean setsNode(JsonObject pod) {
    if (Json.string(pod, "spec", "nodeName") == null) {
      return false;
    }
    JsonObject stored = calls.get(path("pods", pod));
    return Json.string(stored, "spec", "nodeName") == null;
  }

  private JsonObject bind(JsonObject pod) {
    JsonObject binding = new JsonObject();
    binding.addProperty("apiVersion", "v1");
    binding.addProperty("kind", "Binding");
    JsonObject metadata = Json.ensureObject(binding, "metadata");
    for (String field : List.of("name", "namespace", "uid", "resourceVersion")) {
      String value = Json.string(pod, "metadata", field);
      if (value != null) {
        metadata.addProperty(field, value);
      }
    }
    JsonObject target = Json.ensureObject(binding, "target");
    target.addProperty("kind", "Node");
    target.addProperty("name", Json.string(pod, "spec", "nodeName"));
    calls.send("POST", path("pods", pod) + "/binding", binding);
    return calls.get(path("pods", pod));
  }

  private String path(String resource, JsonObject object) {
    String name = Json.string(object, "metadata", "name");
    if (name == null) {
      throw new IllegalArgumentException("an object of " + resource + " has no metadata.name");
    }
    return resources.find(resource).path(Json.string(object, "metadata", "namespace"), name);
  }
}
