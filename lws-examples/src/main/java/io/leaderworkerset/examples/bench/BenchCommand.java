package io.leaderworkerset.examples.bench;

import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import javax.annotation.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    subcommands = {PlotCommand.class, StartUpCommand.class},
    description = {
      "Measures what the manager costs. Sets are created, left alone, updated, robbed of one"
          + " worker",
      "in each group, scaled and deleted; after each phase the manager's requests, CPU, heap and",
      "latencies are taken. The manager runs in a JVM of its own and is measured alone."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:every phase converged",
      "1:a phase did not converge, or the cluster could not be used",
      "2:the command line is wrong"
    })
public final class BenchCommand implements Callable<Integer> {
  private static final String NAMESPACE = "lws-bench";
  private static final List<String> ALL_PHASES =
      List.of("create", "idle", "update", "loss", "scale", "delete");
  private static final Duration READINESS = Duration.ofMillis(200);
  private static final Duration READY_LIMIT = Duration.ofMinutes(2);

  @ArgGroup private @Nullable Where where;

  /** Which cluster; the embedded one if nothing is said. */
  static final class Where {
    @Option(
        names = "--kubeconfig",
        paramLabel = "<file>",
        description =
            "A live cluster with nodes, the definition and the webhooks of LeaderWorkerSets, and no"
                + " manager at work. Default: an embedded cluster.")
    private @Nullable Path kubeconfig;

    @Option(
        names = "--control-plane",
        description =
            "Start a real control plane from the programs in KUBEBUILDER_ASSETS, and play its"
                + " nodes.")
    private boolean controlPlane;

    /** Made by picocli. */
    Where() {}
  }

  @Option(
      names = "--groups",
      paramLabel = "<count>",
      defaultValue = "50",
      description = "Groups of each set. Default: ${DEFAULT-VALUE}")
  private int groups;

  @Option(
      names = "--size",
      paramLabel = "<count>",
      defaultValue = "4",
      description = "Pods of each group. Default: ${DEFAULT-VALUE}")
  private int size;

  @Option(
      names = "--sets",
      paramLabel = "<count>",
      defaultValue = "1",
      description = "Sets. Default: ${DEFAULT-VALUE}")
  private int sets;

  @Option(
      names = "--phases",
      split = ",",
      paramLabel = "<name>",
      defaultValue = "create,idle,update,loss,scale,delete",
      description = "Phases to go through. Default: all")
  private Set<String> phases = Set.of();

  @Option(
      names = "--foreign-pods",
      paramLabel = "<count>",
      defaultValue = "0",
      description = "Pods of nobody's set that exist before. Default: ${DEFAULT-VALUE}")
  private int foreignPods;

  @Option(
      names = "--warm-up",
      paramLabel = "<groups>",
      defaultValue = "10",
      description =
          "First create, update and delete a set of so many groups, unmeasured; 0 for not. Default:"
              + " ${DEFAULT-VALUE}")
  private int warmUp;

  @Option(
      names = "--idle-seconds",
      paramLabel = "<seconds>",
      defaultValue = "10",
      description = "Length of the idle phase. Default: ${DEFAULT-VALUE}")
  private int idleSeconds;

  @Option(
      names = "--quiet-seconds",
      paramLabel = "<seconds>",
      defaultValue = "8",
      description =
          "A phase's requests are counted until none came for so long. Default: ${DEFAULT-VALUE}")
  private int quietSeconds;

  @Option(
      names = "--patience-seconds",
      paramLabel = "<seconds>",
      defaultValue = "600",
      description = "How long a phase may take to converge. Default: ${DEFAULT-VALUE}")
  private int patienceSeconds;

  @Option(
      names = "--jvm-option",
      paramLabel = "<option>",
      description = "For the manager's JVM, such as -Xmx256m; may be repeated.")
  private List<String> jvmOptions = List.of();

  @Option(names = "--json", description = "Print one JSON object instead of a table.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  /** Made by picocli. */
  public BenchCommand() {}

  @Override
  public Integer call() throws IOException {
    CommandSpec here = checked();
    PrintWriter out = here.commandLine().getOut();
    PrintWriter err = here.commandLine().getErr();
    try (BenchCluster cluster = open()) {
      return measure(cluster, out, err);
    } catch (IllegalStateException | ClusterApi.ApiException e) {
      err.println("lws-manager bench: " + e.getMessage());
      err.flush();
      return 1;
    }
  }

  private CommandSpec checked() {
    CommandSpec here = spec;
    if (here == null) {
      throw new IllegalStateException("picocli did not set the command up");
    }
    if (!ALL_PHASES.containsAll(phases)) {
      throw new ParameterException(
          here.commandLine(), "--phases must be of " + ALL_PHASES + ", are " + phases);
    }
    atLeast(here, "--groups", groups, 1);
    atLeast(here, "--size", size, 1);
    atLeast(here, "--sets", sets, 1);
    atLeast(here, "--foreign-pods", foreignPods, 0);
    atLeast(here, "--warm-up", warmUp, 0);
    atLeast(here, "--idle-seconds", idleSeconds, 1);
    atLeast(here, "--quiet-seconds", quietSeconds, 1);
    atLeast(here, "--patience-seconds", patienceSeconds, 1);
    return here;
  }

  private static void atLeast(CommandSpec here, String option, int value, int least) {
    if (value < least) {
      throw new ParameterException(
          here.commandLine(), option + " must be at least " + least + ", is " + value);
    }
  }

  private BenchCluster open() {
    Where asked = where;
    int nodes = Nodes.forPods(2 * sets * groups * size + foreignPods);
    if (asked == null) {
      return new EmbeddedBenchCluster(nodes, READINESS);
    }
    return asked.kubeconfig == null
        ? new ControlPlaneBenchCluster(nodes, READINESS)
        : new LiveBenchCluster(asked.kubeconfig);
  }

  private int measure(BenchCluster cluster, PrintWriter out, PrintWriter err) throws IOException {
    Path kubeconfig = Files.createTempFile("lws-bench", ".kubeconfig");
    cluster.createNamespace(NAMESPACE);
    makeForeignPods(cluster.api());
    Files.writeString(kubeconfig, cluster.managerKubeconfig());
    try (Fleet fleet = new Fleet(cluster.api(), NAMESPACE);
        ManagerProcess manager = ManagerProcess.start(kubeconfig, jvmOptions)) {
      manager.awaitReady(READY_LIMIT);
      Bench bench = new Bench(cluster, manager, terms(), err);
      if (warmUp > 0) {
        bench.warmUp(new Workload(cluster.api(), fleet, NAMESPACE, "warm-up", 1, warmUp, size));
      }
      try {
        bench.run(new Workload(cluster.api(), fleet, NAMESPACE, "bench", sets, groups, size));
      } finally {
        print(cluster.describe(), bench.results(), out); // those before one that did not converge
      }
      return 0;
    } finally {
      Files.delete(kubeconfig);
    }
  }

  private void print(String cluster, List<PhaseResult> phases, PrintWriter out) {
    out.println(json ? BenchReport.json(cluster, phases) : BenchReport.table(cluster, phases));
    out.flush();
  }

  private Bench.Terms terms() {
    return new Bench.Terms(
        Duration.ofSeconds(idleSeconds),
        Duration.ofSeconds(quietSeconds),
        Duration.ofSeconds(patienceSeconds),
        phases);
  }

  private void makeForeignPods(ClusterApi api) {
    for (int i = 0; i < foreignPods; i++) {
      JsonObject pod =
          Json.parse(
                  """
                  {"apiVersion": "v1", "kind": "Pod",
                   "metadata": {"name": "foreign-%d", "namespace": "%s", "labels": {"app": "other"}},
                   "spec": {"containers": [{"name": "c", "image": "registry.example.com/other:1"}]}}
                  """
                      .formatted(i, NAMESPACE))
              .getAsJsonObject();
      api.create(Fleet.PODS, pod);
    }
  }
}
