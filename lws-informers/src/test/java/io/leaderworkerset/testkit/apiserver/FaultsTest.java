package io.leaderworkerset.testkit.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Faults on demand, and the accounting of requests. */
class FaultsTest extends ServerTest {
  private final CountDownLatch arrived = new CountDownLatch(1);

  @Override
  EmbeddedApiServer.Builder configure(EmbeddedApiServer.Builder builder) {
    return builder
        .bookmarkInterval(Duration.ofMillis(100))
        .requestLog(
            r -> {
              if ("paused".equals(r.name())) {
                arrived.countDown();
              }
            });
  }

  @Test
  void conflictsStrikeWritesOfExistingObjectsAsOftenAsAsked() {
    Faults.Rule rule = server.faults().conflict().times(2).start();
    assertThat(api.post(MAPS, map("m")).code()).isEqualTo(201);
    String patch = "{\"data\":{\"a\":\"2\"}}";

    assertThat(api.patch(MAPS + "/m", Api.MERGE, patch).string("reason")).isEqualTo("Conflict");
    assertThat(api.patch(MAPS + "/m", Api.MERGE, patch).code()).isEqualTo(409);
    assertThat(api.patch(MAPS + "/m", Api.MERGE, patch).code()).isEqualTo(200);
    assertThat(rule.hits()).isEqualTo(2);
  }

  @Test
  void tooManyRequestsSayWhenToComeAgain() {
    server.faults().tooManyRequests(Duration.ofSeconds(3)).start();
    Api.Answer answer = api.get(MAPS);
    assertThat(answer.code()).isEqualTo(429);
    assertThat(answer.raw().headers().firstValue("Retry-After")).contains("3");
    assertThat(Json.integer(answer.body(), "details", "retryAfterSeconds")).isEqualTo(3);
  }

  @Test
  void rulesStrikeOnlyWhereTheyAreAimed() {
    server.faults().serverError(503).when(r -> r.resource().equals("pods")).start();
    server.faults().serverError(500).when(r -> r.userAgent().startsWith("other")).start();
    assertThat(api.get(PODS).code()).isEqualTo(503);
    assertThat(api.get(MAPS).code()).isEqualTo(200);
    server.faults().clear();
    assertThat(api.get(PODS).code()).isEqualTo(200);
  }

  @Test
  void chancesRepeatWithTheSeed() {
    assertThat(pattern(7)).isEqualTo(pattern(7)).contains("200").contains("500");
    assertThat(pattern(7)).isNotEqualTo(pattern(8));
  }

  private String pattern(long seed) {
    server.faults().seed(seed);
    StringBuilder out = new StringBuilder();
    try (Faults.Rule rule = server.faults().serverError(500).probability(0.5).start()) {
      for (int i = 0; i < 24; i++) {
        out.append(api.get(MAPS).code()).append(' ');
      }
    }
    return out.toString();
  }

  @Test
  void lostResponseLeavesTheWriteDone() {
    server.faults().lostResponse().times(1).start();
    assertThatThrownBy(() -> api.patch(MAPS + "/x?fieldManager=a", Api.APPLY, applied()))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(api.get(MAPS + "/x").code()).isEqualTo(200);
  }

  private static String applied() {
    return "{apiVersion: v1, kind: ConfigMap, metadata: {name: x}, data: {a: b}}";
  }

  @Test
  void cutConnectionLeavesTheWriteUndone() {
    server.faults().cutConnection().when(ApiRequest::isWrite).start();
    assertThatThrownBy(() -> api.patch(MAPS + "/x?fieldManager=a", Api.APPLY, applied()))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(api.get(MAPS + "/x").code()).isEqualTo(404);
  }

  @Test
  void droppedWatchSendsNothingAfterTheEventItLost() throws Exception {
    String version = api.get(MAPS).version();
    server.faults().dropWatch().times(1).start();
    String query = "?watch=true&allowWatchBookmarks=true&resourceVersion=" + version;
    try (Api.Watch watch = api.watch(MAPS + query)) {
      api.post(MAPS, map("m"));
      long made = Long.parseLong(api.get(MAPS + "/m").version());
      for (JsonObject e = watch.next(); e != null; e = watch.next()) {
        String seen = Json.string(e, "object", "metadata", "resourceVersion");
        assertThat(Json.string(e, "type")).isEqualTo("BOOKMARK");
        assertThat(Long.parseLong(seen)).isLessThan(made);
      }
    }
    try (Api.Watch watch = api.watch(MAPS + "?watch=true&resourceVersion=" + version)) {
      assertThat(watch.nextText()).isEqualTo("ADDED m");
    }
  }

  @Test
  void duplicatedEventsComeTwice() throws Exception {
    server.faults().duplicateEvent().times(1).start();
    try (Api.Watch watch = api.watch(MAPS + "?watch=true")) {
      api.post(MAPS, map("m"));
      assertThat(watch.next()).isEqualTo(watch.next());
      api.delete(MAPS + "/m");
      assertThat(watch.nextText()).isEqualTo("DELETED m");
    }
  }

  @Test
  void allWatchesCanBeEnded() throws Exception {
    try (Api.Watch one = api.watch(MAPS + "?watch=true");
        Api.Watch two = api.watch(PODS + "?watch=true")) {
      server.faults().dropWatches();
      assertThat(one.next()).isNull();
      assertThat(two.next()).isNull();
    }
  }

  @Test
  void restartKeepsPortAndDataAndCutsWatches() throws Exception {
    api.post(MAPS, map("m"));
    String url = server.url();
    try (Api.Watch watch = api.watch(PODS + "?watch=true")) {
      server.restart();
      assertThat(watch.next()).isNull();
    }
    assertThat(server.url()).isEqualTo(url);
    assertThat(new Api(server).get(MAPS + "/m").code()).isEqualTo(200);
  }

  @Test
  void stoppedServerRefusesConnections() {
    server.stopListening();
    assertThatThrownBy(() -> new Api(server).get(MAPS))
        .hasRootCauseInstanceOf(java.nio.channels.ClosedChannelException.class)
        .hasCauseInstanceOf(ConnectException.class);
  }

  @Test
  void pausedServerAcceptsAndAnswersLater() throws Exception {
    server.faults().pause();
    CompletableFuture<Integer> answer =
        CompletableFuture.supplyAsync(() -> api.get(MAPS + "/paused").code());
    assertThat(arrived.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(answer).isNotDone();
    server.faults().resume();
    assertThat(answer.get(5, TimeUnit.SECONDS)).isEqualTo(404);
  }

  @Test
  void latencyDelays() {
    server.faults().latency(Duration.ofMillis(150), Duration.ofMillis(200)).start();
    long begin = System.nanoTime();
    api.get(MAPS);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(149));
  }

  @Test
  void requestsAreCountedByClientVerbAndResource() throws Exception {
    api.post(MAPS, map("m"));
    api.get(MAPS + "/m");
    api.get(MAPS);
    api.apply(MAPS + "/m", "x", "{apiVersion: v1, kind: ConfigMap, metadata: {name: m}}");
    api.patch(LWS + "/none/status", Api.MERGE, "{}");
    api.watch(MAPS + "?watch=true").close();
    server.clusterApi().list("pods"); // in process: not counted

    assertThat(server.requests().snapshot().toString())
        .isEqualTo(
            "{test-client/1.0 apply configmaps=1, test-client/1.0 create configmaps=1,"
                + " test-client/1.0 get configmaps=1, test-client/1.0 list configmaps=1,"
                + " test-client/1.0 patch leaderworkersets.leaderworkerset.x-k8s.io/status=1,"
                + " test-client/1.0 watch configmaps=1}");
    assertThat(server.requests().writes()).isEqualTo(3);
    server.requests().reset();
    assertThat(server.requests().snapshot()).isEmpty();
  }

  @Test
  void closeLeavesNoThread() throws Exception {
    Api.Watch watch = api.watch(MAPS + "?watch=true");
    server.faults().pause();
    CompletableFuture.runAsync(() -> api.get(MAPS + "/paused"));
    assertThat(arrived.await(5, TimeUnit.SECONDS)).isTrue();
    server.close();
    server.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(t -> t.isAlive() && t.getName().startsWith("embedded-api"));
    watch.close();
  }
}
