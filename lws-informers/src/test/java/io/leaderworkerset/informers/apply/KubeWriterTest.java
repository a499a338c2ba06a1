package io.leaderworkerset.informers.apply;

import static io.leaderworkerset.informers.support.Eventually.await;
import static io.leaderworkerset.informers.support.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.leaderworkerset.informers.concurrent.Backoff;
import io.leaderworkerset.informers.concurrent.DaemonThreads;
import io.leaderworkerset.informers.concurrent.TokenBucket;
import io.leaderworkerset.informers.http.KubeApiException;
import io.leaderworkerset.informers.http.KubeHttp;
import io.leaderworkerset.informers.http.ResourceType;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.informers.queue.KeyedDelayQueue;
import io.leaderworkerset.informers.queue.WorkResult;
import io.leaderworkerset.informers.queue.WorkerPool;
import io.leaderworkerset.informers.support.ScriptedServer;
import io.leaderworkerset.informers.support.ScriptedServer.Request;
import io.leaderworkerset.json.Json;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KubeWriterTest {
  private static final ResourceType SETS = ResourceType.namespaced("apps", "v1", "statefulsets");
  private static final ResourceType PODS = ResourceType.namespaced("", "v1", "pods");
  private static final ResourceType NODES = ResourceType.clusterScoped("", "v1", "nodes");

  private final ScriptedServer server =
      new ScriptedServer().answering(r -> r.answer(200, "{\"kind\":\"Answer\"}"));
  private final KubeHttp http =
      KubeHttp.builder(server.client())
          .userAgent("lws-test/1")
          .callTimeout(Duration.ofSeconds(5))
          .build();
  private final AtomicBoolean open = new AtomicBoolean(true);
  private final KubeWriter writer =
      new KubeWriter(
          http, "lws", new TokenBucket(1000, 1000, System::nanoTime), open::get, LwsMetrics.NONE);

  @AfterEach
  void close() {
    http.close();
    server.close();
  }

  private Request only() {
    assertThat(server.seen()).hasSize(1);
    return server.seen().get(0);
  }

  private static JsonObject json(String text) {
    return Json.parse(text).getAsJsonObject();
  }

  @Test
  void appliesJustTheFieldsGiven() {
    String body = "{\"apiVersion\":\"apps/v1\",\"kind\":\"StatefulSet\",\"spec\":{\"replicas\":2}}";
    JsonObject answer = writer.apply(SETS, "ns", "a", json(body), true);
    assertThat(answer).isEqualTo(json("{\"kind\":\"Answer\"}"));
    Request sent = only();
    assertThat(sent.method).isEqualTo("PATCH");
    assertThat(sent.path).isEqualTo("/apis/apps/v1/namespaces/ns/statefulsets/a");
    assertThat(sent.header("Content-Type")).isEqualTo("application/apply-patch+yaml");
    assertThat(sent.header("User-Agent")).isEqualTo("lws-test/1");
    assertThat(sent.query).containsEntry("fieldManager", "lws").containsEntry("force", "true");
    assertThat(sent.body).isEqualTo(body);
  }

  @Test
  void appliesTheStatusOnItsOwn() {
    writer.applyStatus(SETS, "ns", "a", json("{\"status\":{}}"), false);
    assertThat(only().path).isEqualTo("/apis/apps/v1/namespaces/ns/statefulsets/a/status");
    assertThat(only().query).containsEntry("force", "false");
  }

  @Test
  void keepsNullsInAMergePatchAndNumbersAsTheyAre() {
    JsonObject patch = json("{\"a\":12345678901234567890,\"b\":1.0,\"c\":\"<&>\"}");
    patch.add("gone", JsonNull.INSTANCE);
    writer.mergePatch(PODS, "ns", "a", patch);
    assertThat(only().header("Content-Type")).isEqualTo("application/merge-patch+json");
    assertThat(only().body)
        .isEqualTo("{\"a\":12345678901234567890,\"b\":1.0,\"c\":\"<&>\",\"gone\":null}");
  }

  @Test
  void addressesEveryKindOfWrite() {
    JsonArray operations = new JsonArray();
    writer.create(PODS, "ns", json("{}"));
    writer.mergePatchStatus(PODS, "ns", "a", json("{}"));
    writer.jsonPatch(PODS, "ns", "a", operations);
    writer.scale(SETS, "ns", "a", 3);
    writer.update(NODES, null, "n", json("{\"metadata\":{\"resourceVersion\":\"5\"}}"));
    writer.updateStatus(PODS, "ns", "a", json("{\"metadata\":{\"resourceVersion\":\"5\"}}"));
    assertThat(server.seen())
        .extracting(r -> r.method + " " + r.path + " " + r.header("Content-Type"))
        .containsExactly(
            "POST /api/v1/namespaces/ns/pods application/json",
            "PATCH /api/v1/namespaces/ns/pods/a/status application/merge-patch+json",
            "PATCH /api/v1/namespaces/ns/pods/a application/json-patch+json",
            "PATCH /apis/apps/v1/namespaces/ns/statefulsets/a/scale application/merge-patch+json",
            "PUT /api/v1/nodes/n application/json",
            "PUT /api/v1/namespaces/ns/pods/a/status application/json");
  }

  @Test
  void deletesWithPreconditionsAlsoClusterScopedObjects() {
    writer.delete(
        NODES,
        null,
        "n",
        DeleteOptions.ofUid("u1")
            .withResourceVersion("7")
            .withPropagation(DeleteOptions.Propagation.FOREGROUND)
            .withGraceSeconds(0));
    assertThat(only().method).isEqualTo("DELETE");
    assertThat(json(only().body))
        .isEqualTo(
            json(
                "{\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\",\"preconditions\":{\"uid\":\"u1\","
                    + "\"resourceVersion\":\"7\"},\"propagationPolicy\":\"Foreground\","
                    + "\"gracePeriodSeconds\":0}"));
  }

  @Test
  void refusesAnUpdateWithoutAResourceVersion() {
    assertThatThrownBy(() -> writer.update(PODS, "ns", "a", json("{}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs metadata.resourceVersion");
    assertThat(server.seen()).isEmpty();
  }

  @Test
  void refusesNamesThatWouldChangeThePath() {
    for (String name : new String[] {"../x", "a/b", "a?x=1", "a%2fb", "", "..", "a b"}) {
      assertThatThrownBy(() -> writer.delete(PODS, "ns", name, DeleteOptions.ofUid("u")))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(server.seen()).isEmpty();
  }

  @Test
  void getsNothingForWhatIsNotThere() {
    server.answering(r -> r.answer(404, status(404, "NotFound", "no such pod")));
    assertThat(writer.get(PODS, "ns", "a")).isEmpty();
  }

  @Test
  void sendsNothingWhileItMayNotWrite() {
    open.set(false);
    assertThatThrownBy(() -> writer.create(PODS, "ns", json("{}")))
        .isInstanceOf(WriteRefusedException.class)
        .hasMessage("create pods ns was not sent: this process is not the leader");
    assertThat(writer.isOpen()).isFalse();
    assertThat(server.seen()).isEmpty();
    assertThat(writer.get(PODS, "ns", "a")).as("reads go on").isPresent();
  }

  @Test
  void asksTheGateAgainAfterItWaitedItsTurn() {
    TokenBucket slow = new TokenBucket(20, 1, System::nanoTime);
    slow.reserve();
    AtomicBoolean first = new AtomicBoolean(true);
    KubeWriter late =
        new KubeWriter(http, "lws", slow, () -> first.getAndSet(false), LwsMetrics.NONE);
    assertThatThrownBy(() -> late.create(PODS, "ns", json("{}")))
        .isInstanceOf(WriteRefusedException.class);
    assertThat(server.seen()).isEmpty();
  }

  @Test
  void writesNothingAfterStopReturnedAndWaitsForWhatIsOnItsWay() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    server.answering(
        r -> {
          arrived.countDown();
          answer.await();
          r.answer(200, "{}");
        });
    Thread inFlight = new Thread(() -> writer.create(PODS, "ns", json("{}")));
    inFlight.start();
    arrived.await();
    assertThat(writer.stop(Duration.ofMillis(50))).as("one is on its way").isFalse();
    answer.countDown();
    assertThat(writer.stop(Duration.ofSeconds(10))).isTrue();
    assertThatThrownBy(() -> writer.create(PODS, "ns", json("{}")))
        .hasMessageContaining("the controllers are stopped");
    inFlight.join();
    assertThat(server.seen()).hasSize(1);
  }

  @Test
  void isCutOffByClosingTheTransport() throws Exception {
    server.answering(Request::hang);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread inFlight =
        new Thread(
            () -> {
              try {
                writer.create(PODS, "ns", json("{}"));
              } catch (KubeApiException e) {
                failure.set(e);
              }
            });
    inFlight.start();
    await("sent", () -> server.seen().size() == 1);
    http.close();
    inFlight.join();
    assertThat(failure.get()).isInstanceOf(KubeApiException.class);
    assertThat(writer.stop(Duration.ZERO)).isTrue();
  }

  @Test
  void tellsWhatTheServerRefusedAndWhy() {
    server.answering(
        r ->
            r.with("Retry-After", "7")
                .answer(
                    409,
                    "{\"kind\":\"Status\",\"reason\":\"Conflict\",\"message\":\"one conflict\","
                        + "\"details\":{\"causes\":[{\"reason\":\"FieldManagerConflict\",\"message\":"
                        + "\"conflict with kubectl\",\"field\":\".spec.replicas\"}],\"future\":1}}"));
    KubeApiException e =
        catchThrowableOfType(
            KubeApiException.class, () -> writer.apply(SETS, "ns", "a", json("{}"), false));
    assertThat(e).hasMessage("apply statefulsets.apps ns/a failed: 409 Conflict: one conflict");
    assertThat(e.isApplyConflict()).isTrue();
    assertThat(e.causes().get(0).field()).isEqualTo(".spec.replicas");
    assertThat(e.retryAfter()).contains(Duration.ofSeconds(7));
  }

  @Test
  void neverHoldsUpAWriterThatIsInterruptedWhileItWaits() {
    TokenBucket empty = new TokenBucket(0.001, 1, System::nanoTime);
    empty.reserve();
    KubeWriter slow = new KubeWriter(http, "lws", empty, WriteGate.OPEN, LwsMetrics.NONE);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> slow.create(PODS, "ns", json("{}")))
        .isInstanceOf(WriteRefusedException.class);
    assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
    assertThat(server.seen()).isEmpty();
  }

  @Test
  void losesNoTimeOnAWorkerThatHangsInAWriteWhenItsPoolStops() {
    server.answering(Request::hang);
    KeyedDelayQueue<String> queue =
        new KeyedDelayQueue<>(
            "test",
            Backoff.of(Duration.ofMillis(1), Duration.ofSeconds(1)),
            LwsMetrics.NONE,
            System::nanoTime,
            DaemonThreads.standard());
    WorkerPool<String> pool =
        new WorkerPool<>(
            "test",
            2,
            queue,
            key -> {
              writer.create(PODS, "ns", json("{}"));
              return WorkResult.done();
            },
            LwsMetrics.NONE,
            DaemonThreads.standard());
    pool.start();
    queue.add("a");
    queue.add("b");
    await("both hang", () -> server.seen().size() == 2);
    long begun = System.nanoTime();
    assertThat(pool.stop(Duration.ofMillis(50), writer::interrupt)).isFalse();
    assertThat(writer.stop(Duration.ZERO)).as("nothing is on its way").isTrue();
    assertThat(System.nanoTime() - begun).isLessThan(3_000_000_000L);
    assertThat(server.seen()).hasSize(2);
  }

  @Test
  void writesNothingAfterLeadershipIsLostWithWorkInFlight() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch lost = new CountDownLatch(1);
    server.answering(
        r -> {
          arrived.countDown();
          lost.await();
          r.answer(200, "{}");
        });
    AtomicReference<Throwable> refused = new AtomicReference<>();
    Thread work =
        new Thread(
            () -> {
              writer.create(PODS, "ns", json("{}"));
              try {
                writer.create(PODS, "ns", json("{}"));
              } catch (WriteRefusedException e) {
                refused.set(e);
              }
            });
    work.start();
    arrived.await();
    open.set(false);
    lost.countDown();
    work.join();
    assertThat(refused.get()).hasMessageContaining("not the leader");
    assertThat(server.seen()).hasSize(1);
  }
}
