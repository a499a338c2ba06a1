package io.leaderworkerset.cluster;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A required pod affinity or anti-affinity term.
 *
 * @param selector which pods it is about; no requirement means every pod
 * @param namespaces whose pods it is about; empty means all namespaces
 * @param topologyKey the node label whose value makes a domain
 */
public record PodAffinityTerm(
    List<LabelRequirement> selector, Set<String> namespaces, String topologyKey) {

  /** Copies the collections. */
  public PodAffinityTerm {
    selector = List.copyOf(selector);
    namespaces = Set.copyOf(namespaces);
  }

  /** Returns whether it is about a pod with those labels in that namespace. */
  public boolean matches(String namespace, Map<String, String> labels) {
    return (namespaces.isEmpty() || namespaces.contains(namespace))
        && LabelRequirement.allMatch(selector, labels);
  }
}
