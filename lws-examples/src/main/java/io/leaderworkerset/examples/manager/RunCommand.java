package io.leaderworkerset.examples.manager;

import io.leaderworkerset.examples.manager.ManagerConfig.Health;
import io.leaderworkerset.informers.shard.Shard;
import io.leaderworkerset.plan.rollout.RolloutRules;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.annotation.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code run}. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs the LeaderWorkerSet controllers on a cluster: flags and configuration file are those of",
      "the Go manager. Flags go over the file. SIGTERM and SIGINT end it after the work under way."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:it was asked to stop, and all work ended",
      "1:it could not start, or failed",
      "2:the command line or the configuration is wrong",
      "3:the lease was lost: start it anew",
      "4:it was asked to stop, but work under way had to be interrupted"
    })
final class RunCommand implements Callable<Integer> {
  @Option(names = "--config", paramLabel = "<file>", description = "The configuration file.")
  private @Nullable Path config;

  @Mixin private final ClusterFlags cluster = new ClusterFlags();

  @Option(
      names = "--namespaces",
      split = ",",
      paramLabel = "<name>",
      description = "Namespaces to work in. Default: all.")
  private Set<String> namespaces = Set.of();

  @Option(
      names = "--shard",
      paramLabel = "<i>/<n>",
      description = {
        "Work on share i, from 0, of n shares of all sets. Each share needs a manager and has a",
        "Lease of its own. Managers of another n are waited for. Default: all sets, undivided"
      })
  private @Nullable String shard;

  @Option(
      names = "--workers",
      paramLabel = "<count>",
      defaultValue = "16",
      description = "Sets and groups worked on at a time. Default: ${DEFAULT-VALUE}")
  private int workers;

  @Option(
      names = "--rollout-rules",
      paramLabel = "safe|reference",
      defaultValue = "safe",
      description =
          "safe keeps the availability floor and gets past broken groups; reference is the Go"
              + " manager's way, step for step. Default: ${DEFAULT-VALUE}")
  private RolloutRules rolloutRules = RolloutRules.SAFE;

  @Mixin private RestartFlags restarts = new RestartFlags();

  @Option(names = "--kube-api-qps", description = "Writes a second. Default: 500")
  private @Nullable Double qps;

  @Option(names = "--kube-api-burst", description = "Writes at once. Default: 500")
  private @Nullable Integer burst;

  @Option(
      names = "--gang-scheduler-provider",
      paramLabel = "<name>",
      description = "volcano: its scheduler places groups whole. Default: none")
  private @Nullable String gang;

  @Mixin private final LeaderElectionFlags leaderElection = new LeaderElectionFlags();
  @Mixin private final WebhookFlags webhook = new WebhookFlags();

  @Option(
      names = "--health-probe-bind-address",
      description = "Where /healthz and /readyz are served; 0 for nowhere. Default: :8081")
  private @Nullable String healthAddress;

  @Option(
      names = "--metrics-bind-address",
      description = "Where /metrics is served; 0 for nowhere. Default: :8443")
  private @Nullable String metricsAddress;

  @Option(
      names = "--metrics-cert-path",
      paramLabel = "<directory>",
      description = "Holds tls.crt and tls.key for /metrics. Default: plain HTTP.")
  private @Nullable Path metricsCertificates;

  @Option(
      names = "--graceful-shutdown-timeout",
      converter = GoDurations.class,
      defaultValue = "30s",
      description = "How long work under way may take in the end. Default: ${DEFAULT-VALUE}")
  private Duration drain = Duration.ofSeconds(30);

  @Option(
      names = "--shutdown-delay",
      converter = GoDurations.class,
      defaultValue = "0s",
      description = {
        "How long webhooks are still answered after the signal, so that their Service forgets this",
        "replica first. Default: ${DEFAULT-VALUE}"
      })
  private Duration shutdownDelay = Duration.ZERO;

  @Mixin private final LogFlags log = new LogFlags();

  @Spec private @Nullable CommandSpec spec;

  RunCommand() {}

  @Override
  public Integer call() {
    try {
      log.apply();
      ManagerSettings settings = settings();
      return run(new Manager(cluster.client(), settings));
    } catch (ConfigException e) {
      err().println("lws-manager run: " + e.getMessage());
      err().flush();
      return ExitCode.MISCONFIGURED.code();
    }
  }

  /** Runs it in this thread; a signal, or an interrupt of the thread, stops it. */
  private int run(Manager manager) {
    CountDownLatch ended = new CountDownLatch(1);
    AtomicInteger code = new AtomicInteger(ExitCode.FAILED.code());
    Thread hook = new Thread(() -> stopAndHalt(manager, ended, code), "lws-signal");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      code.set(manager.run().code());
    } finally {
      ended.countDown();
      removeUnlessEnding(hook);
    }
    return code.get();
  }

  /** Without the halt the JVM would end with the number of the signal, drained or not. */
  private void stopAndHalt(Manager manager, CountDownLatch ended, AtomicInteger code) {
    manager.requestStop();
    Duration longest = drain.plus(shutdownDelay).plusSeconds(30);
    try {
      boolean inTime = ended.await(longest.toMillis(), TimeUnit.MILLISECONDS);
      Runtime.getRuntime().halt(inTime ? code.get() : ExitCode.NOT_DRAINED.code());
    } catch (InterruptedException e) {
      Runtime.getRuntime().halt(ExitCode.FAILED.code());
    }
  }

  private static void removeUnlessEnding(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      return; // the hook ends the JVM
    }
  }

  private ManagerSettings settings() {
    if (workers < 1) {
      throw new ConfigException("--workers must be at least 1, is " + workers);
    }
    ManagerConfig merged = merged(config == null ? ConfigFile.defaults() : ConfigFile.load(config));
    if (!(merged.qps() > 0) || merged.burst() < 1) {
      throw new ConfigException(
          "--kube-api-qps and --kube-api-burst must be above 0, are "
              + merged.qps()
              + " and "
              + merged.burst());
    }
    merged.tls().settings(); // wrong ones end it here, whatever is served
    return new ManagerSettings(
        merged,
        namespaces,
        shard(merged),
        workers,
        rolloutRules,
        restarts.settings(),
        drain,
        shutdownDelay,
        webhook.names(),
        metricsCertificates,
        hostName() + "_" + UUID.randomUUID());
  }

  @Nullable
  private Shard shard(ManagerConfig merged) {
    if (shard == null) {
      return null;
    }
    if (!merged.leaderElection().enabled()) {
      throw new ConfigException(
          "--shard needs leader election, which keeps two managers from one share");
    }
    try {
      return Shard.parse(shard);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("--shard: " + e.getMessage(), e);
    }
  }

  private ManagerConfig merged(ManagerConfig file) {
    if (gang != null && !gang.equals("volcano")) {
      throw new ConfigException(
          "--gang-scheduler-provider must be volcano, the only provider there is; is " + gang);
    }
    Health health = file.health();
    return new ManagerConfig(
        webhook.over(file.webhook()),
        leaderElection.over(file.leaderElection()),
        or(metricsAddress, file.metricsAddress()),
        new Health(or(healthAddress, health.address()), health.readiness(), health.liveness()),
        file.tls(),
        file.certificates(),
        or(qps, file.qps()),
        or(burst, file.burst()),
        or(gang, file.gang()));
  }

  private static <T> T or(@Nullable T flag, T file) {
    return flag == null ? file : flag;
  }

  private PrintWriter err() {
    CommandSpec here = spec;
    return here == null ? new PrintWriter(System.err, true) : here.commandLine().getErr();
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "lws-manager";
    }
  }
}
