package io.leaderworkerset.examples.manager;

import io.kubernetes.client.openapi.ApiClient;
import io.leaderworkerset.admission.Gang;
import io.leaderworkerset.admission.review.AdmissionReviews;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.informers.admission.AdmissionServer;
import io.leaderworkerset.informers.admission.CertificateSettings;
import io.leaderworkerset.informers.admission.ServingCertificate;
import io.leaderworkerset.informers.admission.WebhookCertificates;
import io.leaderworkerset.informers.apply.KubeWriter;
import io.leaderworkerset.informers.apply.WriteGate;
import io.leaderworkerset.informers.concurrent.DaemonThreads;
import io.leaderworkerset.informers.concurrent.TokenBucket;
import io.leaderworkerset.informers.http.KubeHttp;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import javax.annotation.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The webhooks of this process. Every replica answers them, whoever leads; with certificates that
 * the replicas share in a Secret, or with files that somebody else writes.
 */
final class AdmissionService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdmissionService.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(10);
  private static final int WRITES_A_SECOND = 10;

  private final AdmissionServer server;
  private final ServingCertificate certificate;
  @Nullable private final OwnCertificates own;

  private AdmissionService(
      AdmissionServer server, ServingCertificate certificate, @Nullable OwnCertificates own) {
    this.server = server;
    this.certificate = certificate;
    this.own = own;
  }

  /**
   * Starts to serve; returns before there is a certificate.
   *
   * @throws ConfigException if the address cannot be listened on
   */
  static AdmissionService start(ApiClient client, ManagerSettings settings, LwsMetrics metrics) {
    ManagerConfig config = settings.config();
    ServingCertificate certificate = new ServingCertificate();
    boolean internal = config.certificates().enabled();
    AdmissionServer server = serve(config, certificate, internal);
    LOG.info(
        "Serving webhooks on port {} with {}",
        server.port(),
        internal
            ? "certificates of Secret " + config.certificates().secret()
            : "the certificate in " + config.webhook().certDir());
    return new AdmissionService(
        server,
        certificate,
        internal ? OwnCertificates.start(client, settings, certificate, metrics) : null);
  }

  private static AdmissionServer serve(
      ManagerConfig config, ServingCertificate certificate, boolean internal) {
    ManagerConfig.Webhook webhook = config.webhook();
    Gang gang = config.gang().isEmpty() ? Gang.NONE : Gang.VOLCANO;
    InetSocketAddress address =
        webhook.host().isEmpty()
            ? new InetSocketAddress(webhook.port())
            : new InetSocketAddress(webhook.host(), webhook.port());
    if (address.isUnresolved()) {
      throw new ConfigException("webhook.host: the host '" + webhook.host() + "' is not known");
    }
    AdmissionServer.Builder builder =
        AdmissionServer.builder(new AdmissionReviews(gang))
            .address(address)
            .certificate(certificate)
            .tls(config.tls().settings());
    if (!internal) {
      builder.certificateFolder(Path.of(webhook.certDir()));
    }
    try {
      AdmissionServer server = builder.build();
      server.start();
      return server;
    } catch (UncheckedIOException e) {
      throw new ConfigException("webhook: cannot listen on " + address + ": " + e.getCause(), e);
    }
  }

  /** Returns whether requests are answered: whether there is a certificate. */
  boolean isReady() {
    return server.isReady();
  }

  /** Returns when the certificate runs out, in seconds since 1970; NaN if there is none yet. */
  double expiry() {
    return certificate
        .get()
        .map(found -> (double) found.expires().getEpochSecond())
        .orElse(Double.NaN);
  }

  /** Stops; returns whether no request was cut off. */
  boolean stop(Duration timeout) {
    if (own != null) {
      own.close();
    }
    return server.stop(timeout);
  }

  @Override
  public void close() {
    stop(Duration.ZERO);
  }

  /** Keeps the certificates, over a connection of its own that does not wait for leadership. */
  private record OwnCertificates(KubeHttp http, WebhookCertificates certificates)
      implements AutoCloseable {
    static OwnCertificates start(
        ApiClient client,
        ManagerSettings settings,
        ServingCertificate certificate,
        LwsMetrics metrics) {
      ManagerConfig.InternalCertificates names = settings.config().certificates();
      CertificateSettings wanted =
          CertificateSettings.inNamespace(ClusterClients.ownNamespace())
              .withSecret(names.secret())
              .withService(names.service())
              .withMoreNames(settings.webhookNames().toArray(new String[0]));
      DaemonThreads threads = DaemonThreads.standard();
      KubeHttp http =
          KubeHttp.builder(client)
              .userAgent(settings.userAgent())
              .metrics(metrics)
              .threads(threads)
              .build();
      TokenBucket bucket = new TokenBucket(WRITES_A_SECOND, WRITES_A_SECOND, System::nanoTime);
      KubeWriter writer =
          new KubeWriter(http, Names.FIELD_MANAGER, bucket, WriteGate.OPEN, metrics);
      WebhookCertificates certificates =
          new WebhookCertificates(writer, wanted, certificate, Clock.systemUTC());
      certificates.start(LOOK_EVERY, threads);
      return new OwnCertificates(http, certificates);
    }

    @Override
    public void close() {
      certificates.close();
      http.close();
    }
  }
}
