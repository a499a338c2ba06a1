package io.leaderworkerset.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import javax.annotation.Nullable;

/**
 * Nodes and the pods on them, with the sums and indexes that make placing one more pod cheap.
 *
 * <p>Changed in place, and so for one thread; it never asks the outside for anything.
 */
public final class SchedulerState {
  /** The resource that counts pods. */
  static final String PODS = "pods";

  private final TreeMap<String, NodeUse> nodes = new TreeMap<>();
  private final Map<String, BoundPod> pods = new HashMap<>();
  private final Map<String, Map<String, Map<String, BoundPod>>> byLabel = new HashMap<>();
  private final Map<PodAffinityTerm, Map<String, BoundPod>> antiAffinity = new LinkedHashMap<>();

  /** A pod and the name of its node. */
  record BoundPod(SchedulingPod pod, String node) {}

  /** A node and what is taken of it. */
  static final class NodeUse {
    private @Nullable SchedulingNode node;
    private final Map<String, Long> used = new HashMap<>();
    private long podCount;

    /** Returns the node, or null if pods name a node that does not exist. */
    @Nullable
    SchedulingNode node() {
      return node;
    }

    long used(String resource) {
      return used.getOrDefault(resource, 0L);
    }

    long podCount() {
      return podCount;
    }

    private void add(SchedulingPod pod, int sign) {
      podCount += sign;
      for (Map.Entry<String, Long> request : pod.requests().entrySet()) {
        used.merge(request.getKey(), sign * request.getValue(), Long::sum);
      }
    }
  }

  /** Adds a node, or replaces the one of that name; the pods on it stay. */
  public void putNode(SchedulingNode node) {
    nodes.computeIfAbsent(node.name(), name -> new NodeUse()).node = node;
  }

  /** Removes a node; the pods on it stay until they are removed. */
  public void removeNode(String name) {
    NodeUse use = nodes.get(name);
    if (use != null) {
      use.node = null;
      dropIfUnused(name, use);
    }
  }

  /** Takes note of a pod on a node; one of the same key is replaced. */
  public void putPod(SchedulingPod pod, String node) {
    removePod(pod.key());
    BoundPod bound = new BoundPod(pod, node);
    pods.put(pod.key(), bound);
    nodes.computeIfAbsent(node, name -> new NodeUse()).add(pod, 1);
    pod.labels().forEach((key, value) -> bucket(key, value).put(pod.key(), bound));
    for (PodAffinityTerm term : pod.antiAffinity()) {
      antiAffinity.computeIfAbsent(term, t -> new LinkedHashMap<>()).put(pod.key(), bound);
    }
  }

  /** Forgets a pod; nothing happens if it is not known. */
  public void removePod(String key) {
    BoundPod bound = pods.remove(key);
    if (bound == null) {
      return;
    }
    NodeUse use = nodes.get(bound.node());
    if (use != null) {
      use.add(bound.pod(), -1);
      dropIfUnused(bound.node(), use);
    }
    bound.pod().labels().forEach((label, value) -> removeLabel(key, label, value));
    for (PodAffinityTerm term : bound.pod().antiAffinity()) {
      Map<String, BoundPod> holders = antiAffinity.get(term);
      if (holders != null) {
        holders.remove(key);
        if (holders.isEmpty()) {
          antiAffinity.remove(term);
        }
      }
    }
  }

  /** Returns the node of a pod, or null if it is on none. */
  @Nullable
  public String nodeOf(String podKey) {
    BoundPod bound = pods.get(podKey);
    return bound == null ? null : bound.node();
  }

  /** Returns the nodes that exist, by name. */
  List<NodeUse> nodes() {
    List<NodeUse> out = new ArrayList<>(nodes.size());
    for (NodeUse use : nodes.values()) {
      if (use.node() != null) {
        out.add(use);
      }
    }
    return out;
  }

  /** Returns the anti-affinity terms of pods on nodes, with the pods that have them. */
  Map<PodAffinityTerm, Map<String, BoundPod>> antiAffinity() {
    return antiAffinity;
  }

  /** Returns the value of a label of the node, or null if there is no such node or label. */
  @Nullable
  String domain(String nodeName, String topologyKey) {
    NodeUse use = nodes.get(nodeName);
    SchedulingNode node = use == null ? null : use.node();
    return node == null ? null : node.labels().get(topologyKey);
  }

  /** Calls back for each pod on a node that the term is about. */
  void eachMatch(PodAffinityTerm term, Consumer<BoundPod> found) {
    for (Map<String, BoundPod> group : candidates(term.selector())) {
      for (BoundPod bound : group.values()) {
        if (term.matches(bound.pod().namespace(), bound.pod().labels())) {
          found.accept(bound);
        }
      }
    }
  }

  /** Returns the smallest known superset of the pods that meet the requirements. */
  private Collection<Map<String, BoundPod>> candidates(List<LabelRequirement> selector) {
    Collection<Map<String, BoundPod>> best = List.of(pods);
    for (LabelRequirement requirement : selector) {
      if (requirement.operator() == LabelRequirement.Operator.IN) {
        return withValues(requirement);
      }
      if (requirement.operator() == LabelRequirement.Operator.EXISTS) {
        best = byLabel.getOrDefault(requirement.key(), Map.of()).values();
      }
    }
    return best;
  }

  private List<Map<String, BoundPod>> withValues(LabelRequirement requirement) {
    Map<String, Map<String, BoundPod>> values =
        byLabel.getOrDefault(requirement.key(), Collections.emptyMap());
    List<Map<String, BoundPod>> out = new ArrayList<>(requirement.values().size());
    for (String value : requirement.values()) {
      out.add(values.getOrDefault(value, Map.of()));
    }
    return out;
  }

  private Map<String, BoundPod> bucket(String label, String value) {
    return byLabel
        .computeIfAbsent(label, key -> new HashMap<>())
        .computeIfAbsent(value, key -> new LinkedHashMap<>());
  }

  private void removeLabel(String podKey, String label, String value) {
    Map<String, Map<String, BoundPod>> values = byLabel.get(label);
    Map<String, BoundPod> bucket = values == null ? null : values.get(value);
    if (values == null || bucket == null) {
      return;
    }
    bucket.remove(podKey);
    if (bucket.isEmpty()) {
      values.remove(value);
      if (values.isEmpty()) {
        byLabel.remove(label);
      }
    }
  }

  private void dropIfUnused(String name, NodeUse use) {
    if (use.node() == null && use.podCount() == 0) {
      nodes.remove(name);
    }
  }
}
