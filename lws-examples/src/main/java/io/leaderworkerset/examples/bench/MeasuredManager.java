package io.leaderworkerset.examples.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.google.gson.Gson;
import com.sun.management.OperatingSystemMXBean;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import io.leaderworkerset.examples.manager.ApiCiphers;
import io.leaderworkerset.informers.LeaderWorkerSetControllers;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * The process that bench measures: the controllers as the manager runs them, without election and
 * endpoints. It answers commands on standard input, one a line, with JSON on standard output, and
 * ends with its input, so that it never outlives bench.
 */
final class MeasuredManager {
  /** Answers whether the caches are filled. */
  static final String READY = "ready";

  /** Makes it look at everything although nothing happened. */
  static final String RESYNC = "resync";

  /** Answers a {@link Sample}. */
  static final String SAMPLE = "sample";

  /** The calls that it has made so far, by itself counted. */
  static final String CALLS = "calls";

  /** Begins each answer: a JVM may write to standard output too. */
  static final String ANSWER = "answer ";

  private static final int COLLECTIONS = 3;

  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final MeasuredMetrics metrics =
      new MeasuredMetrics(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  private long cpuNanos;

  /**
   * What was used since the last sample. Collecting garbage for the heap is not part of the CPU.
   *
   * @param cpuSeconds user and system time of the process
   * @param heapBytes heap that is in use after garbage was collected
   * @param reactions milliseconds from a change to the first write it caused, by kind of work
   */
  record Sample(double cpuSeconds, long heapBytes, Map<String, List<Double>> reactions) {}

  private MeasuredManager() {}

  /** Runs until standard input ends; the arguments are a kubeconfig and a User-Agent. */
  public static void main(String... args) throws IOException {
    if (LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
      root.setLevel(Level.WARN);
    }
    new MeasuredManager().run(Path.of(args[0]), args[1]);
  }

  private void run(Path kubeconfig, String userAgent) throws IOException {
    PrintStream out = System.out;
    try (Reader config = Files.newBufferedReader(kubeconfig);
        BufferedReader commands =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        LeaderWorkerSetControllers controllers =
            LeaderWorkerSetControllers.builder(
                    ApiCiphers.suitThisJvm(
                        ClientBuilder.kubeconfig(KubeConfig.loadKubeConfig(config)).build()))
                .userAgent(userAgent)
                .instance(userAgent)
                .metrics(metrics)
                .build()) {
      controllers.start();
      String command = commands.readLine();
      while (command != null) {
        out.println(ANSWER + new Gson().toJson(answer(command, controllers)));
        out.flush();
        command = commands.readLine();
      }
    }
  }

  private Object answer(String command, LeaderWorkerSetControllers controllers) {
    return switch (command) {
      case READY -> controllers.isReady();
      case RESYNC -> {
        controllers.lookAgain();
        yield true;
      }
      case CALLS -> metrics.calls();
      case SAMPLE -> sample();
      default -> throw new IllegalArgumentException("there is no command " + command);
    };
  }

  private Sample sample() {
    double used = (system.getProcessCpuTime() - cpuNanos) / 1e9;
    Map<String, List<Double>> reactions = metrics.takeReactions();
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    cpuNanos = system.getProcessCpuTime();
    return new Sample(used, heap, reactions);
  }
}
