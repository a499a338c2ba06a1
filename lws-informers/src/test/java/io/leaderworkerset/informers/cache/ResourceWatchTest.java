package io.leaderworkerset.informers.cache;

import static io.leaderworkerset.informers.cache.TestPod.bookmark;
import static io.leaderworkerset.informers.cache.TestPod.event;
import static io.leaderworkerset.informers.cache.TestPod.initialEnd;
import static io.leaderworkerset.informers.cache.TestPod.json;
import static io.leaderworkerset.informers.cache.TestPod.list;
import static io.leaderworkerset.informers.support.Eventually.await;
import static io.leaderworkerset.informers.support.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.informers.http.KubeHttp;
import io.leaderworkerset.informers.http.ResourceType;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.informers.support.ScriptedServer;
import io.leaderworkerset.informers.support.ScriptedServer.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
}
