package io.leaderworkerset.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.testkit.EmbeddedCluster;
import io.leaderworkerset.testkit.apiserver.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeExampleTest {
  private static final Pattern BLOCK =
      Pattern.compile("(?s)```java\nApiClient client = Config.defaultClient\\(\\);\n(.*?)```");

  @Test
  void isWhatTheReadmeShows() throws IOException {
    Matcher block = BLOCK.matcher(Files.readString(CommandRun.file("README.md")));
    assertThat(block.find()).isTrue();
    String source =
        Files.readString(
            CommandRun.file(
                "lws-examples/src/main/java/io/leaderworkerset/examples/ReadmeExample.java"));
    assertThat(unindented(source)).contains(unindented(block.group(1)));
  }

  @Test
  void makesASetAvailableUntilItIsInterrupted() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
      Set<Thread> before = TestThreads.now();
      Thread host =
          new Thread(
              () -> {
                try {
                  ReadmeExample.run(cluster.newClient());
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      host.start();
      SmallSet.create(cluster, "serving", 2);
      Eventually.await("serving is available", () -> SmallSet.isAvailable(cluster, "serving"));
      host.interrupt();
      host.join(20_000);
      assertThat(host.isAlive()).isFalse();
      TestThreads.awaitOnly(before);
    }
  }

  @Test
  void endsTheWorkUnderWayWhenItIsTerminated(@TempDir Path folder) throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.start();
        Faults.Rule slow =
            cluster
                .faults()
                .latency(Duration.ofSeconds(1), Duration.ofSeconds(1))
                .when(
                    request ->
                        request.resource().startsWith("controllerrevisions") && request.isWrite())
                .start()) {
      Process process = start(cluster, folder);
      try {
        SmallSet.create(cluster, "serving", 1);
        Eventually.await("it creates the first revision", () -> slow.hits() > 0);
        process.destroy(); // SIGTERM
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      } finally {
        process.destroyForcibly();
      }
      assertThat(cluster.api().list("statefulsets.apps"))
          .as("what the same look at the set writes next")
          .hasSize(1);
    }
  }

  private static Process start(EmbeddedCluster cluster, Path folder) throws IOException {
    ProcessBuilder command =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                ReadmeExample.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile());
    Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), cluster.kubeconfig());
    command.environment().put("KUBECONFIG", kubeconfig.toString());
    return command.start();
  }

  private static String unindented(String text) {
    return text.lines().map(String::strip).collect(Collectors.joining("\n"));
  }
}
