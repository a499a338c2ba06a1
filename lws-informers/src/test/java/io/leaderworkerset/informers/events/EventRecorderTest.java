package io.leaderworkerset.informers.events;

import static io.leaderworkerset.informers.support.Eventually.await;
import static io.leaderworkerset.informers.support.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.leaderworkerset.informers.apply.KubeWriter;
import io.leaderworkerset.informers.apply.WriteGate;
import io.leaderworkerset.informers.concurrent.DaemonThreads;
import io.leaderworkerset.informers.concurrent.TokenBucket;
import io.leaderworkerset.informers.http.KubeHttp;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.informers.support.FakeTime;
import io.leaderworkerset.informers.support.ScriptedServer;
import io.leaderworkerset.informers.support.ScriptedServer.Request;
import io.leaderworkerset.informers.support.Threads;
import io.leaderworkerset.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventRecorderTest {
  private static final Regarding SET =
      new Regarding("leaderworkerset.x-k8s.io/v1", "LeaderWorkerSet", "ns", "vllm", "uid-1");

  private final ScriptedServer server = new ScriptedServer().answering(r -> r.answer(201, "{}"));
  private final KubeHttp http = KubeHttp.builder(server.client()).build();
  private final FakeTime time = new FakeTime();
  private final List<String> counted = Collections.synchronizedList(new ArrayList<>());
  private final LwsMetrics metrics =
      new LwsMetrics() {
        @Override
        public void eventDropped(String why) {
          counted.add("dropped " + why);
        }

        @Override
        public void eventWritten(String how) {
          counted.add(how);
        }
      };
  private EventRecorder recorder;

  @AfterEach
  void close() {
    if (recorder != null) {
      recorder.close();
    }
    http.close();
    server.close();
  }

  private EventRecorder recorder(int capacity) {
    KubeWriter writer =
        new KubeWriter(
            http,
            "lws",
            new TokenBucket(1000, 1000, System::nanoTime),
            WriteGate.OPEN,
            LwsMetrics.NONE);
    recorder =
        new EventRecorder(
            writer,
            new EventRecorder.Settings(
                "leaderworkerset.x-k8s.io/lws-java",
                "manager-0",
                capacity,
                Duration.ofSeconds(30),
                Duration.ofMinutes(10),
                2),
            metrics,
            DaemonThreads.standard(),
            time,
            time);
    return recorder;
  }

  private void record(String note) {
    recorder.record(SET, EventType.NORMAL, "GroupsProgressing", "Create", note);
  }

  private static JsonObject json(Request request) {
    return Json.parse(request.body).getAsJsonObject();
  }

  @Test
  void writesAnEventWithItsTimeInUtc() {
    recorder(10);
    record("100% \"done\" \n");
    await("written", () -> counted.contains("create"));
    Request sent = server.seen().get(0);
    assertThat(sent.method + " " + sent.path)
        .isEqualTo("POST /apis/events.k8s.io/v1/namespaces/ns/events");
    JsonObject event = json(sent);
    assertThat(Json.string(event, "metadata", "name")).matches("vllm\\.[0-9a-f]+");
    assertThat(Json.string(event, "eventTime")).isEqualTo("2026-11-23T10:00:00.123456Z");
    assertThat(Json.string(event, "note")).isEqualTo("100% \"done\" \n");
    assertThat(Json.string(event, "type")).isEqualTo("Normal");
    assertThat(Json.string(event, "reason")).isEqualTo("GroupsProgressing");
    assertThat(Json.string(event, "action")).isEqualTo("Create");
    assertThat(Json.string(event, "reportingController"))
        .isEqualTo("leaderworkerset.x-k8s.io/lws-java");
    assertThat(Json.string(event, "reportingInstance")).isEqualTo("manager-0");
    assertThat(Json.object(event, "regarding"))
        .isEqualTo(
            Json.parse(
                "{\"apiVersion\":\"leaderworkerset.x-k8s.io/v1\",\"kind\":\"LeaderWorkerSet\","
                    + "\"namespace\":\"ns\",\"name\":\"vllm\",\"uid\":\"uid-1\"}"));
    assertThat(event.has("series")).isFalse();
  }

  @Test
  void countsTheSameEventInOneSeriesAndWritesItOncePerInterval() {
    recorder(10);
    record("again");
    await("the first is written", () -> counted.size() == 1);
    for (int i = 0; i < 99; i++) {
      record("again");
    }
    assertThat(server.seen()).hasSize(1);
    assertThat(recorder.stop(Duration.ofSeconds(10))).as("flushed").isTrue();
    assertThat(server.seen()).hasSize(2);
    Request patch = server.seen().get(1);
    assertThat(patch.method).isEqualTo("PATCH");
    assertThat(patch.header("Content-Type")).isEqualTo("application/merge-patch+json");
    assertThat(patch.path).endsWith(Json.string(json(server.seen().get(0)), "metadata", "name"));
    assertThat(json(patch))
        .isEqualTo(
            Json.parse(
                "{\"series\":{\"count\":100,\"lastObservedTime\":\"2026-11-23T10:00:00.123456Z\"}}"));
  }

  @Test
  void writesASeriesAgainAfterItsInterval() {
    recorder(10);
    record("again");
    await("the first is written", () -> counted.size() == 1);
    time.advance(Duration.ofSeconds(30));
    record("again");
    await("the second is written", () -> counted.contains("series"));
  }

  @Test
  void beginsANewEventWhenTheOldSeriesIsOver() {
    recorder(10);
    record("again");
    await("written", () -> counted.size() == 1);
    time.advance(Duration.ofMinutes(11));
    record("again");
    await("written", () -> counted.size() == 2);
    assertThat(counted).containsExactly("create", "create");
  }

  @Test
  void writesAnEventAnewWhoseFirstIsGone() {
    server.answering(
        r -> {
          if (r.method.equals("PATCH")) {
            r.answer(404, status(404, "NotFound", "expired"));
          } else {
            r.answer(201, "{}");
          }
        });
    recorder(10);
    record("again");
    await("written", () -> counted.size() == 1);
    record("again");
    assertThat(recorder.stop(Duration.ofSeconds(10))).isTrue();
    assertThat(json(server.seen().get(2)).getAsJsonObject("series").get("count").getAsInt())
        .isEqualTo(2);
  }

  @Test
  void neverBlocksAndDropsWhatDoesNotFitWhileTheServerHangs() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    server.answering(
        r -> {
          release.await();
          r.answer(201, "{}");
        });
    recorder(5);
    for (int i = 0; i < 1000; i++) {
      record("note " + i);
    }
    assertThat(counted).hasSize(995).containsOnly("dropped full");
    release.countDown();
    assertThat(recorder.stop(Duration.ofSeconds(20))).isTrue();
    assertThat(server.seen()).hasSize(5);
  }

  @Test
  void makesRoomByForgettingWhatIsWritten() {
    recorder(3);
    for (int i = 0; i < 10; i++) {
      record("note " + i);
      int written = i + 1;
      await("written", () -> counted.size() == written);
    }
    assertThat(counted).containsOnly("create");
  }

  @Test
  void triesAgainAfterAFailureThatPassesAndGivesUpOnOneThatDoesNot() {
    AtomicInteger calls = new AtomicInteger();
    server.answering(
        r -> {
          if (r.body.contains("refused")) {
            r.answer(403, status(403, "Forbidden", "the namespace is being terminated"));
          } else if (calls.getAndIncrement() == 0) {
            r.answer(503, status(503, "ServiceUnavailable", "not now"));
          } else {
            r.answer(201, "{}");
          }
        });
    recorder(10);
    record("refused");
    await("dropped", () -> counted.contains("dropped failed"));
    record("retried");
    await("asked once", () -> calls.get() == 1);
    await(
        "asked again",
        () -> {
          time.advance(Duration.ofSeconds(1));
          return counted.contains("create");
        });
    assertThat(server.seen(r -> r.body.contains("refused"))).hasSize(1);
  }

  @Test
  void givesUpAtItsDeadlineAndCountsWhatIsLost() {
    server.answering(Request::hang);
    Threads before = Threads.now();
    recorder(10);
    record("one");
    record("two");
    await("sent", () -> !server.seen().isEmpty());
    long begun = System.nanoTime();
    assertThat(recorder.stop(Duration.ofMillis(50))).isFalse();
    assertThat(System.nanoTime() - begun).isLessThan(5_000_000_000L);
    record("three");
    assertThat(counted)
        .containsExactlyInAnyOrder("dropped stopped", "dropped stopped", "dropped stopped");
    assertThat(Threads.now().startedSince(before)).noneMatch(name -> name.contains("events"));
  }

  @Test
  void cutsANoteBetweenCharacters() {
    String emoji = "\uD83D\uDE80";
    String cut = EventText.note(emoji.repeat(400));
    assertThat(cut.getBytes(StandardCharsets.UTF_8).length).isBetween(1018, 1024);
    assertThat(cut).isEqualTo(emoji.repeat(255) + "...");
    assertThat(EventText.note("a".repeat(1024))).hasSize(1024);
    assertThat(EventText.note("a".repeat(1025))).isEqualTo("a".repeat(1021) + "...");
  }

  @Test
  void shortensNamesOfEventsToWhatTheApiTakes() {
    String name = EventText.name("a".repeat(240) + "-".repeat(13), -1L);
    assertThat(name).hasSizeLessThanOrEqualTo(253).endsWith("a.ffffffffffffffff");
  }
}
