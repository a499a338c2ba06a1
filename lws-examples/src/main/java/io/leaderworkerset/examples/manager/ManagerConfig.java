package io.leaderworkerset.examples.manager;

import io.leaderworkerset.informers.admission.TlsSettings;
import java.time.Duration;
import java.util.List;

/**
 * The configuration of the manager: what the file says, with the defaults of the Go manager.
 *
 * @param tls for every server with certificates
 * @param gang name of the gang scheduler; empty for none
 */
record ManagerConfig(
    Webhook webhook,
    LeaderElection leaderElection,
    String metricsAddress,
    Health health,
    Tls tls,
    InternalCertificates certificates,
    double qps,
    int burst,
    String gang) {

  /**
   * Where admission is served.
   *
   * @param enabled whether it is; not where admission policies do its work
   * @param host the address to listen on; empty for all
   * @param certDir holds tls.crt and tls.key, if the manager makes no certificates itself
   */
  record Webhook(boolean enabled, int port, String host, String certDir) {}

  /**
   * The Lease.
   *
   * @param namespace empty for the manager's own
   */
  record LeaderElection(
      boolean enabled,
      String lock,
      String name,
      String namespace,
      Duration leaseDuration,
      Duration renewDeadline,
      Duration retryPeriod) {}

  /** The probes; the names are paths without the slash. */
  record Health(String address, String readiness, String liveness) {}

  /**
   * What TLS servers accept.
   *
   * @param minVersion such as VersionTLS12, which is what empty means
   * @param cipherSuites IANA names; empty for the JDK's choice
   */
  record Tls(String minVersion, List<String> cipherSuites) {
    Tls {
      cipherSuites = List.copyOf(cipherSuites);
    }

    /**
     * Returns this for a server.
     *
     * @throws ConfigException if this JDK cannot meet it
     */
    TlsSettings settings() {
      try {
        return new TlsSettings(
            minVersion.isEmpty() ? TlsSettings.Version.TLS_1_2 : TlsSettings.Version.of(minVersion),
            cipherSuites);
      } catch (IllegalArgumentException e) {
        throw new ConfigException("tls: " + e.getMessage(), e);
      }
    }
  }

  /** Certificates for admission that the manager makes itself. */
  record InternalCertificates(boolean enabled, String service, String secret) {}
}
