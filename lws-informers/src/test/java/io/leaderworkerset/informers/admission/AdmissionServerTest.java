package io.leaderworkerset.informers.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.leaderworkerset.admission.Gang;
import io.leaderworkerset.admission.review.AdmissionReviews;
import io.leaderworkerset.admission.review.ReviewLimits;
import io.leaderworkerset.informers.support.Eventually;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AdmissionServerTest {
  private static final String POD_PATH = "/mutate--v1-pod";

  private final TestCertificates certificates = new TestCertificates();
  private final List<AdmissionServer> servers = new ArrayList<>();
  @TempDir Path folder;

  @AfterEach
  void stopAll() {
    servers.forEach(AdmissionServer::close);
  }

  @Test
  void answersReviewsOverTls() throws Exception {
    TestCertificates.write(folder, certificates.server());
    AdmissionServer server = started(builder());
    HttpResponse<String> answer = post(certificates.client(), server, review());
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonObject response = json(answer).getAsJsonObject("response");
    assertThat(response.get("allowed").getAsBoolean()).isTrue();
    assertThat(response.has("patch")).isTrue();
    assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
  }

  @Test
  void isReadyOnlyOnceThereIsACertificate() throws Exception {
    AdmissionServer server = started(builder());
    assertThat(server.isReady()).isFalse();
    assertThatThrownBy(() -> post(certificates.client(), server, review()))
        .isInstanceOf(IOException.class);
    Files.writeString(folder.resolve("tls.crt"), "half a certificate");
    Files.writeString(folder.resolve("tls.key"), "half a key");
    TestCertificates.write(folder, certificates.server());
    Eventually.await("ready", server::isReady);
    assertThat(post(certificates.client(), server, review()).statusCode()).isEqualTo(200);
    server.stop(Duration.ofSeconds(5));
    assertThat(server.isReady()).isFalse();
  }

  @Test
  void takesNewCertificatesWithoutFailingARequest() throws Exception {
    TestCertificates.write(folder, certificates.server());
    AdmissionServer server = started(builder());
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger answered = new AtomicInteger();
    List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
    Set<X509Certificate> shown = ConcurrentHashMap.newKeySet();
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Thread client =
          new Thread(
              () -> {
                while (!stop.get()) {
                  try { // a client of its own each time: a new handshake
                    HttpResponse<String> answer = post(certificates.client(), server, review());
                    assertThat(answer.statusCode()).isEqualTo(200);
                    shown.add(
                        (X509Certificate)
                            answer.sslSession().orElseThrow().getPeerCertificates()[0]);
                    answered.incrementAndGet();
                  } catch (Throwable e) {
                    failures.add(e);
                    return;
                  }
                }
              });
      client.start();
      clients.add(client);
    }
    for (int i = 0; i < 5; i++) {
      KeyMaterial next = certificates.server();
      TestCertificates.write(folder, next);
      Eventually.await(
          () -> "certificate served, failures " + failures,
          () -> shown.contains(next.chain().get(0)) || !failures.isEmpty());
    }
    stop.set(true);
    for (Thread client : clients) {
      client.join();
    }
    assertThat(failures).isEmpty();
    assertThat(shown).hasSizeGreaterThanOrEqualTo(5);
    assertThat(answered.get()).isGreaterThan(5);
  }

  @Test
  void keepsItsCertificateWhileFilesDoNotFitTogether() throws Exception {
    ServingCertificate serving = new ServingCertificate();
    CertificateFiles files = new CertificateFiles(folder, serving);
    assertThat(files.refresh()).isFalse();
    KeyMaterial first = certificates.server();
    TestCertificates.write(folder, first);
    assertThat(files.refresh()).isTrue();
    assertThat(files.refresh()).isFalse();
    KeyMaterial second = certificates.server();
    Files.writeString(folder.resolve("tls.crt"), Pem.write(second.chain().get(0)));
    assertThat(files.refresh()).isFalse();
    assertThat(serving.get().orElseThrow().chain()).isEqualTo(first.chain());
    Files.writeString(folder.resolve("tls.key"), Pem.write(second.key()));
    assertThat(files.refresh()).isTrue();
    assertThat(serving.get().orElseThrow().chain()).isEqualTo(second.chain());
    Files.delete(folder.resolve("tls.key"));
    assertThat(files.refresh()).isFalse();
  }

  @Test
  void speaksNoOlderTlsThanConfigured() throws Exception {
    TestCertificates.write(folder, certificates.server());
    AdmissionServer server =
        started(builder().tls(new TlsSettings(TlsSettings.Version.TLS_1_3, List.of())));
    assertThatThrownBy(() -> handshake(server, "TLSv1.2", null)).isInstanceOf(SSLException.class);
    assertThat(handshake(server, "TLSv1.3", null)).startsWith("TLS_");
  }

  @Test
  void offersOnlyTheConfiguredCipherSuites() throws Exception {
    TestCertificates.write(folder, certificates.server());
    String suite = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
    AdmissionServer server =
        started(builder().tls(new TlsSettings(TlsSettings.Version.TLS_1_2, List.of(suite))));
    assertThat(handshake(server, "TLSv1.2", suite)).isEqualTo(suite);
    assertThatThrownBy(
            () -> handshake(server, "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"))
        .isInstanceOf(SSLException.class);
    assertThatThrownBy(
            () -> new TlsSettings(TlsSettings.Version.TLS_1_2, List.of("TLS_OF_TOMORROW")))
        .hasMessageContaining("TLS_OF_TOMORROW");
  }

  @Test
  void answersMalformedAndOversizedRequestsWithAStatus() throws Exception {
    TestCertificates.write(folder, certificates.server());
    AdmissionReviews small = new AdmissionReviews(Gang.NONE, new ReviewLimits(2000, 50));
    AdmissionServer server =
        started(AdmissionServer.builder(small).address(loopback()).certificateFolder(folder));
    HttpClient client = certificates.client();
    Map<Integer, HttpRequest.Builder> cases =
        Map.of(
            400, request(server, POD_PATH).POST(HttpRequest.BodyPublishers.ofString("{")),
            404, request(server, "/nowhere").POST(HttpRequest.BodyPublishers.ofString("{}")),
            405, request(server, POD_PATH).GET(),
            413, request(server, POD_PATH).POST(text("x".repeat(100_000))),
            415,
                request(server, POD_PATH)
                    .setHeader("Content-Type", "text/plain")
                    .POST(HttpRequest.BodyPublishers.ofString("{}")));
    for (Map.Entry<Integer, HttpRequest.Builder> each : cases.entrySet()) {
      HttpResponse<String> answer =
          client.send(each.getValue().build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(each.getKey());
      assertThat(json(answer).get("kind").getAsString()).isEqualTo("Status");
      assertThat(json(answer).get("message").getAsString()).isNotBlank();
    }
    byte[] long_ = "x".repeat(5000).getBytes(StandardCharsets.UTF_8);
    HttpRequest.BodyPublisher unknownLength =
        HttpRequest.BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(long_));
    HttpRequest chunked = request(server, POD_PATH).POST(unknownLength).build();
    assertThat(client.send(chunked, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(413);
  }

  @Test
  void cutsOffClientsThatAreTooSlowAndServesOthersMeanwhile() throws Exception {
    TestCertificates.write(folder, certificates.server());
    AdmissionServer server = started(builder().requestTimeout(Duration.ofSeconds(2)));
    try (SSLSocket slow = connect(server, "TLSv1.3", null);
        Socket silent = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String head =
          "POST "
              + POD_PATH
              + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
              + "Content-Length: 100\r\n\r\n{";
      slow.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      slow.getOutputStream().flush();
      silent.getOutputStream().write(22); // the first byte of a handshake, and no more
      assertThat(post(certificates.client(), server, review()).statusCode()).isEqualTo(200);
      assertThat(endOf(slow.getInputStream())).isTrue();
      assertThat(endOf(silent.getInputStream())).isTrue();
    }
    assertThat(post(certificates.client(), server, review()).statusCode()).isEqualTo(200);
  }

  @Test
  void finishesRequestsInWorkBeforeItStops() throws Exception {
    TestCertificates.write(folder, certificates.server());
    AdmissionServer server = started(builder());
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    byte[] body = review().getBytes(StandardCharsets.UTF_8);
    HttpRequest request =
        request(server, POD_PATH)
            .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new Halting(body, reading, goOn)))
            .build();
    var answer =
        HttpClient.newBuilder()
            .sslContext(certificates.trusting("TLS"))
            .version(HttpClient.Version.HTTP_1_1)
            .build()
            .sendAsync(request, HttpResponse.BodyHandlers.ofString());
    reading.await();
    Eventually.await("request in work", () -> server.requestsInWork() == 1);
    boolean[] drained = new boolean[1];
    Thread stopper = new Thread(() -> drained[0] = server.stop(Duration.ofSeconds(20)));
    stopper.start();
    Eventually.await("stopping", () -> !server.isReady());
    goOn.countDown();
    assertThat(answer.join().statusCode()).isEqualTo(200);
    stopper.join();
    assertThat(drained[0]).isTrue();
    assertThatThrownBy(() -> post(certificates.client(), server, review()))
        .isInstanceOf(IOException.class);
  }

  @Test
  void leavesOnlyDaemonThreads() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    TestCertificates.write(folder, certificates.server());
    AdmissionServer server = started(builder());
    post(certificates.client(), server, review());
    Set<Thread> made = new java.util.HashSet<>(Thread.getAllStackTraces().keySet());
    made.removeAll(before);
    assertThat(made).isNotEmpty().allMatch(Thread::isDaemon);
  }

  /** Gives the first half of the bytes, then waits. */
  private static final class Halting extends InputStream {
    private final byte[] bytes;
    private final CountDownLatch reading;
    private final CountDownLatch goOn;
    private int next;

    Halting(byte[] bytes, CountDownLatch reading, CountDownLatch goOn) {
      this.bytes = bytes;
      this.reading = reading;
      this.goOn = goOn;
    }

    @Override
    public int read() throws IOException {
      if (next == bytes.length / 2) {
        reading.countDown();
        try {
          goOn.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
      return next < bytes.length ? bytes[next++] & 0xff : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int one = read();
      if (one < 0) {
        return -1;
      }
      buffer[offset] = (byte) one;
      return 1;
    }
  }

  private AdmissionServer.Builder builder() {
    return AdmissionServer.builder(new AdmissionReviews(Gang.NONE))
        .address(loopback())
        .certificateFolder(folder)
        .refreshInterval(Duration.ofMillis(20));
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private AdmissionServer started(AdmissionServer.Builder builder) {
    AdmissionServer server = builder.build();
    servers.add(server);
    server.start();
    return server;
  }

  private String handshake(AdmissionServer server, String protocol, String suite) throws Exception {
    try (SSLSocket socket = connect(server, protocol, suite)) {
      return socket.getSession().getCipherSuite();
    }
  }

  private SSLSocket connect(AdmissionServer server, String protocol, String suite)
      throws Exception {
    SSLSocket socket =
        (SSLSocket)
            certificates
                .trusting("TLS")
                .getSocketFactory()
                .createSocket("127.0.0.1", server.port());
    socket.setEnabledProtocols(new String[] {protocol});
    if (suite != null) {
      socket.setEnabledCipherSuites(new String[] {suite});
    }
    socket.startHandshake();
    return socket;
  }

  private static boolean endOf(InputStream in) {
    try {
      return in.read() < 0;
    } catch (IOException e) {
      return true; // reset is an end, too
    }
  }

  private static HttpRequest.BodyPublisher text(String text) {
    return HttpRequest.BodyPublishers.ofString(text);
  }

  private static HttpRequest.Builder request(AdmissionServer server, String path) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + path))
        .timeout(Duration.ofSeconds(30))
        .header("Content-Type", "application/json");
  }

  private static HttpResponse<String> post(HttpClient client, AdmissionServer server, String body)
      throws Exception {
    return client.send(
        request(server, POD_PATH).POST(text(body)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String review() {
    return TestCertificates.podReview().toString();
  }

  private static JsonObject json(HttpResponse<String> answer) {
    return JsonParser.parseString(answer.body()).getAsJsonObject();
  }
}
