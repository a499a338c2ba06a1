package io.leaderworkerset.examples.demo;

import io.leaderworkerset.cluster.PodBehaviour;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.testkit.EmbeddedCluster;
import io.leaderworkerset.testkit.cluster.Nodes;
import io.leaderworkerset.testkit.cluster.PodMatcher;
import java.time.Duration;
import java.util.Map;
import java.util.Random;

/**
 * The cluster of the demo: eight racks of two nodes, half of them with one kind of accelerator and
 * half with another, whose pods take a moment to start and to end, so that a person sees it.
 */
final class DemoCluster {
  /** The label that names a node's rack. */
  static final String RACK = "example.com/rack";

  private static final String ACCELERATOR = "example.com/accelerator";
  private static final Map<String, String> CAPACITY =
      Map.of("cpu", "96", "memory", "2Ti", "pods", "110", "nvidia.com/gpu", "8");
  private static final int HIGHEST_WORKER = 8;

  private DemoCluster() {}

  /**
   * Starts it.
   *
   * @param speed how many times faster than meant for people
   */
  static EmbeddedCluster start(long seed, double speed) {
    Pace pace = new Pace(new Random(seed), speed);
    EmbeddedCluster cluster =
        EmbeddedCluster.builder()
            .seed(seed)
            .nodes(0)
            .maxUnavailableGate(true)
            .podBehaviour(pace.behaviour(800, 1000))
            .start();
    addNodes(cluster.nodes());
    for (int worker = 0; worker <= HIGHEST_WORKER; worker++) {
      PodMatcher matcher = PodMatcher.label(Names.WORKER_INDEX_LABEL, Integer.toString(worker));
      var unused = cluster.kubelets().behaviour(matcher, pace.behaviour(700, 1000));
    }
    return cluster;
  }

  private static void addNodes(Nodes nodes) {
    for (char rack = 'a'; rack <= 'h'; rack++) {
      String accelerator = rack <= 'd' ? "h100" : "l40s";
      for (int i = 1; i <= 2; i++) {
        nodes.add(
            "gpu-" + rack + i, Map.of(RACK, "rack-" + rack, ACCELERATOR, accelerator), CAPACITY);
      }
    }
  }

  /** How long pods take, repeatable by the seed. */
  private record Pace(Random random, double speed) {
    PodBehaviour behaviour(int startMillis, int readyMillis) {
      return PodBehaviour.immediate()
          .withStartupDelay(about(startMillis))
          .withReadinessDelay(about(readyMillis))
          .withTerminationDelay(about(600));
    }

    private Duration about(int millis) {
      return Duration.ofNanos((long) (millis * 1e6 * (0.75 + random.nextDouble() / 2) / speed));
    }
  }
}
