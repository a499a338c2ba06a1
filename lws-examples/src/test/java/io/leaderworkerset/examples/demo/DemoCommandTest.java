package io.leaderworkerset.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.examples.TestThreads;
import io.leaderworkerset.examples.manager.Main;
import io.leaderworkerset.testkit.EmbeddedCluster;
import io.leaderworkerset.testkit.cluster.PodMatcher;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DemoCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void everyStepConvergesAndNoThreadIsLeft() {
    Set<Thread> before = TestThreads.now();
    int code = run(cluster -> {}, Duration.ofSeconds(60), "--plain", "--speed", "20");
    assertThat(code).as(out.toString()).isZero();
    assertThat(lastLine()).isEqualTo("demo: 9 of 9 steps converged");
    assertThat(out.toString())
        .contains("GROUP           LEADER    WORKERS   REVISION    READY  NODES")
        .contains("every pod of group 1 is a new one")
        .contains(
            "while it waited it said: ",
            "container vllm of pod vllm-2-1 restarted (exit code 134); restart 2 of group 2 waits"
                + " until ")
        .contains("at every moment at least 2 groups were ready")
        .contains("is in one rack that no other group is in: [rack-")
        .doesNotContain("WRONG")
        .doesNotContain("\u001b");
    TestThreads.awaitOnly(before);
  }

  @Test
  void aStepThatDoesNotConvergeEndsItWithOne() {
    int code =
        run(
            cluster -> {
              var unused =
                  cluster.kubelets().unready(PodMatcher.named(DemoApi.NAMESPACE, "vllm-2-1"));
            },
            Duration.ofSeconds(4),
            "--plain",
            "--speed",
            "20");
    assertThat(code).isEqualTo(1);
    assertThat(out.toString())
        .contains("FAILED: not there within 4.0 s")
        .contains("2 of 3 groups of vllm are ready")
        .contains("    vllm group 2  WORKER_NOT_READY: pod vllm-2-1 on node ")
        .contains("      unblock: the pod becomes Ready");
    assertThat(lastLine()).isEqualTo("demo: 1 of 9 steps converged");
  }

  @Test
  void aSpeedOfNothingIsRefused() {
    int code = run(cluster -> {}, Duration.ofSeconds(1), "--speed", "0");
    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).contains("--speed must be above 0");
  }

  @Test
  void keepServesTheKubeconfigThatItPrintsUntilItIsInterrupted() throws Exception {
    Set<Thread> before = TestThreads.now();
    AtomicInteger code = new AtomicInteger(-1);
    Thread running =
        new Thread(
            () ->
                code.set(
                    run(cluster -> {}, Duration.ofSeconds(60), "--plain", "--keep", "--speed=50")));
    running.start();
    Path kubeconfig = KeptCluster.awaitKubeconfig(out::toString, running::isAlive);
    assertThat(out.toString())
        .contains("demo: 8 of 8 steps converged")
        .contains(Files.readString(kubeconfig).strip());
    assertThat(KeptCluster.readyGroups(kubeconfig, "vllm")).isEqualTo(2);
    assertThat(KeptCluster.readyGroups(kubeconfig, "vllm-routed")).isEqualTo(4);

    running.interrupt();
    running.join(60_000);
    assertThat(running.isAlive()).isFalse();
    assertThat(code.get()).as(out + "\n" + err).isZero();
    assertThat(kubeconfig).doesNotExist();
    TestThreads.awaitOnly(before);
  }

  @Test
  void ctrlCEndsAKeptClusterAndTakesTheKubeconfigAway(@TempDir Path folder) throws Exception {
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "demo",
                "--plain",
                "--keep",
                "--speed=50")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      Path kubeconfig = KeptCluster.awaitKubeconfig(() -> read(log), process::isAlive);
      assertThat(KeptCluster.readyGroups(kubeconfig, "vllm")).isEqualTo(2);
      process.destroy(); // SIGTERM: a shell's job in the background does not hear SIGINT
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(read(log)).isEqualTo(128 + 15);
      assertThat(kubeconfig).doesNotExist();
    } finally {
      process.destroyForcibly();
    }
  }

  private int run(Consumer<EmbeddedCluster> preparation, Duration patience, String... args) {
    CommandLine line = new CommandLine(new DemoCommand().prepared(preparation, patience));
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(args);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String lastLine() {
    List<String> lines = out.toString().lines().toList();
    return lines.get(lines.size() - 1);
  }
}
