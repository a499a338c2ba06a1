package io.leaderworkerset.cluster;

import java.util.List;
import java.util.Map;

/**
 * What the scheduler looks at in a pod.
 *
 * @param key tells pods apart, such as namespace and name
 * @param namespace its namespace
 * @param labels its labels
 * @param nodeSelector labels that its node must have
 * @param nodeAffinity required node affinity: a node must meet all requirements of one of the
 *     lists; no list means every node
 * @param tolerations its tolerations
 * @param requests what it needs by resource name, in thousandths of the unit; without {@code pods}
 * @param affinity required pod affinity
 * @param antiAffinity required pod anti-affinity
 */
public record SchedulingPod(
    String key,
    String namespace,
    Map<String, String> labels,
    Map<String, String> nodeSelector,
    List<List<LabelRequirement>> nodeAffinity,
    List<Toleration> tolerations,
    Map<String, Long> requests,
    List<PodAffinityTerm> affinity,
    List<PodAffinityTerm> antiAffinity) {

  /** The node field that {@code matchFields} may name; read as a label of the node. */
  public static final String NODE_NAME_FIELD = "metadata.name";

  /** Copies the outer collections. */
  public SchedulingPod {
    labels = Map.copyOf(labels);
    nodeSelector = Map.copyOf(nodeSelector);
    nodeAffinity = List.copyOf(nodeAffinity);
    tolerations = List.copyOf(tolerations);
    requests = Map.copyOf(requests);
    affinity = List.copyOf(affinity);
    antiAffinity = List.copyOf(antiAffinity);
  }

  /** Returns a pod with labels and requests, and no other wishes. */
  public static SchedulingPod plain(
      String key, String namespace, Map<String, String> labels, Map<String, Long> requests) {
    return new SchedulingPod(
        key, namespace, labels, Map.of(), List.of(), List.of(), requests, List.of(), List.of());
  }

  /** Returns this pod with pod affinity and anti-affinity. */
  public SchedulingPod withAffinity(List<PodAffinityTerm> near, List<PodAffinityTerm> far) {
    return new SchedulingPod(
        key,
        namespace,
        labels,
        nodeSelector,
        nodeAffinity,
        tolerations,
        requests,
        List.copyOf(near),
        List.copyOf(far));
  }

  /** Returns this pod with a node selector, node affinity and tolerations. */
  public SchedulingPod withNodes(
      Map<String, String> selector,
      List<List<LabelRequirement>> requirements,
      List<Toleration> tolerated) {
    return new SchedulingPod(
        key,
        namespace,
        labels,
        selector,
        requirements,
        tolerated,
        requests,
        affinity,
        antiAffinity);
  }
}
