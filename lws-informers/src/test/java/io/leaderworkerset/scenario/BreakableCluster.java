package io.leaderworkerset.scenario;

import io.leaderworkerset.testkit.AdmissionMode;
import io.leaderworkerset.testkit.RealCluster;
import io.leaderworkerset.testkit.controlplane.Component;
import io.leaderworkerset.testkit.controlplane.ControlPlane;
import io.leaderworkerset.testkit.controlplane.ControlPlaneOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** A real cluster that one test class has for itself, to break it, with an audit log. */
final class BreakableCluster implements AutoCloseable, ExtensionContext.Store.CloseableResource {
  private final Path folder;
  private final AuditLog audit;
  private final RealCluster cluster;
  private final Site site;
  private final Thread supervisor = new Thread(this::keepAlive, "static-pods");
  private volatile boolean ending;

  private BreakableCluster() {
    try {
      this.folder = Files.createTempDirectory("lws-faults");
      this.audit = new AuditLog(folder);
      this.cluster = RealCluster.start(audit.turnOn(ControlPlaneOptions.defaults()));
      this.site = ManagerAccount.site(cluster);
      Files.writeString(
          folder.resolve(ManagerProcess.KUBECONFIG), ManagerAccount.kubeconfig(cluster.plane()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    supervisor.setDaemon(true);
    supervisor.start();
  }

  /**
   * Starts the controller manager and the scheduler again when they end, as a kubelet does. The
   * scheduler ends by itself when it finds its cache in disorder after a gap in its watches.
   */
  private void keepAlive() {
    while (!ending) {
      Stream.concat(plane().controllerManager().stream(), plane().scheduler().stream())
          .filter(component -> !component.isRunning())
          .forEach(BreakableCluster::startIfPossible);
      LockSupport.parkNanos(200_000_000);
    }
  }

  private static void startIfPossible(Component component) {
    try {
      component.start();
    } catch (IllegalStateException e) {
      component.kill(); // it did not find an API server; tried again
    }
  }

  ControlPlane plane() {
    return cluster.plane();
  }

  Site site() {
    return site;
  }

  AuditLog audit() {
    return audit;
  }

  Scenario begin(String namespace) {
    return new Scenario(site, namespace, AdmissionMode.WEBHOOKS);
  }

  ManagerProcess startManager(Scenario scenario, String identity, boolean elects) {
    return ManagerProcess.start(folder, scenario.namespace(), identity, elects);
  }

  @Override
  public void close() {
    ending = true;
    try {
      supervisor.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    site.close();
    try (var files = Files.list(folder)) {
      for (Path each : files.toList()) {
        Files.delete(each);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives it to the tests of a class; skips them where there is no control plane. */
  static final class Extension extends ClusterParameter<BreakableCluster> {
    Extension() {
      super(BreakableCluster.class);
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return controlPlane();
    }

    @Override
    BreakableCluster of(ExtensionContext context) {
      ExtensionContext ofClass = context.getParent().orElse(context);
      BreakableCluster made =
          ofClass
              .getStore(Namespace.create(BreakableCluster.class))
              .getOrComputeIfAbsent(
                  BreakableCluster.class, k -> new BreakableCluster(), BreakableCluster.class);
      Clusters.of(context).countRealRun(made.plane().version());
      return made;
    }
  }
}
