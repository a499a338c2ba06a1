package io.leaderworkerset.testkit.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.informers.support.Eventually;
import io.leaderworkerset.testkit.controlplane.ControlPlaneBinaries;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stock kubectl against the server: the one that {@code -Dlws.kubectl=<path>} names, of version
 * 1.36 or so, or the one beside the programs of the control plane.
 */
class KubectlTest extends ServerTest {
  @TempDir Path dir;

  private static Optional<Path> program() {
    String named = System.getProperty("lws.kubectl", "");
    return named.isEmpty()
        ? ControlPlaneBinaries.find()
            .map(assets -> assets.folder().resolve("kubectl"))
            .filter(Files::isExecutable)
        : Optional.of(Path.of(named));
  }

  @BeforeEach
  void needsKubectl() throws IOException {
    Assumptions.assumeTrue(
        program().isPresent(),
        "no kubectl to test with: give its path with -Dlws.kubectl, or set "
            + ControlPlaneBinaries.ASSETS);
    Files.writeString(dir.resolve("config"), server.kubeconfig());
  }

  private ProcessBuilder command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(program().orElseThrow().toString());
    command.add("--kubeconfig=" + dir.resolve("config"));
    command.add("--cache-dir=" + dir.resolve("cache"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true);
  }

  /** Runs kubectl and returns what it printed. */
  private String kubectl(String... arguments) throws Exception {
    Process process = command(arguments).start();
    try (InputStream out = process.getInputStream()) {
      String printed = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      return printed.strip();
    }
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(dir.resolve(name), content).toString();
  }

  @Test
  void appliesEditsScalesAndDeletes() throws Exception {
    String first = file("web.json", set("web"));
    String second = file("web2.json", set("web").replace("i:1", "i:2"));

    assertThat(kubectl("apply", "-f", first)).isEqualTo("statefulset.apps/web created");
    assertThat(kubectl("apply", "-f", first)).isEqualTo("statefulset.apps/web unchanged");
    assertThat(kubectl("apply", "-f", second)).isEqualTo("statefulset.apps/web configured");
    assertThat(kubectl("scale", "sts", "web", "--replicas=5"))
        .isEqualTo("statefulset.apps/web scaled");
    assertThat(kubectl("get", "sts")).contains("web").contains("0/5");
    assertThat(kubectl("describe", "sts", "web")).contains("Image:").contains("i:2");
    assertThat(kubectl("wait", "sts/web", "--for=jsonpath={.spec.replicas}=5"))
        .isEqualTo("statefulset.apps/web condition met");
    assertThat(kubectl("delete", "sts", "web", "--wait")).contains("deleted");
    assertThat(kubectl("get", "sts")).isEqualTo("No resources found in default namespace.");
  }

  @Test
  void appliesOnTheServerAndReportsConflicts() throws Exception {
    String mine = file("l.json", lws("l"));
    String theirs = file("l2.json", lws("l").replace("\"replicas\":2", "\"replicas\":3"));

    assertThat(kubectl("apply", "--server-side", "-f", mine)).endsWith("serverside-applied");
    assertThat(kubectl("apply", "--server-side", "--field-manager=other", "-f", theirs))
        .contains("Apply failed with 1 conflict: conflict with \"kubectl\": .spec.replicas");
    assertThat(
            kubectl(
                "apply",
                "--server-side",
                "--field-manager=other",
                "--force-conflicts",
                "-f",
                theirs))
        .endsWith("serverside-applied");
    assertThat(kubectl("get", "lws")).containsPattern("NAME +READY +DESIRED +UP-TO-DATE +AGE");
  }

  @Test
  void createsNamespacesAndTheirContent() throws Exception {
    assertThat(kubectl("create", "namespace", "n")).isEqualTo("namespace/n created");
    assertThat(kubectl("-n", "n", "create", "configmap", "m", "--from-literal=a=b"))
        .isEqualTo("configmap/m created");
    assertThat(kubectl("-n", "n", "get", "cm", "m", "-o", "jsonpath={.data.a}")).isEqualTo("b");
    assertThat(kubectl("delete", "namespace", "n", "--timeout=10s")).contains("deleted");
  }

  @Test
  void watchesSetsAndPrintsEachChangeAsARow() throws Exception {
    kubectl("apply", "-f", file("l.json", lws("l")));
    Path log = dir.resolve("log");
    Process watching =
        command("get", "leaderworkersets", "--watch").redirectOutput(log.toFile()).start();
    try {
      awaitSet(log, 2);
      kubectl("scale", "leaderworkersets", "l", "--replicas=3");
      awaitSet(log, 3);
      assertThat(watching.isAlive()).isTrue();
    } finally {
      watching.destroy();
    }
    assertThat(watching.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(log))
        .containsPattern("\\ANAME +READY +DESIRED +UP-TO-DATE +AGE\n")
        .containsOnlyOnce("NAME");
  }

  /** Waits for a row of the set with so many groups desired; none is ready without a manager. */
  private static void awaitSet(Path log, int desired) {
    Pattern row = Pattern.compile("(?m)^l +" + desired + " +[0-9]+s$");
    Eventually.await(() -> row + " in " + printed(log), () -> row.matcher(printed(log)).find());
  }

  private static String printed(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
