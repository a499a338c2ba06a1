package io.leaderworkerset.examples.bench;

import java.util.Map;

/** The nodes that pods of a measurement run on. */
final class Nodes {
  /** What one node has. */
  static final Map<String, String> CAPACITY =
      Map.of("cpu", "1000", "memory", "4Ti", "pods", "1000");

  private static final int LEAST = 4;
  private static final int PODS_A_NODE = 500;

  private Nodes() {}

  /** Returns how many nodes so many pods need, with room for those that are being replaced. */
  static int forPods(int pods) {
    return Math.max(LEAST, pods / PODS_A_NODE + 1);
  }
}
