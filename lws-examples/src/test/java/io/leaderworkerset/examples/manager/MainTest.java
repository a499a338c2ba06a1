package io.leaderworkerset.examples.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void helpNamesTheCommandsAndTheExitCodes() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("run", "demo");
    assertThat(run("run", "--help")).isZero();
    assertThat(out.toString()).contains("--leader-elect-lease-duration", "the lease was lost");
  }

  @Test
  void anUnknownFlagIsAnError() {
    assertThat(run("run", "--no-such-flag")).isEqualTo(2);
    assertThat(err.toString()).contains("--no-such-flag");
  }

  @Test
  void aWrongValueIsToldWithItsFlag() {
    assertThat(run("run", "--leader-elect-retry-period", "2")).isEqualTo(2);
    assertThat(err.toString()).contains("--leader-elect-retry-period").contains("not a duration");
    assertThat(run("run", "--workers", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("--workers must be at least 1");
    assertThat(run("run", "--kube-api-qps", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("--kube-api-qps");
    assertThat(run("run", "--leader-elect-resource-lock", "configmaps")).isEqualTo(2);
    assertThat(err.toString()).contains("must be leases");
    assertThat(run("run", "--zap-encoder", "xml")).isEqualTo(2);
    assertThat(err.toString()).contains("--zap-encoder must be json or console, is xml");
    assertThat(run("run", "--zap-log-level", "loud")).isEqualTo(2);
    assertThat(err.toString()).contains("--zap-log-level must be").contains("is loud");
    assertThat(run("run", "--gang-scheduler-provider", "kueue")).isEqualTo(2);
    assertThat(err.toString()).contains("must be volcano");
    assertThat(run("run", "--webhook-port", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("--webhook-port must be from 1 to 65535");
  }

  @Test
  void aWrongConfigurationFileIsToldWithItsLine(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("manager.yaml");
    Files.writeString(
        file,
        "apiVersion: config.lws.x-k8s.io/v1alpha1\nkind: Configuration\nmetrics:\n  port: 1\n");
    assertThat(run("run", "--config", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("manager.yaml, line 4: unknown key metrics.port");
  }

  @Test
  void aCipherSuiteThatTheJdkLacksIsAnErrorBeforeAnythingStarts(@TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("manager.yaml");
    Files.writeString(
        file,
        "apiVersion: config.lws.x-k8s.io/v1alpha1\nkind: Configuration\n"
            + "tls: {cipherSuites: [TLS_NONE]}\n");
    assertThat(run("run", "--config", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("tls: this JDK has no cipher suite 'TLS_NONE'");
  }

  @Test
  void aKubeconfigThatCannotBeReadIsAnError(@TempDir Path folder) {
    assertThat(run("run", "--kubeconfig", folder.resolve("none").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("the kubeconfig").contains("none");
  }

  private int run(String... args) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(args);
  }
}
