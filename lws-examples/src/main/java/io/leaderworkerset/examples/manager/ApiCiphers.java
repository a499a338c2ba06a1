package io.leaderworkerset.examples.manager;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.kubernetes.client.openapi.ApiClient;
import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.List;
import javax.annotation.Nullable;
import okhttp3.CipherSuite;
import okhttp3.ConnectionSpec;

/**
 * The order in which ciphers are offered to the API server, of which Go's servers take the first.
 * HotSpot has AES-GCM in machine code only for its second compiler; without that, ChaCha20 costs a
 * fraction, and whoever watches many pods decrypts all day.
 */
public final class ApiCiphers {
  private static final int SECOND_COMPILER = 4;

  private ApiCiphers() {}

  /** Offers ChaCha20 first if this JVM was told to do with its first compiler. */
  public static ApiClient suitThisJvm(ApiClient client) {
    return hasSecondCompiler() ? client : chaChaFirst(client);
  }

  /** Offers the same ciphers as before, those with ChaCha20 first. */
  static ApiClient chaChaFirst(ApiClient client) {
    List<ConnectionSpec> specs =
        client.getHttpClient().connectionSpecs().stream().map(ApiCiphers::chaChaFirst).toList();
    return client.setHttpClient(client.getHttpClient().newBuilder().connectionSpecs(specs).build());
  }

  private static ConnectionSpec chaChaFirst(ConnectionSpec spec) {
    List<CipherSuite> ciphers = spec.cipherSuites();
    if (ciphers == null) {
      return spec; // no TLS, or whatever the socket offers
    }
    CipherSuite[] ordered =
        ciphers.stream()
            .sorted(Comparator.comparing(cipher -> !cipher.javaName().contains("_CHACHA20_")))
            .toArray(CipherSuite[]::new);
    return new ConnectionSpec.Builder(spec).cipherSuites(ordered).build();
  }

  private static boolean hasSecondCompiler() {
    @Nullable
    HotSpotDiagnosticMXBean hotSpot =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    try {
      return hotSpot == null
          || Integer.parseInt(hotSpot.getVMOption("TieredStopAtLevel").getValue())
              >= SECOND_COMPILER;
    } catch (IllegalArgumentException e) {
      return true; // a JVM that has no such option
    }
  }
}
