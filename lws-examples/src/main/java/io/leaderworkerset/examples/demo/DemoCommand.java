package io.leaderworkerset.examples.demo;

import io.leaderworkerset.testkit.EmbeddedCluster;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import javax.annotation.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs a cluster and the controllers in this process and walks two sets through their life:",
      "create, scale, rolling update, worker failure, crash loop, exclusive placement, deletion.",
      "Every step is checked against the cluster."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:every step converged",
      "1:a step did not converge",
      "2:the command line is wrong"
    })
public final class DemoCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final double BACKOFF_NANOS = 4e9;

  @Option(names = "--plain", description = "Plain lines, as when this is not a terminal.")
  private boolean plain;

  @Option(
      names = "--keep",
      description =
          "Leave out the deletion, keep the cluster up afterwards, and print a kubeconfig for"
              + " kubectl. Ctrl-C ends it.")
  private boolean keep;

  @Option(
      names = "--seed",
      paramLabel = "<number>",
      defaultValue = "1",
      description = "Makes names and delays repeatable. Default: ${DEFAULT-VALUE}")
  private long seed;

  @Option(
      names = "--speed",
      paramLabel = "<factor>",
      defaultValue = "1",
      description = "How many times faster pods start and end. Default: ${DEFAULT-VALUE}")
  private double speed;

  @Spec private @Nullable CommandSpec spec;

  private Duration patience = PATIENCE;
  private Consumer<EmbeddedCluster> preparation = cluster -> {};

  /** Made by picocli, and by tests. */
  public DemoCommand() {}

  /** Does something to the cluster before the first step, and is less patient. */
  DemoCommand prepared(Consumer<EmbeddedCluster> change, Duration stepLimit) {
    this.preparation = change;
    this.patience = stepLimit;
    return this;
  }

  @Override
  public Integer call() throws InterruptedException {
    CommandSpec here = checked();
    PrintWriter out = here.commandLine().getOut();
    Screen screen = plain || !Terminal.isInteractive() ? new PlainScreen(out) : new LiveScreen(out);
    try (EmbeddedCluster cluster = DemoCluster.start(seed, speed)) {
      preparation.accept(cluster);
      screen.line(
          "A cluster of 16 nodes in 8 racks listens on "
              + cluster.server().url()
              + "; seed "
              + seed);
      Duration backoff = Duration.ofNanos((long) (BACKOFF_NANOS / speed));
      Demo demo = new Demo(screen, patience, backoff, Demo.allSteps(keep, backoff));
      boolean converged = demo.run(cluster, all -> stay(cluster, out));
      return converged ? 0 : 1;
    }
  }

  private CommandSpec checked() {
    CommandSpec here = spec;
    if (here == null) {
      throw new IllegalStateException("run this through picocli's CommandLine");
    }
    if (!(speed > 0) || speed > 1000) {
      throw new ParameterException(
          here.commandLine(), "--speed must be above 0 and at most 1000, is " + speed);
    }
    return here;
  }

  private void stay(EmbeddedCluster cluster, PrintWriter out) {
    if (!keep) {
      return;
    }
    Path file = write(cluster.kubeconfig());
    Thread hook = new Thread(() -> file.toFile().delete(), "demo-end");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      out.println();
      out.println(cluster.kubeconfig().strip());
      out.println();
      out.println("The cluster stays up until Ctrl-C. In another terminal:");
      out.println("  export KUBECONFIG=" + file);
      out.println("  kubectl get leaderworkersets,pods -o wide");
      out.flush();
      new CountDownLatch(1).await(); // Ctrl-C ends the process
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      Runtime.getRuntime().removeShutdownHook(hook);
      file.toFile().delete();
    }
  }

  private static Path write(String kubeconfig) {
    try {
      Path file =
          Files.createTempFile(
              "lws-demo-",
              ".kubeconfig",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return Files.writeString(file, kubeconfig);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
