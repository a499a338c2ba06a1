package io.leaderworkerset.examples.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.examples.Eventually;
import io.leaderworkerset.testkit.EmbeddedCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manager as a process of its own: how it ends. */
class ManagerProcessTest {
  @TempDir private Path folder;

  @Test
  void endsWithZeroWhenItIsTerminated() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
      Process process = start(cluster, "127.0.0.1:0");
      try {
        Eventually.await(this::log, () -> log().contains("caches are filled"));
        process.destroy(); // SIGTERM
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(log()).isZero();
        assertThat(log()).contains("Stopped");
      } finally {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void endsWithTwoWhenAnAddressIsTaken() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.start();
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Process process = start(cluster, "127.0.0.1:" + taken.getLocalPort());
      try {
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(log()).isEqualTo(2);
      } finally {
        process.destroyForcibly();
      }
    }
  }

  private Process start(EmbeddedCluster cluster, String health) throws IOException {
    Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), cluster.kubeconfig());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Main.class.getName(), "run", "--kubeconfig", kubeconfig.toString()));
    command.addAll(List.of("--metrics-bind-address=0", "--health-probe-bind-address", health));
    command.add("--leader-elect-resource-namespace=default");
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
