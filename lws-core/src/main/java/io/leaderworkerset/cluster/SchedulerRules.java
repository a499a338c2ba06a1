package io.leaderworkerset.cluster;

import io.leaderworkerset.cluster.SchedulerState.NodeUse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.annotation.Nullable;

/**
 * What the default scheduler of Kubernetes 1.36 does, as a function: the filters for cordoned and
 * tainted nodes, node selector and affinity, resources and required pod (anti-)affinity. Instead of
 * its scores, the node with the smallest share in use is taken, then the first by name; there is no
 * preemption.
 *
 * @see <a
 *     href="https://github.com/kubernetes/kubernetes/tree/v1.36.3/pkg/scheduler/framework/plugins">rules
 *     followed: kubernetes v1.36.3, scheduler plugins</a>
 */
public final class SchedulerRules {
  /** The taint a cordoned node has in effect; pods that tolerate it may be placed there. */
  private static final Taint CORDONED =
      new Taint("node.kubernetes.io/unschedulable", "", Taint.Effect.NO_SCHEDULE);

  private SchedulerRules() {}

  /**
   * Places pods one after the other; each one placed is taken note of in {@code state}.
   *
   * @param state nodes and the pods on them; changed
   * @param pending pods without a node, in the order in which they are tried
   * @return one answer for each pod, in that order
   */
  public static List<Placement> schedule(SchedulerState state, List<SchedulingPod> pending) {
    List<Placement> out = new ArrayList<>(pending.size());
    for (SchedulingPod pod : pending) {
      Placement placement = place(state, pod);
      if (placement.node() != null) {
        state.putPod(pod, placement.node());
      }
      out.add(placement);
    }
    return out;
  }

  /**
   * Returns where one pod goes, or why it fits nowhere, such as {@code 0/3 nodes are available: 1
   * Insufficient cpu, 2 node(s) were unschedulable.}
   *
   * @param state nodes and the pods on them; not changed
   * @param pod a pod without a node
   */
  public static Placement place(SchedulerState state, SchedulingPod pod) {
    List<NodeUse> nodes = state.nodes();
    if (nodes.isEmpty()) {
      return new Placement(pod.key(), null, "no nodes available to schedule pods");
    }
    PodTopology topology = PodTopology.of(state, pod);
    Map<String, Integer> reasons = new TreeMap<>();
    NodeUse best = null;
    double bestShare = 0;
    for (NodeUse use : nodes) {
      if (!admits(use, pod, topology, reasons)) {
        continue;
      }
      double share = shareInUse(use, pod);
      if (best == null || share < bestShare) {
        best = use;
        bestShare = share;
      }
    }
    SchedulingNode found = best == null ? null : best.node();
    return found == null
        ? new Placement(pod.key(), null, message(nodes.size(), reasons))
        : new Placement(pod.key(), found.name(), "");
  }

  private static boolean admits(
      NodeUse use, SchedulingPod pod, PodTopology topology, Map<String, Integer> reasons) {
    SchedulingNode node = use.node();
    if (node == null) {
      return false;
    }
    String refusal = refusal(node, pod);
    if (refusal != null) {
      reasons.merge(refusal, 1, Integer::sum);
      return false;
    }
    if (!fits(use, node, pod, reasons)) {
      return false;
    }
    refusal = topology.refusal(node);
    if (refusal != null) {
      reasons.merge(refusal, 1, Integer::sum);
      return false;
    }
    return true;
  }

  @Nullable
  private static String refusal(SchedulingNode node, SchedulingPod pod) {
    if (node.unschedulable() && !tolerates(pod, CORDONED)) {
      return "node(s) were unschedulable";
    }
    for (Taint taint : node.taints()) {
      if (taint.effect() != Taint.Effect.PREFER_NO_SCHEDULE && !tolerates(pod, taint)) {
        return "node(s) had untolerated taint(s)";
      }
    }
    return matchesNode(pod, node) ? null : "node(s) didn't match Pod's node affinity/selector";
  }

  private static boolean tolerates(SchedulingPod pod, Taint taint) {
    for (Toleration toleration : pod.tolerations()) {
      if (toleration.tolerates(taint)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matchesNode(SchedulingPod pod, SchedulingNode node) {
    for (Map.Entry<String, String> wanted : pod.nodeSelector().entrySet()) {
      if (!wanted.getValue().equals(node.labels().get(wanted.getKey()))) {
        return false;
      }
    }
    if (pod.nodeAffinity().isEmpty()) {
      return true;
    }
    for (List<LabelRequirement> term : pod.nodeAffinity()) {
      if (!term.isEmpty() && matchesTerm(term, node)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matchesTerm(List<LabelRequirement> term, SchedulingNode node) {
    for (LabelRequirement requirement : term) {
      Map<String, String> labels =
          requirement.key().equals(SchedulingPod.NODE_NAME_FIELD)
              ? Map.of(SchedulingPod.NODE_NAME_FIELD, node.name())
              : node.labels();
      if (!requirement.matches(labels)) {
        return false;
      }
    }
    return true;
  }

  private static boolean fits(
      NodeUse use, SchedulingNode node, SchedulingPod pod, Map<String, Integer> reasons) {
    boolean fits = true;
    Long pods = node.allocatable().get(SchedulerState.PODS);
    if (pods != null && (use.podCount() + 1) * 1000 > pods) {
      reasons.merge("Too many pods", 1, Integer::sum);
      fits = false;
    }
    for (Map.Entry<String, Long> request : pod.requests().entrySet()) {
      String resource = request.getKey();
      long free = node.allocatable().getOrDefault(resource, 0L) - use.used(resource);
      if (request.getValue() > 0 && request.getValue() > free) {
        reasons.merge("Insufficient " + resource, 1, Integer::sum);
        fits = false;
      }
    }
    return fits;
  }

  /** Returns the largest share in use among what the pod asks for and the number of pods. */
  private static double shareInUse(NodeUse use, SchedulingPod pod) {
    SchedulingNode node = use.node();
    if (node == null) {
      return 1;
    }
    long pods = node.allocatable().getOrDefault(SchedulerState.PODS, 110_000L);
    double share = use.podCount() * 1000.0 / Math.max(1, pods);
    for (String resource : pod.requests().keySet()) {
      long all = node.allocatable().getOrDefault(resource, 0L);
      share = Math.max(share, all == 0 ? 0 : (double) use.used(resource) / all);
    }
    return share;
  }

  private static String message(int nodes, Map<String, Integer> reasons) {
    List<String> parts = new ArrayList<>(reasons.size());
    reasons.forEach((reason, count) -> parts.add(count + " " + reason));
    Collections.sort(parts);
    return "0/" + nodes + " nodes are available: " + String.join(", ", parts) + ".";
  }

  /** Where the pod's own and the placed pods' affinity terms allow it. */
  private record PodTopology(
      SchedulingPod pod,
      Map<String, Set<String>> near,
      boolean startsItsGroup,
      List<Set<String>> far,
      Map<String, Set<String>> refusedByOthers) {

    static PodTopology of(SchedulerState state, SchedulingPod pod) {
      Map<String, Set<String>> near = nearDomains(state, pod);
      boolean none = near.values().stream().allMatch(Set::isEmpty);
      return new PodTopology(
          pod, near, none && matchesOwnTerms(pod), farDomains(state, pod), refusals(state, pod));
    }

    /** Domains by topology key of the pods that all affinity terms are about. */
    private static Map<String, Set<String>> nearDomains(SchedulerState state, SchedulingPod pod) {
      if (pod.affinity().isEmpty()) {
        return Map.of();
      }
      Map<String, Set<String>> out = new HashMap<>();
      pod.affinity().forEach(term -> out.put(term.topologyKey(), new HashSet<>()));
      state.eachMatch(
          pod.affinity().get(0),
          bound -> {
            if (matchesAll(pod.affinity(), bound.pod())) {
              out.forEach((key, domains) -> addDomain(state, bound, key, domains));
            }
          });
      return out;
    }

    private static List<Set<String>> farDomains(SchedulerState state, SchedulingPod pod) {
      List<Set<String>> out = new ArrayList<>(pod.antiAffinity().size());
      for (PodAffinityTerm term : pod.antiAffinity()) {
        Set<String> domains = new HashSet<>();
        state.eachMatch(term, bound -> addDomain(state, bound, term.topologyKey(), domains));
        out.add(domains);
      }
      return out;
    }

    private static Map<String, Set<String>> refusals(SchedulerState state, SchedulingPod pod) {
      Map<String, Set<String>> out = new HashMap<>();
      state
          .antiAffinity()
          .forEach(
              (term, holders) -> {
                if (term.matches(pod.namespace(), pod.labels())) {
                  Set<String> domains =
                      out.computeIfAbsent(term.topologyKey(), key -> new HashSet<>());
                  holders
                      .values()
                      .forEach(bound -> addDomain(state, bound, term.topologyKey(), domains));
                }
              });
      return out;
    }

    private static void addDomain(
        SchedulerState state, SchedulerState.BoundPod bound, String key, Set<String> domains) {
      String domain = state.domain(bound.node(), key);
      if (domain != null) {
        domains.add(domain);
      }
    }

    private static boolean matchesOwnTerms(SchedulingPod pod) {
      return matchesAll(pod.affinity(), pod);
    }

    private static boolean matchesAll(List<PodAffinityTerm> terms, SchedulingPod pod) {
      for (PodAffinityTerm term : terms) {
        if (!term.matches(pod.namespace(), pod.labels())) {
          return false;
        }
      }
      return true;
    }

    @Nullable
    String refusal(SchedulingNode node) {
      if (!isNear(node)) {
        return "node(s) didn't match pod affinity rules";
      }
      for (int i = 0; i < far.size(); i++) {
        String domain = node.labels().get(pod.antiAffinity().get(i).topologyKey());
        if (domain != null && far.get(i).contains(domain)) {
          return "node(s) didn't match pod anti-affinity rules";
        }
      }
      for (Map.Entry<String, Set<String>> refused : refusedByOthers.entrySet()) {
        String domain = node.labels().get(refused.getKey());
        if (domain != null && refused.getValue().contains(domain)) {
          return "node(s) didn't satisfy existing pods anti-affinity rules";
        }
      }
      return null;
    }

    private boolean isNear(SchedulingNode node) {
      boolean inDomain = true;
      for (PodAffinityTerm term : pod.affinity()) {
        String domain = node.labels().get(term.topologyKey());
        if (domain == null) {
          return false;
        }
        inDomain &= near.getOrDefault(term.topologyKey(), Set.of()).contains(domain);
      }
      return inDomain || startsItsGroup;
    }
  }
}
