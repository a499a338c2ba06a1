package io.leaderworkerset.testkit.cluster;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.cluster.LabelRequirement;
import io.leaderworkerset.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.annotation.Nullable;

/** Pods without a controller, by the StatefulSet that their name says they could belong to. */
final class OrphanPods {
  private final ClusterView view;
  private final Map<String, Set<String>> bySet = new HashMap<>();

  OrphanPods(ClusterView view) {
    this.view = view;
  }

  /** Takes note of a pod without a controller; returns the key of its possible set, or null. */
  @Nullable
  String add(JsonObject pod) {
    String set = possibleSet(pod);
    if (set != null) {
      bySet.computeIfAbsent(set, key -> new LinkedHashSet<>()).add(Meta.key(pod));
    }
    return set;
  }

  /** Forgets a pod. */
  void remove(JsonObject pod) {
    String set = possibleSet(pod);
    Set<String> pods = set == null ? null : bySet.get(set);
    if (set != null && pods != null && pods.remove(Meta.key(pod)) && pods.isEmpty()) {
      bySet.remove(set);
    }
  }

  /** Makes the set the controller of those that its selector matches. */
  void adopt(JsonObject set) {
    Set<String> pods = bySet.get(Meta.key(set));
    if (pods == null) {
      return;
    }
    List<String> copy = new ArrayList<>(pods);
    for (String key : copy) {
      JsonObject pod = view.get(Resources.PODS, key);
      if (pod != null && !Meta.isTerminating(pod) && selects(set, pod)) {
        view.update(Resources.PODS, pod, object -> own(object, set));
      }
    }
  }

  private static boolean own(JsonObject pod, JsonObject set) {
    if (Meta.controller(pod) != null) {
      return false;
    }
    JsonArray owners = Meta.owners(pod);
    owners.add(Meta.controllerRef("apps/v1", "StatefulSet", set));
    Json.ensureObject(pod, "metadata").add("ownerReferences", owners);
    return true;
  }

  private static boolean selects(JsonObject set, JsonObject pod) {
    JsonElement selector = Json.at(set, "spec", "selector");
    return selector != null
        && LabelRequirement.allMatch(
            SchedulingJson.labelSelector(selector), Json.strings(pod, "metadata", "labels"));
  }

  @Nullable
  private static String possibleSet(JsonObject pod) {
    String name = Meta.name(pod);
    int dash = name.lastIndexOf('-');
    return dash > 0 && StatefulSetJson.ordinal(name.substring(0, dash), name) >= 0
        ? Meta.key(Meta.namespace(pod), name.substring(0, dash))
        : null;
  }
}
