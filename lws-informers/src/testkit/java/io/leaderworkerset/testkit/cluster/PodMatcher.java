package io.leaderworkerset.testkit.cluster;

import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;

/** Says which pods something is about. */
@FunctionalInterface
public interface PodMatcher {
  /**
   * Returns whether it is about that pod.
   *
   * @param pod the pod as the API server has it; must not be changed
   */
  boolean matches(JsonObject pod);

  /** Returns a matcher of every pod. */
  static PodMatcher all() {
    return pod -> true;
  }

  /** Returns a matcher of one pod, now and whenever it is made again. */
  static PodMatcher named(String namespace, String name) {
    return pod -> Meta.key(pod).equals(namespace + "/" + name);
  }

  /** Returns a matcher of every pod in that namespace. */
  static PodMatcher inNamespace(String namespace) {
    return pod -> namespace.equals(Meta.namespace(pod));
  }

  /** Returns a matcher of one incarnation of a pod. */
  static PodMatcher uid(String uid) {
    return pod -> Meta.uid(pod).equals(uid);
  }

  /** Returns a matcher of pods with that label. */
  static PodMatcher label(String key, String value) {
    return pod -> value.equals(Meta.label(pod, key));
  }

  /** Returns a matcher of pods bound to that node. */
  static PodMatcher onNode(String node) {
    return pod -> node.equals(Json.string(pod, "spec", "nodeName"));
  }

  /** Returns a matcher of pods that both are about. */
  default PodMatcher and(PodMatcher other) {
    return pod -> matches(pod) && other.matches(pod);
  }
}
