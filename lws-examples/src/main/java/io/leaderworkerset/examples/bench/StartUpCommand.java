package io.leaderworkerset.examples.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.annotation.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code bench start-up}. */
@Command(
    name = "start-up",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures how long a manager takes from the start of its process until its caches are"
          + " filled,",
      "with many sets of one group of one pod there already, on the embedded cluster."
    })
final class StartUpCommand implements Callable<Integer> {
  private static final String NAMESPACE = "lws-bench";
  private static final Duration READY_LIMIT = Duration.ofMinutes(2);
  private static final long CONVERGE_NANOS = Duration.ofMinutes(10).toNanos();
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  @Option(
      names = "--sets",
      paramLabel = "<count>",
      defaultValue = "1000",
      description = "Sets. Default: ${DEFAULT-VALUE}")
  private int sets;

  @Option(
      names = "--runs",
      paramLabel = "<count>",
      defaultValue = "5",
      description = "How often it is started. Default: ${DEFAULT-VALUE}")
  private int runs;

  @Option(
      names = "--jvm-option",
      paramLabel = "<option>",
      description = "For the manager's JVM, such as -XX:SharedArchiveFile=<file>; may be repeated.")
  private List<String> jvmOptions = List.of();

  @Spec private @Nullable CommandSpec spec;

  StartUpCommand() {}

  @Override
  public Integer call() throws IOException {
    CommandSpec here = spec;
    if (here == null) {
      throw new IllegalStateException("picocli did not set the command up");
    }
    PrintWriter out = here.commandLine().getOut();
    Path kubeconfig = Files.createTempFile("lws-bench", ".kubeconfig");
    try (EmbeddedBenchCluster cluster =
        new EmbeddedBenchCluster(Nodes.forPods(2 * sets), Duration.ZERO)) {
      Files.writeString(kubeconfig, cluster.managerKubeconfig());
      cluster.createNamespace(NAMESPACE);
      makeSets(cluster, kubeconfig);
      List<Double> seconds = new ArrayList<>();
      for (int i = 0; i < runs; i++) {
        seconds.add(start(kubeconfig));
      }
      seconds.sort(null);
      out.printf(
          Locale.ROOT,
          "ready with %d sets after %.2f s (median of %d; from %.2f to %.2f s)%n",
          sets,
          seconds.get(runs / 2),
          runs,
          seconds.get(0),
          seconds.get(runs - 1));
      out.flush();
      return 0;
    } finally {
      Files.delete(kubeconfig);
    }
  }

  private void makeSets(EmbeddedBenchCluster cluster, Path kubeconfig) {
    try (Fleet fleet = new Fleet(cluster.api(), NAMESPACE);
        ManagerProcess manager = ManagerProcess.start(kubeconfig, List.of())) {
      manager.awaitReady(READY_LIMIT);
      Workload load = new Workload(cluster.api(), fleet, NAMESPACE, "bench", sets, 1, 1);
      load.create();
      long started = System.nanoTime();
      while (!load.isConverged()) {
        if (System.nanoTime() - started > CONVERGE_NANOS) {
          throw new IllegalStateException("the sets did not converge: " + load.progress());
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }
  }

  private double start(Path kubeconfig) {
    long started = System.nanoTime();
    try (ManagerProcess manager = ManagerProcess.start(kubeconfig, jvmOptions)) {
      manager.awaitReady(READY_LIMIT);
      return (System.nanoTime() - started) / 1e9;
    }
  }
}
