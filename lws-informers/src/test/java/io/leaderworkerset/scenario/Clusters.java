package io.leaderworkerset.scenario;

import io.leaderworkerset.testkit.EmbeddedCluster;
import io.leaderworkerset.testkit.RealCluster;
import io.leaderworkerset.testkit.controlplane.ControlPlaneOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** The two clusters that all scenarios of a test run share, each in a namespace of its own. */
final class Clusters implements AutoCloseable, ExtensionContext.Store.CloseableResource {
  private static final Namespace NAMESPACE = Namespace.create(Clusters.class);

  /**
   * Controllers that look as often as they can, so that nobody waits for them; those that write
   * down the addresses of Services, which nobody asks for here, stay out.
   */
  private static final ControlPlaneOptions OPTIONS =
      ControlPlaneOptions.defaults()
          .withControllerManagerFlags(
              "--horizontal-pod-autoscaler-sync-period=1s",
              "--node-monitor-period=1s",
              "--controllers=*,-endpoints-controller,-endpointslice-controller,"
                  + "-endpointslice-mirroring-controller");

  private final AtomicInteger embeddedRuns = new AtomicInteger();
  private final AtomicInteger realRuns = new AtomicInteger();
  private final AtomicInteger withPolicies = new AtomicInteger();
  private Site embedded;
  private Site real;
  private RealCluster realCluster;
  private String realVersion = "(none there)";

  static Clusters of(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(Clusters.class, k -> new Clusters(), Clusters.class);
  }

  /** Counts a run on a real control plane of its own, of that version. */
  synchronized void countRealRun(String version) {
    realRuns.incrementAndGet();
    realVersion = version;
  }

  /** Says whether there is something for that mode to run on, and if not, why. */
  synchronized ConditionEvaluationResult has(Mode mode) {
    if (mode == Mode.POLICIES) {
      realOne();
      if (!realCluster.hasPolicies()) {
        return ConditionEvaluationResult.disabled(
            "admission policies need Kubernetes 1.36, and this is " + realCluster.version());
      }
    }
    return ConditionEvaluationResult.enabled("there is a cluster");
  }

  Scenario begin(Mode mode, ClusterTest test, String name) {
    int number = (mode.isReal() ? realRuns : embeddedRuns).incrementAndGet();
    if (mode == Mode.POLICIES) {
      withPolicies.incrementAndGet();
    }
    return new Scenario(
        mode.isReal() ? realOne() : embeddedOne(), namespace(number, name), mode.admission(test));
  }

  private static String namespace(int number, String test) {
    String dashed = test.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    return "t"
        + number
        + "-"
        + dashed.substring(0, Math.min(40, dashed.length())).replaceAll("-$", "");
  }

  private synchronized Site embeddedOne() {
    if (embedded == null) {
      embedded = Site.of(EmbeddedCluster.start());
    }
    return embedded;
  }

  private synchronized Site realOne() {
    if (real == null) {
      RealCluster cluster = RealCluster.start(OPTIONS);
      realCluster = cluster;
      real = ManagerAccount.site(cluster);
    }
    return real;
  }

  @Override
  public synchronized void close() {
    String version = realCluster == null ? realVersion : realCluster.version();
    if (embedded != null) {
      embedded.close();
    }
    if (real != null) {
      real.close();
    }
    say(
        "of the runs on kube-apiserver, "
            + withPolicies
            + " with admission policies\ncluster tests: "
            + realRuns
            + " run on kube-apiserver "
            + version
            + ", "
            + embeddedRuns
            + " on the embedded cluster");
  }

  /**
   * Into the log of the tests, and into a file that the build prints at its end. What failed and is
   * tried once more in the same process is counted already.
   */
  private static void say(String lines) {
    System.out.println(lines);
    try {
      Path file = Path.of("target", "cluster-tests.txt");
      long began = ManagementFactory.getRuntimeMXBean().getStartTime();
      if (!Files.exists(file) || Files.getLastModifiedTime(file).toMillis() < began) {
        Files.writeString(file, lines);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
