package io.leaderworkerset.cluster;

import java.util.List;
import java.util.Map;

/**
 * What the scheduler looks at in a node.
 *
 * @param name its name
 * @param labels its labels
 * @param unschedulable whether it is cordoned
 * @param taints its taints
 * @param allocatable what it offers by resource name, in thousandths of the unit ({@code cpu: 4000}
 *     is four cores, {@code pods: 110000} is 110 pods); a resource that is absent is offered 0 of,
 *     {@code pods} that is absent is unlimited
 */
public record SchedulingNode(
    String name,
    Map<String, String> labels,
    boolean unschedulable,
    List<Taint> taints,
    Map<String, Long> allocatable) {

  /** Copies the collections. */
  public SchedulingNode {
    labels = Map.copyOf(labels);
    taints = List.copyOf(taints);
    allocatable = Map.copyOf(allocatable);
  }
}
