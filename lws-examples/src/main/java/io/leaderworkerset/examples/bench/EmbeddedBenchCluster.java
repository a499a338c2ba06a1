package io.leaderworkerset.examples.bench;

import io.leaderworkerset.cluster.PodBehaviour;
import io.leaderworkerset.testkit.EmbeddedCluster;
import io.leaderworkerset.testkit.api.ClusterApi;
import io.leaderworkerset.testkit.apiserver.RequestCounts.Key;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** The embedded cluster in this process; its server tells clients apart by their User-Agent. */
final class EmbeddedBenchCluster implements BenchCluster {
  private final EmbeddedCluster cluster;

  EmbeddedBenchCluster(int nodes, Duration readiness) {
    this.cluster =
        EmbeddedCluster.builder()
            .nodes(nodes)
            .maxUnavailableGate(true)
            .podBehaviour(PodBehaviour.immediate().withReadinessDelay(readiness))
            .start();
  }

  @Override
  public String describe() {
    return "embedded cluster; requests counted by its server";
  }

  @Override
  public ClusterApi api() {
    return cluster.api();
  }

  @Override
  public void createNamespace(String name) {
    cluster.createNamespace(name);
  }

  @Override
  public String managerKubeconfig() {
    return cluster.kubeconfig();
  }

  @Override
  public Map<String, Long> requests(ManagerProcess manager) {
    Map<String, Long> out = new TreeMap<>();
    cluster
        .requests()
        .snapshot()
        .forEach(
            (key, count) -> {
              if (isCounted(key)) {
                out.merge(text(key), count, Long::sum);
              }
            });
    return out;
  }

  private static boolean isCounted(Key key) {
    return key.userAgent().equals(ManagerProcess.USER_AGENT)
        && !key.verb().equals("watch")
        && !key.isLease();
  }

  private static String text(Key key) {
    String resource = key.resource();
    return key.verb() + " " + resource + (key.subresource() == null ? "" : "/" + key.subresource());
  }

  @Override
  public void close() {
    cluster.close();
  }
}
