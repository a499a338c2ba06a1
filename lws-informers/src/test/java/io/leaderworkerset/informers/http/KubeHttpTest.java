package io.leaderworkerset.informers.http;

import static io.leaderworkerset.informers.support.Eventually.await;
import static io.leaderworkerset.informers.support.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.credentials.AccessTokenAuthentication;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.informers.support.ScriptedServer;
import io.leaderworkerset.informers.support.ScriptedServer.Request;
import io.leaderworkerset.informers.support.Threads;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KubeHttpTest {
  private static final KubeRequest REQUEST =
      new KubeRequest(
          "get", "GET", ResourceType.namespaced("", "v1", "pods"), "ns", "a", null, Map.of(), null);

  private final ScriptedServer server = new ScriptedServer();
  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  private final LwsMetrics metrics =
      new LwsMetrics() {
        @Override
        public void apiCall(String verb, String resource, int code, long nanos) {
          calls.add(verb + " " + resource + " " + code);
        }
      };

  @AfterEach
  void close() {
    server.close();
  }

  private KubeHttp http(ApiClient client) {
    return KubeHttp.builder(client).callTimeout(Duration.ofMillis(500)).metrics(metrics).build();
  }

  @Test
  void theModelsComeFromTheClientAndNoCopy() {
    String source = V1Pod.class.getProtectionDomain().getCodeSource().getLocation().toString();
    assertThat(source).contains("client-java-api-27");
  }

  @Test
  void sendsTheTokenOfTheOfficialClientAndLeavesThatAsItIs() {
    server.answering(r -> r.answer(200, "{}"));
    ApiClient client =
        new ClientBuilder()
            .setBasePath(server.url())
            .setAuthentication(new AccessTokenAuthentication("secret-token"))
            .build();
    OkHttpClient before = client.getHttpClient();
    try (KubeHttp http = http(client)) {
      http.call(REQUEST);
    }
    assertThat(server.seen().get(0).header("Authorization")).isEqualTo("Bearer secret-token");
    assertThat(client.getHttpClient()).isSameAs(before);
    assertThat(before.connectionPool().connectionCount()).as("connections are ours").isZero();
  }

  @Test
  void keepsThePathBelowWhichTheServerLies() {
    server.answering(r -> r.answer(200, "{}"));
    ApiClient client = new ClientBuilder().setBasePath(server.url() + "/k8s/clusters/c1").build();
    try (KubeHttp http = http(client)) {
      http.call(REQUEST);
    }
    assertThat(server.seen().get(0).path).isEqualTo("/k8s/clusters/c1/api/v1/namespaces/ns/pods/a");
  }

  @Test
  void givesUpOnAServerThatAcceptsButNeverAnswers() {
    server.answering(Request::hang);
    try (KubeHttp http = http(server.client())) {
      long begun = System.nanoTime();
      assertThatThrownBy(() -> http.call(REQUEST))
          .isInstanceOf(KubeApiException.class)
          .hasMessageContaining("get pods ns/a failed: Unreachable");
      assertThatThrownBy(() -> http.open(REQUEST, Duration.ofHours(1)))
          .isInstanceOf(KubeApiException.class);
      assertThat(System.nanoTime() - begun).isLessThan(5_000_000_000L);
    }
    assertThat(calls).containsExactly("get pods 0", "get pods 0");
  }

  @Test
  void readsAnswersThatAreNotAStatus() {
    server.answering(r -> r.answer(502, "<html>" + "x".repeat(5000) + "</html>"));
    try (KubeHttp http = http(server.client())) {
      KubeApiException e = catchThrowableOfType(KubeApiException.class, () -> http.call(REQUEST));
      assertThat(e.code()).isEqualTo(502);
      assertThat(e.reason()).isEqualTo("Unknown");
      assertThat(e.getMessage()).contains("<html>").hasSizeLessThan(500);
      assertThat(e.causes()).isEmpty();
      assertThat(e.retryAfter()).isEmpty();
    }
  }

  @Test
  void refusesASuccessThatIsNoObject() {
    for (String body : new String[] {"", "[]", "not json", "\"text\""}) {
      server.answering(r -> r.answer(200, body));
      try (KubeHttp http = http(server.client())) {
        KubeApiException e = catchThrowableOfType(KubeApiException.class, () -> http.call(REQUEST));
        assertThat(e.reason()).as(body).isEqualTo(KubeApiException.INVALID_RESPONSE);
      }
    }
  }

  @Test
  void takesTheWaitFromTheHeaderOrTheStatus() {
    String hinted = "{\"details\":{\"retryAfterSeconds\":3}}";
    assertThat(KubeApiException.ofAnswer(REQUEST, 429, hinted, null).retryAfter())
        .contains(Duration.ofSeconds(3));
    assertThat(KubeApiException.ofAnswer(REQUEST, 429, hinted, "5").retryAfter())
        .contains(Duration.ofSeconds(5));
    assertThat(KubeApiException.ofAnswer(REQUEST, 429, "{}", "Wed, 21 Oct 2026").retryAfter())
        .isEmpty();
  }

  @Test
  void tellsTheKindsOfConflictApart() {
    KubeApiException exists =
        KubeApiException.ofAnswer(REQUEST, 409, status(409, "AlreadyExists", "x"), null);
    assertThat(exists.isAlreadyExists()).isTrue();
    assertThat(exists.isConflict()).isFalse();
    assertThat(KubeApiException.ofAnswer(REQUEST, 409, "", null).isConflict()).isTrue();
  }

  @Test
  void refusesAClientThatWouldBufferWatches() {
    ApiClient client = server.client();
    client.setDebugging(true);
    assertThatThrownBy(() -> KubeHttp.builder(client).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("setDebugging");
  }

  @Test
  void endsOpenStreamsAndItsThreadWhenClosed() {
    server.answering(Request::linesThenOpen);
    Threads before = Threads.now();
    KubeHttp http = http(server.client());
    KubeStream stream = http.open(REQUEST, Duration.ofMinutes(1));
    http.close();
    assertThatThrownBy(stream::readLine).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> http.call(REQUEST)).hasMessageContaining("closed");
    await(
        () -> "no thread but " + Threads.now().startedSince(before),
        () -> Threads.now().startedSince(before).isEmpty());
  }
}
