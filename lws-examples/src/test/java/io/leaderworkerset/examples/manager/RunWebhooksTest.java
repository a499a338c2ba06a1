package io.leaderworkerset.examples.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.leaderworkerset.examples.Eventually;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.EmbeddedCluster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The webhooks that a manager serves, and the certificates behind them. */
class RunWebhooksTest {
  private static final String NAMESPACE = "lws-system";
  private static final String REVIEW =
      """
      {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
        "uid": "u", "operation": "CREATE", "namespace": "default",
        "resource": {"group": "", "version": "v1", "resource": "pods"},
        "object": {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a-0",
          "namespace": "default",
          "labels": {"leaderworkerset.sigs.k8s.io/name": "a",
            "leaderworkerset.sigs.k8s.io/worker-index": "0"},
          "annotations": {"leaderworkerset.sigs.k8s.io/size": "2"}},
          "spec": {"subdomain": "a", "containers": [{"name": "c", "image": "i"}]}}}}
      """;

  @TempDir private Path folder;
  private final List<RunningManager> managers = new ArrayList<>();
  private EmbeddedCluster cluster;
  private Path kubeconfig;

  @BeforeEach
  void start() throws IOException {
    cluster = EmbeddedCluster.start();
    kubeconfig = Files.writeString(folder.resolve("kubeconfig"), cluster.kubeconfig());
  }

  @AfterEach
  void stop() {
    managers.forEach(RunningManager::close);
    cluster.close();
  }

  @Test
  void everyReplicaServesThemWithTheCertificateThatTheyShare() throws Exception {
    cluster.createNamespace(NAMESPACE);
    int first = RunningManager.freePort();
    int second = RunningManager.freePort();
    RunningManager leader = manager(first, "--webhook-names=127.0.0.1,manager.test");
    Eventually.await("it leads", () -> leader.page("readyz").contains("ok: leading"));
    RunningManager other = manager(second, "--webhook-names=127.0.0.1,manager.test");
    Eventually.await("it stands by", () -> other.page("readyz").contains("standing by"));

    Certificate authority = certificates(secret("ca.crt")).get(0);
    for (int port : new int[] {first, second}) {
      JsonObject answer = review(port, client(authority));
      assertThat(Json.isTrue(answer, "response", "allowed")).isTrue();
      String patch = Json.string(answer, "response", "patch");
      assertThat(new String(Base64.getDecoder().decode(patch), StandardCharsets.UTF_8))
          .contains("LWS_LEADER_ADDRESS");
    }
    assertThat(leader.metrics())
        .containsPattern("lws_webhook_certificate_expiry_seconds 1\\.[0-9]");
    assertThat(leader.stop()).isZero();
    assertThat(other.stop()).isZero();
  }

  @Test
  void withFilesItIsReadyOnceTheyAreThere() throws Exception {
    Path directory = Files.createDirectory(folder.resolve("certificates"));
    Path config =
        Files.writeString(
            folder.resolve("manager.yaml"),
            """
            apiVersion: config.lws.x-k8s.io/v1alpha1
            kind: Configuration
            leaderElection: {leaderElect: false}
            internalCertManagement: {enable: false}
            webhook: {certDir: %s}
            tls: {minVersion: VersionTLS13}
            """
                .formatted(directory));
    int port = RunningManager.freePort();
    RunningManager manager = manager(port, "--config", config.toString());
    Eventually.await("not ready", () -> manager.page("readyz").contains("no certificate"));
    assertThat(cluster.api().list("secrets")).isEmpty();

    Certificate authority = writeCertificates(directory);
    Eventually.await("ready", () -> manager.page("readyz").contains("ok: leading"));
    assertThat(Json.isTrue(review(port, client(authority)), "response", "allowed")).isTrue();
    HttpClient old = client(authority, "TLSv1.2");
    assertThatThrownBy(() -> review(port, old)).isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void answersForAWhileAfterTheSignalAndSaysThatItStops() throws Exception {
    cluster.createNamespace(NAMESPACE);
    int port = RunningManager.freePort();
    RunningManager manager =
        manager(port, "--webhook-names=127.0.0.1", "--shutdown-delay=3s", "--leader-elect=false");
    Eventually.await("it is ready", () -> manager.page("readyz").contains("ok: leading"));
    HttpClient client = client(certificates(secret("ca.crt")).get(0));
    manager.interrupt();
    Eventually.await("it stops", () -> manager.page("readyz").contains("stopping"));
    assertThat(Json.isTrue(review(port, client), "response", "allowed")).isTrue();
    assertThat(manager.exitCode()).isZero();
  }

  private RunningManager manager(int port, String... flags) {
    List<String> all = new ArrayList<>(List.of(flags));
    all.add("--webhook-port=" + port);
    all.add("--leader-elect-resource-namespace=default");
    RunningManager manager = new RunningManager(kubeconfig, all.toArray(new String[0]));
    managers.add(manager);
    return manager;
  }

  /** Has another manager make certificates, and writes them to the files of this one. */
  private Certificate writeCertificates(Path directory) throws Exception {
    cluster.createNamespace(NAMESPACE);
    RunningManager maker =
        manager(RunningManager.freePort(), "--webhook-names=127.0.0.1", "--leader-elect=false");
    Eventually.await("it is ready", () -> maker.page("readyz").contains("ok: leading"));
    Files.write(directory.resolve("tls.key"), secret("tls.key"));
    Files.write(directory.resolve("tls.crt"), secret("tls.crt"));
    return certificates(secret("ca.crt")).get(0);
  }

  private byte[] secret(String key) {
    JsonObject secret = cluster.api().get("secrets", NAMESPACE, "lws-webhook-server-cert");
    return Base64.getDecoder().decode(Json.string(secret, "data", key));
  }

  private static List<Certificate> certificates(byte[] pem) throws Exception {
    return List.copyOf(
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(pem)));
  }

  private static HttpClient client(Certificate authority, String... protocols) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("authority", authority);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    SSLParameters parameters = context.getDefaultSSLParameters();
    if (protocols.length > 0) {
      parameters.setProtocols(protocols);
    }
    return HttpClient.newBuilder()
        .sslContext(context)
        .sslParameters(parameters)
        .connectTimeout(Duration.ofSeconds(5))
        .build();
  }

  private static JsonObject review(int port, HttpClient client) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/mutate--v1-pod"))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(10))
            .POST(HttpRequest.BodyPublishers.ofString(REVIEW))
            .build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Json.parse(response.body()).getAsJsonObject();
  }
}
