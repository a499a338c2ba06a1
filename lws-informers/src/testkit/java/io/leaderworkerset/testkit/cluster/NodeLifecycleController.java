package io.leaderworkerset.testkit.cluster;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.cluster.NodeLifecycleRules;
import io.leaderworkerset.cluster.Taint;
import io.leaderworkerset.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.annotation.Nullable;

/**
 * Taints nodes by their Ready condition, marks the pods of lost nodes as not ready, deletes pods
 * that bear a NoExecute taint no longer, and removes pods of nodes that are gone.
 */
final class NodeLifecycleController implements ClusterView.Listener {
  private static final String CORDONED = "node.kubernetes.io/unschedulable";

  private final ClusterView view;
  private final EventLoop loop;
  private final Duration defaultToleration;
  private final KeyedWork<String> nodeWork;
  private final KeyedWork<String> podWork;
  private final Map<String, Set<String>> podsByNode = new HashMap<>();
  private final Map<String, Instant> taintedSince = new HashMap<>();

  NodeLifecycleController(ClusterView view, EventLoop loop, Duration defaultToleration) {
    this.view = view;
    this.loop = loop;
    this.defaultToleration = defaultToleration;
    this.nodeWork = new KeyedWork<>(loop, "Node", this::syncNode);
    this.podWork = new KeyedWork<>(loop, "Pod on node", this::syncPod);
    view.listen(this);
  }

  @Override
  public void changed(String resource, @Nullable JsonObject before, @Nullable JsonObject after) {
    JsonObject known = after == null ? before : after;
    if (known == null) {
      return;
    }
    if (resource.equals(Resources.NODES)) {
      nodeWork.add(Meta.name(known));
    } else if (resource.equals(Resources.PODS)) {
      podChanged(known, after == null);
    }
  }

  private void podChanged(JsonObject pod, boolean gone) {
    String node = Json.string(pod, "spec", "nodeName");
    if (node == null) {
      return;
    }
    Set<String> pods = podsByNode.computeIfAbsent(node, name -> new LinkedHashSet<>());
    if (gone) {
      pods.remove(Meta.key(pod));
      if (pods.isEmpty()) {
        podsByNode.remove(node);
      }
      return;
    }
    pods.add(Meta.key(pod));
    if (taintedSince.containsKey(node) || view.get(Resources.NODES, node) == null) {
      podWork.add(Meta.key(pod));
    }
  }

  private void syncNode(String name) {
    JsonObject node = view.get(Resources.NODES, name);
    if (node != null) {
      view.update(Resources.NODES, node, this::setTaints);
      node = view.get(Resources.NODES, name);
    }
    boolean affected = node == null || hasNoExecute(node);
    boolean was = taintedSince.containsKey(name);
    if (affected) {
      taintedSince.putIfAbsent(name, loop.now());
    } else {
      taintedSince.remove(name);
    }
    if (affected || was) {
      podsByNode.getOrDefault(name, Set.of()).forEach(podWork::add);
    }
    if (node == null && !podsByNode.containsKey(name)) {
      taintedSince.remove(name);
    }
  }

  private static boolean hasNoExecute(JsonObject node) {
    return SchedulingJson.taints(node).stream()
        .anyMatch(taint -> taint.effect() == Taint.Effect.NO_EXECUTE);
  }

  private boolean setTaints(JsonObject node) {
    List<String> wanted = new ArrayList<>();
    if (Json.isTrue(node, "spec", "unschedulable")) {
      wanted.add(CORDONED + " NoSchedule");
    }
    JsonObject ready = StatefulSetJson.condition(node, "Ready");
    String status = ready == null ? "Unknown" : Json.string(ready, "status");
    if (!"True".equals(status)) {
      String key =
          "False".equals(status) ? NodeLifecycleRules.NOT_READY : NodeLifecycleRules.UNREACHABLE;
      wanted.add(key + " NoSchedule");
      wanted.add(key + " NoExecute");
    }
    return replaceTaints(node, wanted);
  }

  private boolean replaceTaints(JsonObject node, List<String> wanted) {
    JsonArray next = new JsonArray();
    List<String> missing = new ArrayList<>(wanted);
    boolean changed = false;
    for (JsonElement taint : Json.array(node, "spec", "taints")) {
      String key = String.valueOf(Json.string(taint, "key"));
      boolean ours =
          key.equals(CORDONED)
              || key.equals(NodeLifecycleRules.NOT_READY)
              || key.equals(NodeLifecycleRules.UNREACHABLE);
      if (ours && !missing.remove(key + " " + Json.string(taint, "effect"))) {
        changed = true;
      } else {
        next.add(taint);
      }
    }
    for (String taint : missing) {
      int space = taint.indexOf(' ');
      JsonObject made = new JsonObject();
      made.addProperty("key", taint.substring(0, space));
      made.addProperty("effect", taint.substring(space + 1));
      made.addProperty("timeAdded", Conditions.time(loop.now()));
      next.add(made);
      changed = true;
    }
    if (changed) {
      Json.ensureObject(node, "spec").add("taints", next);
    }
    return changed;
  }

  private void syncPod(String key) {
    JsonObject pod = view.get(Resources.PODS, key);
    String nodeName = pod == null ? null : Json.string(pod, "spec", "nodeName");
    if (pod == null || nodeName == null) {
      return;
    }
    JsonObject node = view.get(Resources.NODES, nodeName);
    if (node == null) {
      view.delete(Resources.PODS, pod, null, 0L);
      return;
    }
    if (isLost(node)) {
      view.updateStatus(Resources.PODS, pod, this::markNotReady);
    }
    Instant since = taintedSince.get(nodeName);
    if (since != null && !Meta.isTerminating(pod)) {
      evictInTime(key, pod, node, since);
    }
  }

  private static boolean isLost(JsonObject node) {
    JsonObject ready = StatefulSetJson.condition(node, "Ready");
    return ready == null || !"True".equals(Json.string(ready, "status"));
  }

  private boolean markNotReady(JsonObject pod) {
    JsonObject ready = StatefulSetJson.condition(pod, "Ready");
    return ready != null
        && "True".equals(Json.string(ready, "status"))
        && new Conditions(pod, loop.now()).set("Ready", "False", "NodeNotReady", null);
  }

  private void evictInTime(String key, JsonObject pod, JsonObject node, Instant since) {
    Instant at =
        NodeLifecycleRules.evictAt(
            SchedulingJson.taints(node),
            SchedulingJson.tolerations(Json.object(pod, "spec")),
            since,
            defaultToleration);
    if (at == null) {
      return;
    }
    if (at.isAfter(loop.now())) {
      podWork.addAt(at, key);
    } else {
      view.delete(Resources.PODS, pod, null, null);
    }
  }
}
