package io.leaderworkerset.examples.manager;

import io.kubernetes.client.util.SSLUtils;
import io.leaderworkerset.informers.admission.TlsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** TLS for a server, from a directory with tls.crt and tls.key. */
final class ServerTls {
  private final SSLContext context;
  private final TlsSettings settings;

  private ServerTls(SSLContext context, TlsSettings settings) {
    this.context = context;
    this.settings = settings;
  }

  /**
   * Reads the certificate and its key, both PEM.
   *
   * @throws ConfigException if they cannot be used, or the settings cannot be met
   */
  static ServerTls load(Path directory, TlsSettings settings) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          SSLUtils.keyManagers(
              Files.readAllBytes(directory.resolve("tls.crt")),
              Files.readAllBytes(directory.resolve("tls.key")),
              "",
              "",
              null,
              null),
          null,
          null);
      ServerTls tls = new ServerTls(context, settings);
      context.createSSLEngine().setSSLParameters(tls.parameters());
      return tls;
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw new ConfigException("no TLS with tls.crt and tls.key of " + directory + ": " + e, e);
    }
  }

  SSLContext context() {
    return context;
  }

  /** Returns what connections may use. */
  SSLParameters parameters() {
    return settings.parameters(context);
  }
}
