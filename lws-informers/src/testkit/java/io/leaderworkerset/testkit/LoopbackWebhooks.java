package io.leaderworkerset.testkit;

import com.google.gson.JsonElement;
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
import java.util.List;
import java.util.Locale;

/**
 * The library's own webhooks, served on loopback to a real API server of the test's own, for the
 * namespaces of one {@link AdmissionMode}.
 */
final class LoopbackWebhooks implements AutoCloseable {
  private final AdmissionServer server;
  private final JsonObject namespaces;
  private final CertificateSettings settings;

  /**
   * Serves the webhooks and registers them.
   *
   * @param client with all rights
   * @param api the same server, in process
   * @param namespace an existing namespace for the certificates' Secret
   * @param mode {@link AdmissionMode#WEBHOOKS} or {@link AdmissionMode#VOLCANO}
   */
  LoopbackWebhooks(ApiClient client, ClusterApi api, String namespace, AdmissionMode mode) {
    boolean volcano = mode == AdmissionMode.VOLCANO;
    this.settings = settings(namespace, volcano ? "-volcano" : "");
    this.namespaces = RealAdmission.namespacesOf(mode);
    ServingCertificate serving = new ServingCertificate();
    this.server =
        AdmissionServer.builder(new AdmissionReviews(volcano ? Gang.VOLCANO : Gang.NONE))
            .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .certificate(serving)
            .build();
    server.start();
    URI here = URI.create("https://127.0.0.1:" + server.port());
    for (JsonObject each : AdmissionManifests.webhooksAt(here)) {
      api.create(RealAdmission.resourceOf(each), forMode(each));
    }
    refresh(client, serving);
  }

  private static CertificateSettings settings(String namespace, String suffix) {
    CertificateSettings usual = CertificateSettings.inNamespace(namespace);
    return new CertificateSettings(
        namespace,
        usual.secret() + suffix,
        usual.service(),
        usual.mutatingWebhooks() + suffix,
        usual.validatingWebhooks() + suffix,
        List.of("127.0.0.1"),
        usual.authorityValidity(),
        usual.serverValidity(),
        usual.settle());
  }

  private void refresh(ApiClient client, ServingCertificate serving) {
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

  /** Under a name of its own, for the namespaces of its mode. */
  private JsonObject forMode(JsonObject configuration) {
    boolean mutating =
        String.valueOf(Json.string(configuration, "kind")).toLowerCase(Locale.ROOT).startsWith("m");
    Json.ensureObject(configuration, "metadata")
        .addProperty(
            "name", mutating ? settings.mutatingWebhooks() : settings.validatingWebhooks());
    for (JsonElement each : Json.array(configuration, "webhooks")) {
      each.getAsJsonObject().add("namespaceSelector", namespaces.deepCopy());
    }
    return configuration;
  }

  @Override
  public void close() {
    server.close();
  }
}
