package io.leaderworkerset.testkit;

import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.ApiClient;
import io.leaderworkerset.admission.Gang;
import io.leaderworkerset.admission.review.AdmissionReviews;
import io.leaderworkerset.informers.admission.AdmissionManifests;
import io.leaderworkerset.informers.admission.AdmissionServer;
import io.leaderworkerset.informers.admission.CertificateSettings;
import io.leaderworkerset.informers.admission.ServingCertificate;
import io.leaderworkerset.informers.admission.WebhookCertificates;
import io.leaderworkerset.informers.apply.KubeWriter;
import io.leaderworkerset.informers.apply.WriteGate;
import io.leaderworkerset.informers.concurrent.TokenBucket;
import io.leaderworkerset.informers.http.KubeHttp;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.Locale;

/** The library's own webhooks, served on loopback to a real API server of the test's own. */
final class LoopbackWebhooks implements AutoCloseable {
  private final AdmissionServer server;

  /**
   * Serves the webhooks and registers them.
   *
   * @param client with all rights
   * @param api the same server, in process
   * @param namespace an existing namespace for the certificates' Secret
   */
  LoopbackWebhooks(ApiClient client, ClusterApi api, String namespace) {
    ServingCertificate serving = new ServingCertificate();
    this.server =
        AdmissionServer.builder(new AdmissionReviews(Gang.NONE))
            .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .certificate(serving)
            .build();
    server.start();
    URI here = URI.create("https://127.0.0.1:" + server.port());
    for (JsonObject each : AdmissionManifests.webhooksAt(here)) {
      api.create(resourceOf(each), each);
    }
    refresh(client, namespace, serving);
  }

  private static void refresh(ApiClient client, String namespace, ServingCertificate serving) {
    CertificateSettings settings =
        CertificateSettings.inNamespace(namespace).withMoreNames("127.0.0.1");
    try (KubeHttp http = KubeHttp.builder(client).build();
        WebhookCertificates certificates =
            new WebhookCertificates(
                new KubeWriter(
                    http,
                    "lws-testkit",
                    new TokenBucket(100, 100, System::nanoTime),
                    WriteGate.OPEN,
                    LwsMetrics.NONE),
                settings,
                serving,
                Clock.systemUTC())) {
      certificates.refresh();
    }
  }

  private static String resourceOf(JsonObject configuration) {
    String kind = String.valueOf(Json.string(configuration, "kind"));
    return kind.toLowerCase(Locale.ROOT) + "s.admissionregistration.k8s.io";
  }

  @Override
  public void close() {
    server.close();
  }
}
