package io.leaderworkerset.testkit.cluster;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.cluster.NodeLifecycleRules;
import io.leaderworkerset.cluster.Taint;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import javax.annotation.Nullable;

/** Adds, breaks, mends and removes the nodes of a cluster. */
public final class Nodes {
  private static final String HOSTNAME = "kubernetes.io/hostname";
  private static final Map<String, String> CAPACITY =
      Map.of("cpu", "64", "memory", "256Gi", "pods", "110");

  private static final Set<String> TAINTS_OF_LOSS =
      Set.of(NodeLifecycleRules.NOT_READY, NodeLifecycleRules.UNREACHABLE);
  private static final long TAINTS_GO_NANOS = 30_000_000_000L;
  private static final long LOOK_NANOS = 20_000_000;

  private final ClusterApi api;
  private final @Nullable Kubelets kubelets;
  private final Clock clock;

  /**
   * Makes the nodes of a cluster.
   *
   * @param kubelets whose connection is cut with the node's; null if others play them
   */
  public Nodes(ClusterApi api, @Nullable Kubelets kubelets) {
    this(api, kubelets, Clock.systemUTC());
  }

  /** Makes the nodes of a cluster with another clock. */
  public Nodes(ClusterApi api, @Nullable Kubelets kubelets, Clock clock) {
    this.api = api;
    this.kubelets = kubelets;
    this.clock = clock;
  }

  /** Adds a ready node of 64 cores, 256 GiB and 110 pods. */
  public void add(String name) {
    add(name, Map.of(), Map.of());
  }

  /**
   * Adds a ready node.
   *
   * @param labels besides {@code kubernetes.io/hostname}
   * @param capacity quantities by resource name, such as {@code nvidia.com/gpu: 8}; cpu, memory and
   *     pods have defaults
   */
  public void add(String name, Map<String, String> labels, Map<String, String> capacity) {
    JsonObject metadata = new JsonObject();
    metadata.addProperty("name", name);
    Map<String, String> all = new TreeMap<>(labels);
    all.putIfAbsent(HOSTNAME, name);
    metadata.add("labels", Json.ofStrings(all));
    JsonObject node = new JsonObject();
    node.addProperty("apiVersion", "v1");
    node.addProperty("kind", "Node");
    node.add("metadata", metadata);
    node.add("spec", new JsonObject());
    JsonObject made = api.create(Resources.NODES, node);
    Map<String, String> offers = new TreeMap<>(CAPACITY);
    offers.putAll(capacity);
    write(
        name,
        made,
        true,
        copy -> {
          JsonObject status = Json.ensureObject(copy, "status");
          status.add("capacity", Json.ofStrings(offers));
          status.add("allocatable", Json.ofStrings(offers));
          status.add("addresses", addresses(name));
          setReady(copy, "True", "KubeletReady", "kubelet is posting ready status");
          return true;
        });
  }

  private static JsonArray addresses(String name) {
    int hash = name.hashCode() & 0xffff;
    JsonArray out = new JsonArray();
    out.add(address("InternalIP", "192.168." + (hash >> 8) + "." + (hash & 255)));
    out.add(address("Hostname", name));
    return out;
  }

  private static JsonObject address(String type, String value) {
    JsonObject out = new JsonObject();
    out.addProperty("type", type);
    out.addProperty("address", value);
    return out;
  }

  /** Deletes the node object; its pods go with it if the node lifecycle is run. */
  public void remove(String name) {
    api.delete(Resources.NODES, null, name, null, null, null);
  }

  /** Loses the node: its kubelet is cut off and its Ready condition becomes Unknown. */
  public void notReady(String name) {
    if (kubelets != null) {
      kubelets.disconnect(name);
    }
    writeReady(name, "Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status.");
  }

  /**
   * Brings a lost node back. Its kubelet goes on once the taints of its loss are gone: a pod that
   * tolerates them for no time would otherwise be placed there and thrown off again.
   *
   * @throws IllegalStateException if the taints stay: no node lifecycle controller runs
   */
  public void ready(String name) {
    writeReady(name, "True", "KubeletReady", "kubelet is posting ready status");
    long end = System.nanoTime() + TAINTS_GO_NANOS;
    while (bearsTaintOfLoss(name)) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException(
            "node " + name + " is ready and still tainted: does a node lifecycle controller run?");
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    if (kubelets != null) {
      kubelets.reconnect(name);
    }
  }

  private boolean bearsTaintOfLoss(String name) {
    for (JsonElement taint : Json.array(api.get(Resources.NODES, null, name), "spec", "taints")) {
      if (TAINTS_OF_LOSS.contains(Json.string(taint, "key"))
          && text(Taint.Effect.NO_EXECUTE).equals(Json.string(taint, "effect"))) {
        return true;
      }
    }
    return false;
  }

  /** Stops pods from being scheduled there. */
  public void cordon(String name) {
    unschedulable(name, true);
  }

  /** Lets pods be scheduled there again. */
  public void uncordon(String name) {
    unschedulable(name, false);
  }

  /** Adds a taint. */
  public void taint(String name, String key, String value, Taint.Effect effect) {
    write(
        name,
        null,
        false,
        copy -> {
          JsonObject spec = Json.ensureObject(copy, "spec");
          JsonArray taints = Json.array(spec, "taints");
          JsonObject taint = new JsonObject();
          taint.addProperty("key", key);
          taint.addProperty("value", value);
          taint.addProperty("effect", text(effect));
          taints.add(taint);
          spec.add("taints", taints);
          return true;
        });
  }

  /** Removes all taints with that key. */
  public void untaint(String name, String key) {
    write(
        name,
        null,
        false,
        copy -> {
          JsonArray kept = new JsonArray();
          for (JsonElement taint : Json.array(copy, "spec", "taints")) {
            if (!key.equals(Json.string(taint, "key"))) {
              kept.add(taint);
            }
          }
          Json.ensureObject(copy, "spec").add("taints", kept);
          return true;
        });
  }

  /** Sets a label, or removes it if the value is null. */
  public void label(String name, String key, @Nullable String value) {
    write(
        name,
        null,
        false,
        copy -> {
          JsonObject labels = Json.ensureObject(Json.ensureObject(copy, "metadata"), "labels");
          labels.remove(key);
          if (value != null) {
            labels.addProperty(key, value);
          }
          return true;
        });
  }

  private static String text(Taint.Effect effect) {
    return switch (effect) {
      case NO_SCHEDULE -> "NoSchedule";
      case PREFER_NO_SCHEDULE -> "PreferNoSchedule";
      case NO_EXECUTE -> "NoExecute";
    };
  }

  private void unschedulable(String name, boolean value) {
    write(
        name,
        null,
        false,
        copy -> {
          Json.ensureObject(copy, "spec").addProperty("unschedulable", value);
          return true;
        });
  }

  private void writeReady(String name, String status, String reason, String message) {
    write(name, null, true, copy -> setReady(copy, status, reason, message));
  }

  private boolean setReady(JsonObject node, String status, String reason, String message) {
    return new Conditions(node, clock.instant()).set("Ready", status, reason, message);
  }

  private void write(
      String name, @Nullable JsonObject known, boolean status, Predicate<JsonObject> change) {
    JsonObject node = known == null ? api.get(Resources.NODES, null, name) : known;
    if (node == null) {
      throw new IllegalArgumentException("no node " + name);
    }
    ClusterView once = new ClusterView(api, resource -> true);
    if (status) {
      once.updateStatus(Resources.NODES, node, change);
    } else {
      once.update(Resources.NODES, node, change);
    }
  }
}
