package io.leaderworkerset.examples.bench;

import io.leaderworkerset.testkit.RealCluster;
import io.leaderworkerset.testkit.api.ClusterApi;
import io.leaderworkerset.testkit.cluster.PodMatcher;
import io.leaderworkerset.testkit.controlplane.ControlPlaneOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A real control plane on this machine; its API server's audit log tells whose a request was. */
final class ControlPlaneBenchCluster implements BenchCluster {
  private static final String USER = "lws-bench-manager";
  private static final int OWN_NODES = 4;

  private final Path folder;
  private final AuditLog audit;
  private final RealCluster cluster;

  ControlPlaneBenchCluster(int nodes, Duration readiness) {
    try {
      this.folder = Files.createTempDirectory("lws-bench");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a folder for the audit log", e);
    }
    this.audit = new AuditLog(folder, USER);
    this.cluster =
        RealCluster.start(ControlPlaneOptions.defaults().withApiServerFlags(audit.flags()));
    for (int i = OWN_NODES; i < nodes; i++) {
      cluster.nodes().add("node-" + i, Map.of(), Nodes.CAPACITY);
    }
    var unused =
        cluster
            .kubelets()
            .change(PodMatcher.all(), behaviour -> behaviour.withReadinessDelay(readiness));
  }

  @Override
  public String describe() {
    return "kube-apiserver " + cluster.version() + "; requests counted in its audit log";
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
    return cluster.plane().kubeconfigFor(USER, List.of("system:masters"));
  }

  @Override
  public Map<String, Long> requests(ManagerProcess manager) {
    return audit.counts();
  }

  @Override
  public void close() {
    cluster.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + folder, e);
    }
  }
}
