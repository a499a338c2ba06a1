package io.leaderworkerset.testkit.cluster;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.cluster.Placement;
import io.leaderworkerset.cluster.SchedulerRules;
import io.leaderworkerset.cluster.SchedulerState;
import io.leaderworkerset.cluster.SchedulingNode;
import io.leaderworkerset.cluster.SchedulingPod;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import javax.annotation.Nullable;

/**
 * Runs {@link SchedulerRules} for every pod without a node. A pod that fits nowhere is tried again
 * when something changed that could help it: a node, a pod that went, a claim, or, for pods with
 * affinity, a pod that got a node.
 */
final class SchedulerController implements ClusterView.Listener {
  private static final String DEFAULT = "default-scheduler";

  private final ClusterView view;
  private final PodBinder binder;
  private final EventLoop loop;
  private final KeyedWork<String> work;
  private final SchedulerState state = new SchedulerState();
  private final Map<String, SchedulingNode> nodes = new HashMap<>();
  private final Map<String, SchedulingPod> waiting = new LinkedHashMap<>();

  SchedulerController(ClusterView view, EventLoop loop, PodBinder binder) {
    this.view = view;
    this.binder = binder;
    this.loop = loop;
    this.work = new KeyedWork<>(loop, "Pod to schedule", this::schedule);
    view.listen(this);
  }

  @Override
  public void changed(String resource, @Nullable JsonObject before, @Nullable JsonObject after) {
    switch (resource) {
      case Resources.PODS -> podChanged(before, after);
      case Resources.NODES -> nodeChanged(before, after);
      case Resources.CLAIMS -> retryAll();
      default -> {}
    }
  }

  private void nodeChanged(@Nullable JsonObject before, @Nullable JsonObject after) {
    if (after == null) {
      if (before != null) {
        nodes.remove(Meta.name(before));
        state.removeNode(Meta.name(before));
      }
      return;
    }
    SchedulingNode node = SchedulingJson.node(after);
    if (!node.equals(nodes.put(node.name(), node))) {
      state.putNode(node);
      retryAll();
    }
  }

  private void podChanged(@Nullable JsonObject before, @Nullable JsonObject after) {
    JsonObject pod = after == null ? before : after;
    if (pod == null) {
      return;
    }
    String key = Meta.key(pod);
    String node = Json.string(pod, "spec", "nodeName");
    boolean occupies = after != null && !StatefulSetJson.phase(pod).isFinished();
    if (!occupies) {
      waiting.remove(key);
      if (state.nodeOf(key) != null) {
        state.removePod(key);
        retryAll();
      }
    } else if (node != null) {
      waiting.remove(key);
      if (!node.equals(state.nodeOf(key))) {
        state.putPod(SchedulingJson.pod(pod), node);
        retryWithAffinity();
      }
    } else if (isOurs(pod) && (before == null || !sameSpec(before, pod))) {
      waiting.remove(key);
      work.add(key);
    }
  }

  private static boolean sameSpec(JsonObject before, JsonObject after) {
    return Objects.equals(before.get("spec"), after.get("spec"));
  }

  private static boolean isOurs(JsonObject pod) {
    String name = Json.string(pod, "spec", "schedulerName");
    return name == null || name.equals(DEFAULT);
  }

  private void retryAll() {
    waiting.keySet().forEach(work::add);
    waiting.clear();
  }

  private void retryWithAffinity() {
    Iterator<Map.Entry<String, SchedulingPod>> all = waiting.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<String, SchedulingPod> next = all.next();
      if (!next.getValue().affinity().isEmpty()) {
        work.add(next.getKey());
        all.remove();
      }
    }
  }

  private void schedule(String key) {
    JsonObject pod = view.get(Resources.PODS, key);
    if (pod == null || Json.string(pod, "spec", "nodeName") != null || Meta.isTerminating(pod)) {
      return;
    }
    if (!Json.array(pod, "spec", "schedulingGates").isEmpty()) {
      waiting.put(key, SchedulingJson.pod(pod));
      return;
    }
    SchedulingPod wanted = SchedulingJson.pod(pod);
    Placement placement =
        hasUnboundClaims(pod)
            ? new Placement(key, null, unboundClaims())
            : SchedulerRules.place(state, wanted);
    if (placement.node() == null) {
      waiting.put(key, wanted);
      refuse(pod, placement.message());
    } else {
      bind(pod, wanted, placement.node());
    }
  }

  private void bind(JsonObject pod, SchedulingPod wanted, String node) {
    state.putPod(wanted, node);
    try {
      binder.bind(view.api(), pod, node);
    } catch (ClusterApi.ApiException e) {
      state.removePod(wanted.key());
      if (view.refresh(Resources.PODS, pod) != null) {
        throw e;
      }
      return;
    }
    view.refresh(Resources.PODS, pod);
    retryWithAffinity();
  }

  private void refuse(JsonObject pod, String message) {
    view.updateStatus(
        Resources.PODS,
        pod,
        copy -> {
          if (Json.string(copy, "spec", "nodeName") != null) {
            return false;
          }
          return new Conditions(copy, loop.now())
              .set("PodScheduled", "False", "Unschedulable", message);
        });
  }

  private String unboundClaims() {
    return "0/"
        + view.all(Resources.NODES).size()
        + " nodes are available: pod has unbound immediate PersistentVolumeClaims.";
  }

  private boolean hasUnboundClaims(JsonObject pod) {
    for (JsonElement volume : Json.array(pod, "spec", "volumes")) {
      String claim = Json.string(volume, "persistentVolumeClaim", "claimName");
      if (claim != null) {
        JsonObject found = view.get(Resources.CLAIMS, Meta.namespace(pod), claim);
        if (found == null || !"Bound".equals(Json.string(found, "status", "phase"))) {
          return true;
        }
      }
    }
    return false;
  }
}
