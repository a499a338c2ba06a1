package io.leaderworkerset.scenario;

import io.leaderworkerset.testkit.EmbeddedCluster;
import io.leaderworkerset.testkit.RealCluster;
import io.leaderworkerset.testkit.TestCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** The two clusters that all scenarios of a test run share, each in a namespace of its own. */
final class Clusters implements AutoCloseable, ExtensionContext.Store.CloseableResource {
  private static final Namespace NAMESPACE = Namespace.create(Clusters.class);

  private final AtomicInteger embeddedRuns = new AtomicInteger();
  private final AtomicInteger realRuns = new AtomicInteger();
  private EmbeddedCluster embedded;
  private RealCluster real;

  static Clusters of(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(Clusters.class, k -> new Clusters(), Clusters.class);
  }

  synchronized Scenario begin(boolean onRealOne, String test) {
    int number = (onRealOne ? realRuns : embeddedRuns).incrementAndGet();
    String dashed = test.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    String namespace =
        "t"
            + number
            + "-"
            + dashed.substring(0, Math.min(40, dashed.length())).replaceAll("-$", "");
    TestCluster cluster = onRealOne ? realOne() : embeddedOne();
    cluster.createNamespace(namespace);
    return new Scenario(cluster, namespace);
  }

  private EmbeddedCluster embeddedOne() {
    if (embedded == null) {
      embedded = EmbeddedCluster.start();
    }
    return embedded;
  }

  private RealCluster realOne() {
    if (real == null) {
      real = RealCluster.start();
      ManagerAccount.install(real.api());
    }
    return real;
  }

  @Override
  public synchronized void close() {
    String version = real == null ? "(none there)" : real.version();
    if (embedded != null) {
      embedded.close();
    }
    if (real != null) {
      real.close();
    }
    say(
        "cluster tests: "
            + realRuns
            + " run on kube-apiserver "
            + version
            + ", "
            + embeddedRuns
            + " on the embedded cluster");
  }

  /** Into the log of the tests, and into a file that the build prints at its end. */
  private static void say(String line) {
    System.out.println(line);
    try {
      Files.writeString(Path.of("target", "cluster-tests.txt"), line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
