package io.leaderworkerset.informers.observe;

import static io.leaderworkerset.informers.support.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.informers.concurrent.DaemonThreads;
import io.leaderworkerset.informers.http.KubeHttp;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.informers.observe.WorkKey.SetKey;
import io.leaderworkerset.informers.shard.Shard;
import io.leaderworkerset.informers.support.ScriptedServer;
import io.leaderworkerset.informers.support.ScriptedServer.Lines;
import io.leaderworkerset.informers.support.ScriptedServer.Request;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.observe.PodObservation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Measures what one pod of a set costs in the watches and the state that run in a manager, with all
 * that the official client adds: a pod as an API server sends it, then changed once.
 */
@Timeout(120)
class CachedPodHeapTest {
  private static final int PODS = 8_000;
  private static final int SIZE = 4;
  private static final long LIMIT_BYTES = 4096;
  private static final SetKey SET = new SetKey("team-models", "llama-3-70b-chat");

  /** Counts the pieces of work for groups: there is one for each event of a pod. */
  private static final class Events implements ClusterState.Sink {
    private final AtomicInteger ofPods = new AtomicInteger();

    @Override
    public void now(WorkKey work) {
      ofPods.incrementAndGet();
    }

    @Override
    public void soon(SetKey set, int settledGroups) {}
  }

  @Test
  void aPodOfASetTakesAtMostFourKilobytes() throws Exception {
    String template = template();
    assertThat(pod(template, 1, 1)).as("a pod of a usual size").hasSizeBetween(4096, 8192);
    Events events = new Events();
    try (ScriptedServer server =
            new ScriptedServer().answering(request -> answer(request, template));
        KubeHttp http = KubeHttp.builder(server.client()).build()) {
      long before = usedAfterGc();
      ClusterState state = new ClusterState(events, System::nanoTime);
      try (ClusterWatches watches =
          new ClusterWatches(
              http, Set.of(), Shard.ALL, false, state, LwsMetrics.NONE, DaemonThreads.standard())) {
        watches.start();
        await(() -> "all events, not " + events.ofPods, () -> events.ofPods.get() == 2 * PODS);
        await("all watches are there", watches::hasSynced);
        long bytes = (usedAfterGc() - before) / PODS;
        System.out.println("heap per cached pod: " + bytes + " bytes, of " + PODS + " pods");
        assertThat(bytes).isBetween(300L, LIMIT_BYTES);
        assertThat(state.of(SET).groupIndexes()).hasSize(PODS / SIZE);
        assertThat(state.of(SET).snapshot(7).workers())
            .extracting(PodObservation::resourceVersion)
            .containsExactly(version(2, 29), version(2, 30), version(2, 31));
      }
    }
  }

  private static void answer(Request request, String template) throws IOException {
    if (!request.isWatchList()) {
      request.answer(404, ScriptedServer.status(404, "NotFound", "not here"));
      return;
    }
    boolean pods = request.path.endsWith("/pods");
    request.stream(
        out -> {
          if (pods) {
            send("ADDED", template, 1, out);
          }
          out.line(
              """
              {"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"%s",\
              "annotations":{"k8s.io/initial-events-end":"true"}}}}"""
                  .formatted(version(1, PODS)));
          if (pods) {
            send("MODIFIED", template, 2, out);
          }
          request.hang();
        });
  }

  private static void send(String type, String template, int round, Lines out) {
    for (int i = 0; i < PODS; i++) {
      out.line("{\"type\":\"" + type + "\",\"object\":" + pod(template, i, round) + "}");
    }
  }

  private static long usedAfterGc() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  private static String template() throws IOException {
    try (InputStream in = CachedPodHeapTest.class.getResourceAsStream("worker-pod.json")) {
      return Json.write(Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    }
  }

  private static String version(int round, int pod) {
    return Integer.toString(round * 1_000_000 + pod);
  }

  private static String pod(String template, int i, int round) {
    int index = i / SIZE;
    int worker = i % SIZE;
    String group = SET.set() + "-" + index;
    return template
        .replace("@name@", worker == 0 ? group : group + "-" + worker)
        .replace("@uid@", uid("0f2b7e0c", i))
        .replace("@version@", version(round, i))
        .replace("@owner@", worker == 0 ? uid("11111111", 0) : uid("9f2b7e0c", index))
        .replace("@group@", group)
        .replace("@index@", Integer.toString(index))
        .replace("@worker@", Integer.toString(worker))
        .replace("@key@", String.format(Locale.ROOT, "%040x", index * 7919L))
        .replace("@node@", "node-" + index % 200);
  }

  private static String uid(String kind, int number) {
    return String.format(Locale.ROOT, "%s-6f0d-4c57-9d0e-%012d", kind, number);
  }
}
