package io.leaderworkerset.examples.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {
  private static final String HEAD =
      "apiVersion: config.lws.x-k8s.io/v1alpha1\nkind: Configuration\n";

  @Test
  void whatIsNotThereHasTheDefaultsOfTheGoManager() {
    ManagerConfig config = ConfigFile.defaults();
    assertThat(config.webhook())
        .isEqualTo(
            new ManagerConfig.Webhook(true, 9443, "", "/tmp/k8s-webhook-server/serving-certs"));
    assertThat(config.leaderElection().enabled()).isTrue();
    assertThat(config.leaderElection().name()).isEqualTo("b8b2488c.x-k8s.io");
    assertThat(config.leaderElection().leaseDuration()).isEqualTo(Duration.ofSeconds(15));
    assertThat(config.leaderElection().renewDeadline()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.leaderElection().retryPeriod()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.metricsAddress()).isEqualTo(":8443");
    assertThat(config.health()).isEqualTo(new ManagerConfig.Health(":8081", "readyz", "healthz"));
    assertThat(config.certificates())
        .isEqualTo(
            new ManagerConfig.InternalCertificates(
                true, "lws-webhook-service", "lws-webhook-server-cert"));
    assertThat(config.qps()).isEqualTo(500);
    assertThat(config.burst()).isEqualTo(500);
    assertThat(config.gang()).isEmpty();
  }

  @Test
  void everyKeyIsRead() {
    ManagerConfig config =
        ConfigFile.parse(
            "c.yaml",
            HEAD
                + """
                webhook: {enable: false, port: 9444, host: 127.0.0.1, certDir: /certs}
                leaderElection:
                  leaderElect: false
                  leaseDuration: 1m30s
                  renewDeadline: 20s
                  retryPeriod: 500ms
                  resourceLock: leases
                  resourceName: mine
                  resourceNamespace: here
                metrics:
                  bindAddress: "0"
                health:
                  healthProbeBindAddress: ":9081"
                  readinessEndpointName: ready
                  livenessEndpointName: live
                tls:
                  minVersion: VersionTLS13
                  cipherSuites: [TLS_AES_128_GCM_SHA256]
                internalCertManagement:
                  enable: false
                  webhookServiceName: service
                  webhookSecretName: secret
                clientConnection:
                  qps: 20.5
                  burst: 30
                gangSchedulingManagement:
                  schedulerProvider: volcano
                """);
    assertThat(config.webhook())
        .isEqualTo(new ManagerConfig.Webhook(false, 9444, "127.0.0.1", "/certs"));
    assertThat(config.leaderElection())
        .isEqualTo(
            new ManagerConfig.LeaderElection(
                false,
                "leases",
                "mine",
                "here",
                Duration.ofSeconds(90),
                Duration.ofSeconds(20),
                Duration.ofMillis(500)));
    assertThat(config.metricsAddress()).isEqualTo("0");
    assertThat(config.health()).isEqualTo(new ManagerConfig.Health(":9081", "ready", "live"));
    assertThat(config.tls().minVersion()).isEqualTo("VersionTLS13");
    assertThat(config.tls().cipherSuites()).containsExactly("TLS_AES_128_GCM_SHA256");
    assertThat(config.certificates().enabled()).isFalse();
    assertThat(config.qps()).isEqualTo(20.5);
    assertThat(config.burst()).isEqualTo(30);
    assertThat(config.gang()).isEqualTo("volcano");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "leaderElecton: {}                      | line 3: unknown key leaderElecton",
        "health: {adress: x}                    | line 3: unknown key health.adress",
        "webhook: {port: many}                  | line 3: webhook.port must be a whole number",
        "webhook: {port: 70000}                 | line 3: webhook.port must be from 1 to 65535",
        "webhook: 9443                          | line 3: webhook must be an object",
        "leaderElection: {leaderElect: yes}     | must be true or false, is 'yes'",
        "leaderElection: {leaseDuration: 15}    | must be a duration such as 15s, is '15'",
        "leaderElection: {resourceLock: x}      | must be leases",
        "clientConnection: {qps: 0}             | clientConnection.qps must be above 0",
        "tls: {minVersion: VersionTLS10}        | must be VersionTLS12 or VersionTLS13",
        "tls: {cipherSuites: x}                 | tls.cipherSuites must be a list",
        "gangSchedulingManagement: {schedulerProvider: x} | must be volcano",
        "kind: Configuration                    | line 3: the key kind is there twice",
        "a: [                                   | this is not YAML",
      })
  void whatIsWrongIsToldWithItsLine(String line, String expected) {
    assertThatThrownBy(() -> ConfigFile.parse("c.yaml", HEAD + line + "\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("c.yaml")
        .hasMessageContaining(expected);
  }

  @Test
  void anotherKindOrVersionIsRefused() {
    assertThatThrownBy(() -> ConfigFile.parse("c", "apiVersion: v2\nkind: Configuration\n"))
        .hasMessageContaining("apiVersion must be config.lws.x-k8s.io/v1alpha1, is v2");
    assertThatThrownBy(() -> ConfigFile.parse("c", ""))
        .hasMessageContaining("apiVersion must be config.lws.x-k8s.io/v1alpha1 and is not there");
  }

  @Test
  void aFileThatIsNotThereIsToldByName() {
    assertThatThrownBy(() -> ConfigFile.load(Path.of("no-such-file.yaml")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no-such-file.yaml");
  }
}
