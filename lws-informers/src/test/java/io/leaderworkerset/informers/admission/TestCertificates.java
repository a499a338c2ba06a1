package io.leaderworkerset.informers.admission;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates for a server on loopback, and clients that trust them. */
final class TestCertificates {
  private final CertificateIssuer issuer = new CertificateIssuer();
  private final CertificateIssuer.Issued authority =
      issuer.authority(Instant.now(), Duration.ofDays(30));

  KeyMaterial server() {
    CertificateIssuer.Issued made =
        issuer.server(
            authority, List.of("127.0.0.1", "localhost"), Instant.now(), Duration.ofDays(1));
    return new KeyMaterial(List.of(made.certificate()), made.key());
  }

  String caBundle() {
    String pem = Pem.write(authority.certificate());
    return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
  }

  static void write(Path folder, KeyMaterial material) throws IOException {
    swap(folder.resolve("tls.key"), Pem.write(material.key()));
    swap(folder.resolve("tls.crt"), Pem.write(material.chain().get(0)));
  }

  private static void swap(Path file, String text) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.writeString(next, text);
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  SSLContext trusting(String protocol) {
    return trusting(protocol, List.of(authority.certificate()));
  }

  static SSLContext trusting(String protocol, List<X509Certificate> authorities) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (X509Certificate each : authorities) {
        store.setCertificateEntry(each.getSubjectX500Principal().getName(), each);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance(protocol);
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  HttpClient client() {
    return HttpClient.newBuilder().sslContext(trusting("TLS")).build();
  }

  static JsonObject podReview() {
    return com.google.gson.JsonParser.parseString(
            """
            {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u1",
             "operation":"CREATE","namespace":"default",
             "resource":{"group":"","version":"v1","resource":"pods"},
             "object":{"metadata":{"name":"a-0","labels":{"leaderworkerset.sigs.k8s.io/name":"a",
               "leaderworkerset.sigs.k8s.io/worker-index":"0"},
               "annotations":{"leaderworkerset.sigs.k8s.io/size":"2"}},
               "spec":{"containers":[{"name":"c"}]}}}}
            """)
        .getAsJsonObject();
  }
}
