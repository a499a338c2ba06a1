package io.leaderworkerset.testkit.cluster;

import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi;

/** How the scheduler tells the API server the node of a pod. */
@FunctionalInterface
public interface PodBinder {
  /**
   * Binds a pod without a node.
   *
   * @param pod the pod as last seen; must not be changed
   * @param node the node's name
   * @throws ClusterApi.ApiException 409 if the pod is no longer the same or has a node
   */
  void bind(ClusterApi api, JsonObject pod, String node);

  /**
   * Returns a binder that sets {@code spec.nodeName}, for servers that let one do so;
   * kube-apiserver does not.
   */
  static PodBinder byUpdate() {
    return (api, pod, node) -> {
      JsonObject copy = pod.deepCopy();
      Json.ensureObject(copy, "spec").addProperty("nodeName", node);
      api.update(Resources.PODS, copy);
    };
  }

  /**
   * Returns a binder that creates a {@code Binding} in the resource {@code pods/binding}, as
   * kube-apiserver wants it.
   */
  static PodBinder bySubresource() {
    return (api, pod, node) -> {
      JsonObject metadata = new JsonObject();
      metadata.addProperty("name", Meta.name(pod));
      metadata.addProperty("namespace", Meta.namespace(pod));
      metadata.addProperty("uid", Meta.uid(pod));
      JsonObject target = new JsonObject();
      target.addProperty("apiVersion", "v1");
      target.addProperty("kind", "Node");
      target.addProperty("name", node);
      JsonObject binding = new JsonObject();
      binding.addProperty("apiVersion", "v1");
      binding.addProperty("kind", "Binding");
      binding.add("metadata", metadata);
      binding.add("target", target);
      api.create("pods/binding", binding);
    };
  }
}
