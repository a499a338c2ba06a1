package io.leaderworkerset.examples.bench;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi;
import io.leaderworkerset.testkit.api.ClusterApi.Change;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.annotation.Nullable;

/** What a watch shows of the sets of one namespace, reduced to what tells that they converged. */
final class Fleet implements AutoCloseable {
  static final String SETS = Names.PLURAL + "." + Names.GROUP;
  static final String PODS = "pods";
  static final String STATEFUL_SETS = "statefulsets.apps";
  static final List<String> WATCHED = List.of(SETS, PODS, STATEFUL_SETS);

  private final String namespace;
  private final Map<String, JsonObject> sets = new HashMap<>();
  private final Map<String, Map<String, Member>> pods = new HashMap<>();
  private final Map<String, String> statefulSets = new HashMap<>();
  private final AutoCloseable watch;

  /**
   * A pod of a set.
   *
   * @param image of its first container
   */
  record Member(String uid, boolean leader, boolean ready, @Nullable String image) {}

  Fleet(ClusterApi api, String namespace) {
    this.namespace = namespace;
    this.watch = api.watch(this::observe);
  }

  private synchronized void observe(Change change) {
    JsonObject object = change.object();
    if (!namespace.equals(Json.string(object, "metadata", "namespace"))) {
      return;
    }
    String name = String.valueOf(Json.string(object, "metadata", "name"));
    boolean gone = change.type().equals("DELETED");
    switch (change.resource()) {
      case SETS -> put(sets, name, object, gone);
      case STATEFUL_SETS -> put(statefulSets, name, name, gone);
      case PODS -> {
        String set = Json.string(object, "metadata", "labels", Names.SET_NAME_LABEL);
        if (set != null) {
          put(pods.computeIfAbsent(set, k -> new TreeMap<>()), name, member(object), gone);
        }
      }
      default -> {}
    }
  }

  private static <V> void put(Map<String, V> map, String name, V value, boolean gone) {
    if (gone) {
      map.remove(name);
    } else {
      map.put(name, value);
    }
  }

  private static Member member(JsonObject pod) {
    boolean ready = false;
    for (JsonElement each : Json.array(pod, "status", "conditions")) {
      ready |=
          "Ready".equals(Json.string(each, "type")) && "True".equals(Json.string(each, "status"));
    }
    String worker = Json.string(pod, "metadata", "labels", Names.WORKER_INDEX_LABEL);
    List<JsonElement> containers = List.copyOf(Json.array(pod, "spec", "containers").asList());
    return new Member(
        String.valueOf(Json.string(pod, "metadata", "uid")),
        "0".equals(worker),
        ready && Json.string(pod, "metadata", "deletionTimestamp") == null,
        containers.isEmpty() ? null : Json.string(containers.get(0), "image"));
  }

  /** Returns the UIDs of a set's leaders, by pod name. */
  synchronized Map<String, String> leaders(String set) {
    Map<String, String> out = new TreeMap<>();
    members(set)
        .forEach(
            (name, pod) -> {
              if (pod.leader()) {
                out.put(name, pod.uid());
              }
            });
    return out;
  }

  /** Returns how many pods of a set are ready and have that image. */
  synchronized int ready(String set, String image) {
    int ready = 0;
    for (Member each : members(set).values()) {
      ready += each.ready() && image.equals(each.image()) ? 1 : 0;
    }
    return ready;
  }

  /** Returns whether a set has exactly so many pods. */
  synchronized boolean hasPods(String set, int count) {
    return members(set).size() == count;
  }

  /** Returns whether the status says that so many groups are there, ready and up to date. */
  synchronized boolean saysAvailable(String set, int groups) {
    JsonObject object = sets.get(set);
    if (object == null || !isObserved(object)) {
      return false;
    }
    return isNumber(object, groups, "replicas")
        && isNumber(object, groups, "readyReplicas")
        && isNumber(object, groups, "updatedReplicas")
        && isAvailable(object);
  }

  private static boolean isObserved(JsonObject set) {
    Integer generation = Json.integer(set, "metadata", "generation");
    return generation != null
        && generation.equals(Json.integer(set, "status", "observedGeneration"));
  }

  private static boolean isNumber(JsonObject set, int expected, String field) {
    Integer value = Json.integer(set, "status", field);
    return (value == null ? 0 : value) == expected;
  }

  private static boolean isAvailable(JsonObject set) {
    for (JsonElement each : Json.array(set, "status", "conditions")) {
      if ("Available".equals(Json.string(each, "type"))) {
        return "True".equals(Json.string(each, "status"));
      }
    }
    return false;
  }

  /** Returns whether nothing of any set is left. */
  synchronized boolean isEmpty() {
    return sets.isEmpty()
        && statefulSets.isEmpty()
        && pods.values().stream().allMatch(Map::isEmpty);
  }

  private Map<String, Member> members(String set) {
    return pods.getOrDefault(set, Map.of());
  }

  @Override
  public void close() {
    try {
      watch.close();
    } catch (Exception e) {
      throw new IllegalStateException("the watch of " + namespace + " does not end", e);
    }
  }
}
