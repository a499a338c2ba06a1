package io.leaderworkerset.informers.admission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What certificates to keep, and where.
 *
 * @param namespace the manager's namespace
 * @param secret the Secret that holds them
 * @param service the Service through which the API server reaches the webhooks
 * @param mutatingWebhooks the MutatingWebhookConfiguration that gets the CA bundle
 * @param validatingWebhooks the ValidatingWebhookConfiguration that gets the CA bundle
 * @param moreNames further DNS names or IP addresses of the server, for configurations with a URL
 * @param authorityValidity how long a certificate authority is valid
 * @param serverValidity how long a server's certificate is valid
 * @param settle how long a new authority is in the bundle before a certificate of it is served, so
 *     that every API server knows it by then
 */
public record CertificateSettings(
    String namespace,
    String secret,
    String service,
    String mutatingWebhooks,
    String validatingWebhooks,
    List<String> moreNames,
    Duration authorityValidity,
    Duration serverValidity,
    Duration settle) {
  /** Checks that an authority outlives its certificates. */
  public CertificateSettings {
    moreNames = List.copyOf(moreNames);
    if (serverValidity.compareTo(Duration.ofMinutes(1)) < 0
        || authorityValidity.compareTo(serverValidity.multipliedBy(3)) < 0) {
      throw new IllegalArgumentException(
          "a server's certificate must be valid for at least a minute, and an authority three times"
              + " as long, not "
              + serverValidity
              + " and "
              + authorityValidity);
    }
    if (settle.isNegative() || settle.compareTo(serverValidity.dividedBy(3)) >= 0) {
      throw new IllegalArgumentException(
          "settle must be less than a third of the server's validity, not " + settle);
    }
  }

  /**
   * Returns the names of the Go manager's installation: Secret {@code lws-webhook-server-cert},
   * Service {@code lws-webhook-service}; authorities for ten years, certificates for one.
   */
  public static CertificateSettings inNamespace(String namespace) {
    return new CertificateSettings(
        namespace,
        "lws-webhook-server-cert",
        "lws-webhook-service",
        "lws-mutating-webhook-configuration",
        "lws-validating-webhook-configuration",
        List.of(),
        Duration.ofDays(3650),
        Duration.ofDays(365),
        Duration.ofMinutes(10));
  }

  /** Returns these settings with another Secret. */
  public CertificateSettings withSecret(String name) {
    return with(name, service, moreNames);
  }

  /** Returns these settings with another Service. */
  public CertificateSettings withService(String name) {
    return with(secret, name, moreNames);
  }

  /** Returns these settings with further names for the server. */
  public CertificateSettings withMoreNames(String... names) {
    return with(secret, service, List.of(names));
  }

  private CertificateSettings with(
      String otherSecret, String otherService, List<String> otherNames) {
    return new CertificateSettings(
        namespace,
        otherSecret,
        otherService,
        mutatingWebhooks,
        validatingWebhooks,
        otherNames,
        authorityValidity,
        serverValidity,
        settle);
  }

  /** Returns the names that the server's certificate is for. */
  List<String> names() {
    List<String> out = new ArrayList<>();
    out.add(service + "." + namespace + ".svc");
    out.add(service + "." + namespace + ".svc.cluster.local");
    out.add(service + "." + namespace);
    out.addAll(moreNames);
    return out;
  }
}
