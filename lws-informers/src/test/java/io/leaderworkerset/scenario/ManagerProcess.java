package io.leaderworkerset.scenario;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import io.leaderworkerset.informers.LeaderWorkerSetControllers;
import io.leaderworkerset.informers.concurrent.DaemonThreads;
import io.leaderworkerset.informers.election.LeaderListener;
import io.leaderworkerset.informers.election.LeaseElector;
import io.leaderworkerset.informers.election.LeaseSettings;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.informers.support.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** A manager in a process of its own, which a test may kill and freeze. It ends with the test. */
final class ManagerProcess implements AutoCloseable {
  static final String LEASE_NAMESPACE = "lws-system";
  static final String LEASE = "b8b2488c.x-k8s.io";

  /** The file in a manager's folder that tells it of the cluster. */
  static final String KUBECONFIG = "manager.kubeconfig";

  /** The exit code of one that was the leader and is no more. */
  static final int LOST = 3;

  private final Process process;
  private final Path log;

  private ManagerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts one.
   *
   * @param folder for its log, and with a file {@value #KUBECONFIG}
   * @param namespace where it works
   * @param identity its user agent, and its name in the Lease
   * @param elects whether it works only while it leads
   */
  static ManagerProcess start(Path folder, String namespace, String identity, boolean elects) {
    Path log = folder.resolve(identity + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-cp",
                classPath(),
                ManagerProcess.class.getName(),
                folder.resolve(KUBECONFIG).toString(),
                namespace,
                identity,
                Boolean.toString(elects))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      return new ManagerProcess(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start a manager", e);
    }
  }

  /** The tests' own, whether or not it was given by a jar's manifest. */
  private static String classPath() {
    return System.getProperty(
        "surefire.test.class.path", System.getProperty("java.class.path", ""));
  }

  /** Waits until it watches and works. */
  void awaitReady() {
    Eventually.await(
        () -> "the manager works: " + log(),
        () -> log().contains("works as " + process.pid()) || !process.isAlive());
    if (!process.isAlive()) {
      throw new AssertionError("the manager ended: " + log());
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Returns the exit code, once it has ended. */
  int awaitEnd() {
    Eventually.await(() -> "the manager ends: " + log(), () -> !process.isAlive());
    return process.exitValue();
  }

  private String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops it in mid-work (SIGSTOP). */
  void freeze() {
    signal("STOP");
  }

  /** Lets it go on. */
  void thaw() {
    signal("CONT");
  }

  /** Kills it (SIGKILL). */
  void kill() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void signal(String signal) {
    String script = "kill -" + signal + " " + process.pid();
    try {
      int code = new ProcessBuilder("/bin/sh", "-c", script).start().waitFor();
      if (code != 0) {
        throw new IllegalStateException(script + " gave " + code);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    kill();
  }

  /** The process: kubeconfig, namespace, identity, whether it elects. */
  public static void main(String[] args) throws Exception {
    endWithStandardInput();
    ApiClient client =
        ClientBuilder.kubeconfig(
                KubeConfig.loadKubeConfig(Files.newBufferedReader(Path.of(args[0]))))
            .build();
    LeaderWorkerSetControllers.Builder settings =
        LeaderWorkerSetControllers.builder(client)
            .namespaces(Set.of(args[1]))
            .userAgent(args[2])
            .resync(Duration.ZERO)
            .statusInterval(Duration.ofMillis(20))
            .workers(2);
    if (Boolean.parseBoolean(args[3])) {
      lead(client, args[2], settings);
    }
    LeaderWorkerSetControllers manager = settings.build();
    manager.start();
    Eventually.await("the manager is ready", manager::isReady);
    System.out.println("works as " + ProcessHandle.current().pid());
    new CountDownLatch(1).await();
  }

  /** Waits until this process leads; from then on it ends when it does not lead any more. */
  private static void lead(
      ApiClient client, String identity, LeaderWorkerSetControllers.Builder settings)
      throws InterruptedException {
    CountDownLatch elected = new CountDownLatch(1);
    LeaderListener listener =
        new LeaderListener() {
          @Override
          public void elected() {
            elected.countDown();
          }

          @Override
          public void lost(String why) {
            System.out.println("lost: " + why);
            Runtime.getRuntime().halt(LOST);
          }
        };
    LeaseElector elector =
        LeaseElector.create(
            client,
            new LeaseSettings(
                LEASE_NAMESPACE,
                LEASE,
                identity,
                Duration.ofSeconds(6),
                Duration.ofSeconds(4),
                Duration.ofSeconds(1)),
            listener,
            LwsMetrics.NONE,
            DaemonThreads.standard());
    settings.writeGate(elector::isLeader);
    elector.start();
    elected.await();
  }

  /** A test that dies closes the pipe. */
  private static void endWithStandardInput() {
    Thread watcher =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // nothing is ever said
                }
              } catch (IOException e) {
                // the same as its end
              }
              Runtime.getRuntime().halt(4);
            },
            "standard-input");
    watcher.setDaemon(true);
    watcher.start();
  }
}
