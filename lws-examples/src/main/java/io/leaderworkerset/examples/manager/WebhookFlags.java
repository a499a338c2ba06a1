package io.leaderworkerset.examples.manager;

import io.leaderworkerset.examples.manager.ManagerConfig.Webhook;
import java.util.List;
import javax.annotation.Nullable;
import picocli.CommandLine.Option;

/** The flags of admission. */
final class WebhookFlags {
  @Option(
      names = "--webhooks",
      arity = "0..1",
      paramLabel = "<true|false>",
      fallbackValue = "true",
      description =
          "Serves the admission webhooks, with own certificates or those of the file's"
              + " webhook.certDir. false where admission policies do their work. Default: true")
  private @Nullable Boolean enabled;

  @Option(
      names = "--webhook-port",
      paramLabel = "<port>",
      description = "Where they are served. Default: 9443")
  private @Nullable Integer port;

  @Option(
      names = "--webhook-names",
      split = ",",
      paramLabel = "<name>",
      description =
          "Further DNS names or IP addresses for the own certificate: those by which webhook"
              + " configurations with a URL reach this manager. Default: only its Service's.")
  private List<String> names = List.of();

  WebhookFlags() {}

  /** Returns what the file says, with these flags over it. */
  Webhook over(Webhook file) {
    int chosen = port == null ? file.port() : port;
    if (chosen < 1 || chosen > 65535) {
      throw new ConfigException("--webhook-port must be from 1 to 65535, is " + chosen);
    }
    return new Webhook(
        enabled == null ? file.enabled() : enabled, chosen, file.host(), file.certDir());
  }

  /** Returns further names for the certificate. */
  List<String> names() {
    return names;
  }
}
