package io.leaderworkerset.examples.manager;

import io.leaderworkerset.examples.manager.ManagerConfig.Health;
import io.leaderworkerset.examples.manager.ManagerConfig.LeaderElection;
import io.leaderworkerset.informers.shard.Shard;
import io.leaderworkerset.plan.rollout.RolloutRules;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.annotation.Nullable;
import picocli.CommandLine.Command;
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
  private static final String LOG_LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

  @Option(names = "--config", paramLabel = "<file>", description = "The configuration file.")
  private @Nullable Path config;

  @Option(
      names = "--kubeconfig",
      paramLabel = "<file>",
      description = "The cluster. Default: KUBECONFIG, the pod's own, ~/.kube/config.")
  private @Nullable Path kubeconfig;

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

  @Option(names = "--kube-api-qps", description = "Writes a second. Default: 500")
  private @Nullable Double qps;

  @Option(names = "--kube-api-burst", description = "Writes at once. Default: 500")
  private @Nullable Integer burst;

  @Option(
      names = "--leader-elect",
      arity = "0..1",
      fallbackValue = "true",
      description = "Only one of several managers works. Default: true")
  private @Nullable Boolean leaderElect;

  @Option(
      names = "--leader-elect-lease-duration",
      converter = GoDurations.class,
      description = "After so long without renewal others take over. Default: 15s")
  private @Nullable Duration leaseDuration;

  @Option(
      names = "--leader-elect-renew-deadline",
      converter = GoDurations.class,
      description = "After so long without renewal the leader gives up. Default: 10s")
  private @Nullable Duration renewDeadline;

  @Option(
      names = "--leader-elect-retry-period",
      converter = GoDurations.class,
      description = "Between tries. Default: 2s")
  private @Nullable Duration retryPeriod;

  @Option(names = "--leader-elect-resource-lock", description = "Only leases. Default: leases")
  private @Nullable String resourceLock;

  @Option(
      names = "--leader-elect-resource-name",
      description = "Name of the Lease. Default: b8b2488c.x-k8s.io")
  private @Nullable String resourceName;

  @Option(
      names = "--leader-elect-resource-namespace",
      description = "Namespace of the Lease. Default: the pod's own, else lws-system")
  private @Nullable String resourceNamespace;

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
      names = "--zap-log-level",
      paramLabel = "<level>",
      description = "error, info, debug, or a number: 1 and up is debug. Default: info")
  private @Nullable String logLevel;

  @Option(
      names = {"--zap-devel", "--zap-encoder", "--zap-stacktrace-level", "--zap-time-encoding"},
      arity = "0..1",
      hidden = true,
      description = "Taken for the sake of the Go manager's deployments; without effect.")
  private @Nullable List<String> unused;

  @Spec private @Nullable CommandSpec spec;

  RunCommand() {}

  @Override
  public Integer call() {
    setLogLevel();
    try {
      ManagerSettings settings = settings();
      return run(new Manager(ClusterClients.find(kubeconfig), settings));
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
    try {
      boolean inTime = ended.await(drain.plusSeconds(30).toMillis(), TimeUnit.MILLISECONDS);
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
    return new ManagerSettings(
        merged,
        namespaces,
        shard(merged),
        workers,
        rolloutRules,
        drain,
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
    if (resourceLock != null && !resourceLock.equals("leases")) {
      throw new ConfigException(
          "--leader-elect-resource-lock must be leases, the only lock there is; is "
              + resourceLock);
    }
    LeaderElection lease = file.leaderElection();
    Health health = file.health();
    return new ManagerConfig(
        file.webhook(),
        new LeaderElection(
            or(leaderElect, lease.enabled()),
            lease.lock(),
            or(resourceName, lease.name()),
            or(resourceNamespace, lease.namespace()),
            or(leaseDuration, lease.leaseDuration()),
            or(renewDeadline, lease.renewDeadline()),
            or(retryPeriod, lease.retryPeriod())),
        or(metricsAddress, file.metricsAddress()),
        new Health(or(healthAddress, health.address()), health.readiness(), health.liveness()),
        file.tls(),
        file.certificates(),
        or(qps, file.qps()),
        or(burst, file.burst()),
        file.gang());
  }

  private static <T> T or(@Nullable T flag, T file) {
    return flag == null ? file : flag;
  }

  /** Before the first logger is made: it reads the level once. */
  private void setLogLevel() {
    String level = logLevel;
    if (level == null || System.getProperty(LOG_LEVEL) != null) {
      return;
    }
    boolean number = !level.isEmpty() && level.chars().allMatch(Character::isDigit);
    System.setProperty(LOG_LEVEL, number ? "debug" : level.toLowerCase(Locale.ROOT));
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
