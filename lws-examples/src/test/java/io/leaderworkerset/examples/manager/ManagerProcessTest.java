package io.leaderworkerset.examples.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.leaderworkerset.examples.Eventually;
import io.leaderworkerset.examples.SmallSet;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.EmbeddedCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.annotation.Nullable;
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

  @Test
  void logsObjectsThatTellTheSetTheGroupAndTheLook() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
      SmallSet.create(cluster, "serving", 2);
      Process process = start(cluster, "127.0.0.1:0", "--zap-encoder=json");
      try {
        Eventually.await(this::log, () -> lines().stream().anyMatch(each -> isOf(each, "1")));
      } finally {
        process.destroyForcibly();
      }
      List<JsonObject> lines = lines();
      assertThat(lines).allSatisfy(each -> assertThat(each.keySet()).contains("timestamp"));
      assertThat(lines).anyMatch(each -> isOf(each, null));
      assertThat(lines)
          .filteredOn(each -> isOf(each, null) || isOf(each, "1"))
          .allSatisfy(each -> assertThat(Json.string(each, "mdc", "reconcile")).matches("[0-9]+"));
      assertThat(lines)
          .as("lines of other work carry nothing")
          .filteredOn(each -> Json.string(each, "formattedMessage").startsWith("Serving"))
          .isNotEmpty()
          .allSatisfy(each -> assertThat(Json.string(each, "mdc", "reconcile")).isNull());
    }
  }

  private static boolean isOf(JsonObject line, @Nullable String group) {
    return "default/serving".equals(Json.string(line, "mdc", "set"))
        && Objects.equals(Json.string(line, "mdc", "group"), group);
  }

  /** Whole lines only: the last one may be on its way. */
  private List<JsonObject> lines() {
    String text = log();
    return text.substring(0, text.lastIndexOf('\n') + 1)
        .lines()
        .map(each -> Json.parse(each).getAsJsonObject())
        .toList();
  }

  private Process start(EmbeddedCluster cluster, String health, String... flags)
      throws IOException {
    Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), cluster.kubeconfig());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Main.class.getName(), "run", "--kubeconfig", kubeconfig.toString()));
    command.addAll(List.of("--metrics-bind-address=0", "--health-probe-bind-address", health));
    command.add("--leader-elect-resource-namespace=default");
    command.add("--webhooks=false");
    command.addAll(List.of(flags));
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
