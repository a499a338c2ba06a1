package io.leaderworkerset.informers.cache;

import static io.leaderworkerset.informers.cache.TestPod.bookmark;
import static io.leaderworkerset.informers.cache.TestPod.event;
import static io.leaderworkerset.informers.cache.TestPod.initialEnd;
import static io.leaderworkerset.informers.cache.TestPod.json;
import static io.leaderworkerset.informers.cache.TestPod.list;
import static io.leaderworkerset.informers.support.Eventually.await;
import static io.leaderworkerset.informers.support.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.Uninterruptibles;
import io.leaderworkerset.informers.http.KubeHttp;
import io.leaderworkerset.informers.http.ResourceType;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.informers.support.ScriptedServer;
import io.leaderworkerset.informers.support.ScriptedServer.Request;
import io.leaderworkerset.informers.support.Threads;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceWatchTest {
  private static final ResourceType PODS = ResourceType.namespaced("", "v1", "pods");

  private final ScriptedServer server = new ScriptedServer();
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger skipped = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();
  private final LwsMetrics metrics =
      new LwsMetrics() {
        @Override
        public void parseFailed(String resource) {
          skipped.incrementAndGet();
        }

        @Override
        public void informerFailure(String resource, String where) {
          failures.incrementAndGet();
        }
      };
  private KubeHttp http;
  private ResourceWatch<TestPod> watch;

  @AfterEach
  void stop() {
    if (watch != null) {
      assertThat(watch.stop(Duration.ofSeconds(10))).as("all threads ended").isTrue();
    }
    if (http != null) {
      http.close();
    }
    server.close();
  }

  private void start(Consumer<ResourceWatch.Builder<TestPod>> more) {
    http =
        KubeHttp.builder(server.client())
            .metrics(metrics)
            .callTimeout(Duration.ofSeconds(1))
            .build();
    ResourceWatch.Builder<TestPod> builder =
        ResourceWatch.builder(http, PODS, TestPod::parse)
            .metrics(metrics)
            .backoff(Duration.ofMillis(5), Duration.ofMillis(100), Duration.ofMillis(100))
            .handler(recorder());
    more.accept(builder);
    watch = builder.build();
    watch.start();
  }

  private void start() {
    start(builder -> {});
  }

  private ResourceHandler<TestPod> recorder() {
    return new ResourceHandler<>() {
      @Override
      public void onAdd(TestPod added) {
        told.add("+" + added.name() + "@" + added.resourceVersion());
      }

      @Override
      public void onUpdate(TestPod before, TestPod after) {
        told.add("~" + after.name() + "@" + after.resourceVersion());
      }

      @Override
      public void onDelete(TestPod last, boolean unknown) {
        told.add("-" + last.name() + "@" + last.resourceVersion() + (unknown ? "?" : ""));
      }
    };
  }

  private void awaitTold(String... news) {
    await(
        () -> "told " + told + ", errors " + watch.lastError(),
        () -> told.containsAll(List.of(news)));
  }

  private void awaitSynced() {
    await(() -> "synced, last error " + watch.lastError(), watch::hasSynced);
  }

  @ParameterizedTest(name = "with streaming lists: {0}")
  @ValueSource(booleans = {true, false})
  void letsGoOfTheFirstVersionOfWhatHasChanged(boolean streaming) throws Exception {
    CountDownLatch change = new CountDownLatch(1);
    server.answering(
        r -> {
          if (r.isList()) {
            r.answer(200, list(10, json("a", "u1", 3, "Running"), json("b", "u2", 4, "Pending")));
          } else if (r.isWatchList() && !streaming) {
            r.answer(400, status(400, "BadRequest", "unknown"));
          } else {
            r.stream(
                out -> {
                  if (streaming) {
                    out.line(event("ADDED", json("a", "u1", 3, "Running")));
                    out.line(event("ADDED", json("b", "u2", 4, "Pending")));
                    out.line(initialEnd(10));
                  }
                  Uninterruptibles.awaitUninterruptibly(change);
                  out.line(event("MODIFIED", json("a", "u1", 11, "Failed")));
                  out.line(event("MODIFIED", json("b", "u2", 12, "Failed")));
                  out.line(event("MODIFIED", json("b", "u2", 13, "Failed")));
                  r.hang();
                });
          }
        });
    start();
    awaitSynced();
    WeakReference<TestPod> first = new WeakReference<>(watch.get("ns", "a").orElseThrow());
    change.countDown();
    awaitTold("~a@11", "~b@13");
    await(
        "nobody holds on to the first version",
        () -> {
          System.gc();
          return first.get() == null;
        });
  }

  @Test
  void fillsFromAStreamingListAndFollowsOnTheSameConnection() {
    server.answering(
        r ->
            r.linesThenOpen(
                event("ADDED", json("a", "u1", 3, "Running")),
                event("ADDED", json("b", "u2", 4, "Pending")),
                initialEnd(10),
                event("MODIFIED", json("a", "u1", 11, "Failed")),
                bookmark(15),
                event("DELETED", json("b", "u2", 16, "Pending"))));
    start(b -> b.labelSelector("app=a").namespace("ns"));
    awaitSynced();
    awaitTold("+a@3", "+b@4", "~a@11", "-b@16");
    assertThat(watch.get("ns", "a").orElseThrow().phase).isEqualTo("Failed");
    assertThat(watch.list("ns")).hasSize(1);
    assertThat(server.seen()).hasSize(1);
    Request first = server.seen().get(0);
    assertThat(first.path).isEqualTo("/api/v1/namespaces/ns/pods");
    assertThat(first.query)
        .containsEntry("labelSelector", "app=a")
        .containsEntry("resourceVersionMatch", "NotOlderThan")
        .containsEntry("allowWatchBookmarks", "true")
        .doesNotContainKey("resourceVersion");
    await(
        "bookmark and delete advance the version",
        () -> watch.lastSyncResourceVersion().equals("16"));
  }

  @Test
  void fallsBackToAPlainListWhereStreamingListsAreRefused() {
    server.answering(
        r -> {
          if (r.isWatchList()) {
            r.answer(422, status(422, "Invalid", "sendInitialEvents is forbidden"));
          } else if (r.isList()) {
            r.answer(200, list(7, json("a", "u1", 3, "Running")));
          } else {
            r.linesThenOpen(event("ADDED", json("b", "u2", 8, "Running")));
          }
        });
    start();
    awaitTold("+a@3", "+b@8");
    assertThat(server.seen(r -> r.isWatch() && !r.isWatchList()).get(0).query)
        .containsEntry("resourceVersion", "7");
  }

  @Test
  void readsPagesToTheLastOne() {
    server.answering(
        r -> {
          if (r.isWatch()) {
            r.linesThenOpen();
          } else if (!r.query.containsKey("continue")) {
            r.answer(
                200,
                list(7, json("a", "u1", 3, "Running"))
                    .replace("\"future\":{}", "\"continue\":\"next\""));
          } else {
            r.answer(200, list(7, json("b", "u2", 4, "Running")));
          }
        });
    start(b -> b.watchList(false).pageSize(1));
    awaitTold("+a@3", "+b@4");
    Request second = server.seen(r -> r.query.containsKey("continue")).get(0);
    assertThat(second.query)
        .containsEntry("continue", "next")
        .containsEntry("limit", "1")
        .doesNotContainKey("resourceVersion");
  }

  @Test
  void startsAListAnewWhenItsContinueTokenIsTooOld() {
    AtomicInteger pages = new AtomicInteger();
    server.answering(
        r -> {
          if (r.isWatch()) {
            r.linesThenOpen();
          } else if (r.query.containsKey("continue")) {
            r.answer(410, status(410, "Expired", "the token is too old"));
          } else if (pages.getAndIncrement() == 0) {
            r.answer(
                200,
                list(7, json("gone", "u1", 3, "Running"))
                    .replace("\"future\":{}", "\"continue\":\"next\""));
          } else {
            r.answer(200, list(9, json("a", "u2", 8, "Running")));
          }
        });
    start(b -> b.watchList(false).pageSize(1));
    awaitSynced();
    assertThat(watch.list()).extracting(TestPod::name).containsExactly("a");
    assertThat(server.seen(Request::isList).get(2).query).doesNotContainKey("resourceVersion");
  }

  @Test
  void skipsAndCountsWhatCannotBeReadInAListAndInAWatch() {
    server.answering(
        r -> {
          if (r.isWatch()) {
            r.linesThenOpen(
                "this is not JSON",
                event("ADDED", json("bad", "u5", 8, "Bad")),
                event("EXPLODED", json("x", "u6", 8, "Running")),
                event("ADDED", "[1,2]"),
                event("ADDED", json("c", "u3", 9, "Running")));
          } else {
            r.answer(
                200,
                list(
                    7,
                    json("a", "u1", 3, "Running"),
                    json("bad", "u4", 4, "Bad"),
                    "{\"metadata\":{\"name\":[{}]}}",
                    "17",
                    json("b", "u2", 5, "Running")));
          }
        });
    start(b -> b.watchList(false));
    awaitTold("+a@3", "+b@5", "+c@9");
    assertThat(skipped).hasValue(7);
    assertThat(watch.size()).isEqualTo(3);
  }

  @Test
  void leavesAnObjectOnceItsParserDoesNotWantItAnyMore() {
    server.answering(
        r ->
            r.linesThenOpen(
                event("ADDED", json("a", "u1", 3, "Running")),
                initialEnd(5),
                event("MODIFIED", json("a", "u1", 6, "Ignored"))));
    start();
    awaitTold("+a@3", "-a@3");
    assertThat(watch.size()).isZero();
  }

  @Test
  void removesADeletedObjectEvenIfItsLastStateCannotBeRead() {
    server.answering(
        r ->
            r.linesThenOpen(
                event("ADDED", json("a", "u1", 3, "Running")),
                initialEnd(5),
                event("DELETED", json("a", "u1", 6, "Bad"))));
    start();
    awaitTold("+a@3", "-a@3");
    assertThat(watch.size()).isZero();
  }

  @Test
  void goesOnAfterALostConnectionWithoutListingAgain() {
    AtomicInteger watches = new AtomicInteger();
    server.answering(
        r -> {
          if (r.isWatchList()) {
            r.lines(event("ADDED", json("a", "u1", 3, "Running")), initialEnd(5), bookmark(8));
          } else if (watches.getAndIncrement() == 0) {
            r.answer(503, status(503, "ServiceUnavailable", "not now"));
          } else {
            r.linesThenOpen(event("ADDED", json("b", "u2", 9, "Running")));
          }
        });
    start();
    awaitTold("+a@3", "+b@9");
    assertThat(server.seen(Request::isWatchList)).hasSize(1);
    assertThat(server.seen(r -> !r.isWatchList()))
        .hasSize(2)
        .allSatisfy(r -> assertThat(r.query).containsEntry("resourceVersion", "8"));
  }

  @Test
  void listsAnewAfterAnErrorEventThatTheVersionIsTooOld() {
    relistsAfter(
        r -> r.lines("{\"type\":\"ERROR\",\"object\":" + status(410, "Expired", "too old") + "}"));
  }

  @Test
  void listsAnewAfterAnAnswerThatTheVersionIsTooOld() {
    relistsAfter(r -> r.answer(410, status(410, "Expired", "too old")));
  }

  @Test
  void listsAnewWhenTheServerHasNotReachedTheVersion() {
    relistsAfter(
        r ->
            r.answer(
                504,
                "{\"kind\":\"Status\",\"code\":504,\"reason\":\"Timeout\",\"message\":\"Too large"
                    + " resource version: 9, current: 1\",\"details\":{\"causes\":[{\"reason\":"
                    + "\"ResourceVersionTooLarge\",\"message\":\"Too large\"}]}}"));
  }

  /** Between the lists: a stays as it was, b changes, c goes, d is replaced, e comes. */
  private void relistsAfter(ScriptedServer.Script firstWatch) {
    AtomicInteger watches = new AtomicInteger();
    AtomicInteger lists = new AtomicInteger();
    server.answering(
        r -> {
          if (r.isWatch() && watches.getAndIncrement() == 0) {
            firstWatch.on(r);
          } else if (r.isWatch()) {
            r.linesThenOpen();
          } else if (lists.getAndIncrement() == 0) {
            r.answer(
                200,
                list(
                    9,
                    json("a", "u1", 1, "Running"),
                    json("b", "u2", 2, "Running"),
                    json("c", "u3", 3, "Running"),
                    json("d", "u4", 4, "Running")));
          } else {
            r.answer(
                200,
                list(
                    20,
                    json("a", "u1", 1, "Running"),
                    json("b", "u2", 12, "Running"),
                    json("d", "u14", 14, "Running"),
                    json("e", "u5", 15, "Running")));
          }
        });
    start(b -> b.watchList(false));
    awaitTold("+e@15", "~b@12", "-c@3?", "-d@4?", "+d@14");
    assertThat(told)
        .containsExactlyInAnyOrder(
            "+a@1", "+b@2", "+c@3", "+d@4", "~b@12", "-c@3?", "-d@4?", "+d@14", "+e@15");
    assertThat(told.indexOf("-d@4?")).isLessThan(told.indexOf("+d@14"));
    List<Request> listed = server.seen(Request::isList);
    assertThat(listed).hasSize(2);
    assertThat(listed.get(1).query).as("the newest state").doesNotContainKey("resourceVersion");
  }

  @Test
  void asksForTheNewestStateWhenTheListsVersionIsTooLarge() {
    server.answering(
        r -> {
          if (r.isWatch()) {
            r.linesThenOpen();
          } else if (r.query.containsKey("resourceVersion")) {
            r.answer(504, status(504, "Timeout", "Too large resource version: 9, current: 1"));
          } else {
            r.answer(200, list(1, json("a", "u1", 1, "Running")));
          }
        });
    start(b -> b.watchList(false));
    awaitTold("+a@1");
    assertThat(server.seen(Request::isList)).hasSize(2);
  }

  @Test
  void waitsAsLongAsAThrottlingServerAsks() {
    AtomicInteger lists = new AtomicInteger();
    server.answering(
        r -> {
          if (r.isWatch()) {
            r.linesThenOpen();
          } else if (lists.getAndIncrement() == 0) {
            r.with("Retry-After", "1").answer(429, status(429, "TooManyRequests", "slow down"));
          } else {
            r.answer(200, list(1, json("a", "u1", 1, "Running")));
          }
        });
    start(b -> b.watchList(false));
    awaitTold("+a@1");
    List<Request> listed = server.seen(Request::isList);
    assertThat(listed.get(1).atNanos - listed.get(0).atNanos).isGreaterThan(950_000_000L);
  }

  @Test
  void slowsDownWhenWatchesEndAtOnce() {
    server.answering(
        r -> {
          if (r.isWatch()) {
            r.lines();
          } else {
            r.answer(200, list(5));
          }
        });
    start(b -> b.watchList(false));
    await("ten watches", () -> server.seen(Request::isWatch).size() >= 10);
    List<Request> watches = server.seen(Request::isWatch);
    assertThat(watches.get(9).atNanos - watches.get(8).atNanos).isGreaterThan(75_000_000L);
    assertThat(server.seen(Request::isList)).hasSize(1);
  }

  @Test
  void asksAgainWhenAListIsNeverAnswered() {
    AtomicInteger lists = new AtomicInteger();
    server.answering(
        r -> {
          if (r.isWatch()) {
            r.linesThenOpen();
          } else if (lists.getAndIncrement() == 0) {
            r.hang();
          } else {
            r.answer(200, list(1, json("a", "u1", 1, "Running")));
          }
        });
    start(b -> b.watchList(false));
    awaitTold("+a@1");
  }

  @Test
  void asksAgainWhenAListStopsHalfWay() {
    AtomicInteger lists = new AtomicInteger();
    server.answering(
        r -> {
          if (r.isWatch()) {
            r.linesThenOpen();
          } else if (lists.getAndIncrement() == 0) {
            r.linesThenOpen("{\"items\":[" + json("half", "u1", 1, "Running") + ",");
          } else {
            r.answer(200, list(1, json("a", "u1", 1, "Running")));
          }
        });
    start(b -> b.watchList(false).listTimeout(Duration.ofMillis(300)));
    awaitTold("+a@1");
    assertThat(watch.size()).isEqualTo(1);
  }

  @Test
  void asksAgainWhenAWatchIsNeverAnswered() {
    AtomicInteger watches = new AtomicInteger();
    server.answering(
        r -> {
          if (r.isList()) {
            r.answer(200, list(1, json("a", "u1", 1, "Running")));
          } else if (watches.getAndIncrement() == 0) {
            r.hang();
          } else {
            r.linesThenOpen(event("ADDED", json("b", "u2", 2, "Running")));
          }
        });
    start(b -> b.watchList(false));
    awaitTold("+a@1", "+b@2");
  }

  @Test
  void listsPlainlyWhenAStreamingListFallsSilent() {
    server.answering(
        r -> {
          if (r.isWatch()) {
            r.linesThenOpen(event("ADDED", json("half", "u1", 1, "Running")));
          } else {
            r.answer(200, list(3, json("a", "u1", 1, "Running")));
          }
        });
    start(b -> b.initialSilence(Duration.ofMillis(200)));
    awaitSynced();
    assertThat(watch.get("ns", "a")).isPresent();
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void survivesIndexesAndHandlersThatThrow() {
    server.answering(
        r ->
            r.linesThenOpen(
                event("ADDED", json("a", "u1", 1, "Running")),
                initialEnd(2),
                event("MODIFIED", json("a", "u1", 3, "Running"))));
    start(
        b ->
            b.index(
                    "broken",
                    pod -> {
                      throw new IllegalStateException("broken index");
                    })
                .index("phase", pod -> List.of(pod.phase))
                .handler(new BrokenHandler()));
    awaitTold("+a@1", "~a@3");
    awaitSynced();
    assertThat(watch.byIndex("phase", "Running")).hasSize(1);
    assertThat(watch.byIndex("broken", "x")).isEmpty();
    await("failures counted", () -> failures.get() >= 4);
  }

  private static final class BrokenHandler implements ResourceHandler<CachedObject> {
    @Override
    public void onAdd(CachedObject added) {
      throw new AssertionError("broken handler");
    }

    @Override
    public void onUpdate(CachedObject before, CachedObject after) {
      throw new IllegalStateException("broken handler");
    }

    @Override
    public void onDelete(CachedObject last, boolean finalStateUnknown) {
      throw new IllegalStateException("broken handler");
    }
  }

  @Test
  void isSyncedOnlyAfterTheHandlersHaveHeardOfAll() {
    CountDownLatch release = new CountDownLatch(1);
    server.answering(
        r -> r.linesThenOpen(event("ADDED", json("a", "u1", 1, "Running")), initialEnd(2)));
    start(
        b ->
            b.handler(
                new ResourceHandler<>() {
                  @Override
                  public void onAdd(TestPod added) {
                    waitFor(release);
                  }

                  @Override
                  public void onUpdate(TestPod before, TestPod after) {}

                  @Override
                  public void onDelete(TestPod last, boolean unknown) {}
                }));
    await("cached", () -> watch.size() == 1);
    awaitTold("+a@1");
    assertThat(watch.hasSynced()).isFalse();
    release.countDown();
    awaitSynced();
  }

  @Test
  void tellsHowItIsWithTheServer() {
    server.answering(r -> r.answer(500, status(500, "InternalError", "etcd is down")));
    start();
    await("the error shows", () -> watch.lastError().isPresent());
    assertThat(watch.lastError().orElseThrow()).hasMessageContaining("etcd is down");
    assertThat(watch.hasSynced()).isFalse();
    server.answering(r -> r.linesThenOpen(initialEnd(2)));
    awaitSynced();
    assertThat(watch.lastError()).isEmpty();
    assertThat(watch.isHealthy(Duration.ofMinutes(1))).isTrue();
    assertThat(watch.isHealthy(Duration.ZERO)).isFalse();
  }

  @Test
  void leavesNoThreadAndCanNotBeStartedTwice() {
    server.answering(
        r -> r.linesThenOpen(event("ADDED", json("a", "u1", 1, "Running")), initialEnd(2)));
    Threads before = Threads.now();
    start();
    awaitTold("+a@1");
    assertThat(Threads.now().startedSince(before)).isNotEmpty();
    assertThat(watch.stop(Duration.ofSeconds(10))).isTrue();
    http.close();
    await(
        () -> "no thread left but " + Threads.now().startedSince(before),
        () -> Threads.now().startedSince(before).isEmpty());
    assertThat(watch.get("ns", "a")).as("the cache can still be read").isPresent();
    assertThatThrownBy(watch::start).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void stopsWhileTheServerDoesNotAnswer() {
    server.answering(Request::hang);
    start();
    await("asked", () -> !server.seen().isEmpty());
    long begun = System.nanoTime();
    assertThat(watch.stop(Duration.ofSeconds(10))).isTrue();
    assertThat(System.nanoTime() - begun).isLessThan(5_000_000_000L);
  }

  @Test
  void twoWatchesDoNotDisturbEachOther() {
    server.answering(
        r -> r.linesThenOpen(event("ADDED", json("a", "u1", 1, "Running")), initialEnd(2)));
    start();
    List<String> other = Collections.synchronizedList(new ArrayList<>());
    try (KubeHttp second = KubeHttp.builder(server.client()).build();
        ResourceWatch<TestPod> one = ResourceWatch.builder(second, PODS, TestPod::parse).build()) {
      one.start();
      await("the second synced", one::hasSynced);
      other.add("synced");
    }
    awaitSynced();
    assertThat(other).hasSize(1);
    assertThat(watch.isHealthy(Duration.ofMinutes(1))).as("the first goes on").isTrue();
  }
}
