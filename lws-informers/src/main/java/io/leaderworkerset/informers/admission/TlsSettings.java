package io.leaderworkerset.informers.admission;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * Which TLS a server speaks.
 *
 * @param minimum the oldest version accepted
 * @param cipherSuites the suites accepted by their standard names, such as {@code
 *     TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}, most wanted first; empty for those of the JDK
 */
public record TlsSettings(Version minimum, List<String> cipherSuites) {
  /** TLS 1.2 and newer, with the JDK's suites. */
  public static final TlsSettings DEFAULT = new TlsSettings(Version.TLS_1_2, List.of());

  /** Versions of TLS; older ones are not offered at all. */
  public enum Version {
    /** TLS 1.2. */
    TLS_1_2("TLSv1.2", "VersionTLS12"),
    /** TLS 1.3. */
    TLS_1_3("TLSv1.3", "VersionTLS13");

    private final String protocol;
    private final String flag;

    Version(String protocol, String flag) {
      this.protocol = protocol;
      this.flag = flag;
    }

    /**
     * Returns the version that a flag of a Kubernetes component names.
     *
     * @param flag {@code VersionTLS12} or {@code VersionTLS13}
     * @throws IllegalArgumentException if it is another
     */
    public static Version of(String flag) {
      for (Version each : values()) {
        if (each.flag.equals(flag)) {
          return each;
        }
      }
      throw new IllegalArgumentException(
          "the minimum TLS version must be VersionTLS12 or VersionTLS13, not '" + flag + "'");
    }
  }

  /**
   * Checks that this JDK has the suites, and that one of them works with the versions.
   *
   * @throws IllegalArgumentException if not; names the suite
   */
  public TlsSettings {
    cipherSuites = List.copyOf(cipherSuites);
    List<String> known = Arrays.asList(supported().getCipherSuites());
    for (String each : cipherSuites) {
      if (!known.contains(each)) {
        throw new IllegalArgumentException(
            "this JDK has no cipher suite '" + each + "'; it has " + known);
      }
    }
    boolean only12 = cipherSuites.stream().allMatch(each -> each.contains("_WITH_"));
    if (minimum == Version.TLS_1_3 && !cipherSuites.isEmpty() && only12) {
      throw new IllegalArgumentException(
          "no cipher suite of " + cipherSuites + " works with TLS 1.3, the minimum version");
    }
  }

  /** Returns the parameters for connections of the context. */
  public SSLParameters parameters(SSLContext context) {
    SSLParameters out = context.getDefaultSSLParameters();
    List<String> protocols = new ArrayList<>();
    for (Version each : Version.values()) {
      if (each.compareTo(minimum) >= 0) {
        protocols.add(each.protocol);
      }
    }
    out.setProtocols(protocols.toArray(new String[0]));
    if (!cipherSuites.isEmpty()) {
      out.setCipherSuites(cipherSuites.toArray(new String[0]));
      out.setUseCipherSuitesOrder(true);
    }
    return out;
  }

  private static SSLParameters supported() {
    try {
      return SSLContext.getDefault().getSupportedSSLParameters();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }
}
