package io.leaderworkerset.informers.cache;

import static io.leaderworkerset.informers.support.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.leaderworkerset.informers.http.KubeHttp;
import io.leaderworkerset.informers.http.ResourceType;
import io.leaderworkerset.informers.support.ScriptedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Measures what one pod costs in a cache, with all that the official client adds. */
@Timeout(120)
class CachedPodHeapTest {
  private static final int PODS = 20_000;
  private static final int LIMIT_BYTES = 4096;

  @Test
  void aPodOfAGroupTakesAtMostFourKilobytes() throws Exception {
    StringPool pool = new StringPool(10_000);
    try (ScriptedServer server = new ScriptedServer();
        KubeHttp http = KubeHttp.builder(server.client()).build()) {
      server.answering(
          r ->
              r.stream(
                  out -> {
                    for (int i = 0; i < PODS; i++) {
                      out.line(TestPod.event("ADDED", pod(i)));
                    }
                    out.line(TestPod.initialEnd(PODS + 1));
                    r.hang();
                  }));
      long before = usedAfterGc();
      ResourceWatch<SlimPod> watch =
          ResourceWatch.builder(
                  http, ResourceType.namespaced("", "v1", "pods"), in -> SlimPod.parse(in, pool))
              .index("group", pod -> List.of(pod.labels.get(SlimPod.GROUP_KEY)))
              .index("set", pod -> List.of(pod.labels.get(SlimPod.SET)))
              .build();
      watch.start();
      await(() -> "synced with " + watch.size(), watch::hasSynced);
      long bytes = (usedAfterGc() - before) / PODS;
      System.out.println("heap per cached pod: " + bytes + " bytes, of " + PODS + " pods");
      assertThat(watch.size()).isEqualTo(PODS);
      assertThat(watch.byIndex("group", "team-models/llama-3-70b-chat-7")).hasSize(4);
      assertThat(bytes).isBetween(300L, (long) LIMIT_BYTES);
      assertThat(watch.stop(Duration.ofSeconds(10))).isTrue();
    }
  }

  private static long usedAfterGc() throws InterruptedException {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  /** What the controllers look at in a pod, and a bit more. */
  private static final class SlimPod extends CachedObject {
    static final String GROUP_KEY = "leaderworkerset.sigs.k8s.io/group-key";
    static final String SET = "leaderworkerset.sigs.k8s.io/name";
    final Map<String, String> labels;
    final Map<String, String> annotations;
    final List<String> owners;
    final String node;
    final String phase;
    final List<String> conditions;
    final List<String> restarts;

    private SlimPod(Fields f) {
      super(f.meta[0], f.meta[1], f.meta[2], f.meta[3]);
      labels = Map.copyOf(f.labels);
      annotations = Map.copyOf(f.annotations);
      owners = List.copyOf(f.owners);
      node = f.node;
      phase = f.phase;
      conditions = List.copyOf(f.conditions);
      restarts = List.copyOf(f.restarts);
    }

    static final class Fields {
      final String[] meta = {"", "", "", ""};
      final Map<String, String> labels = new TreeMap<>();
      final Map<String, String> annotations = new TreeMap<>();
      final List<String> owners = new ArrayList<>();
      final List<String> conditions = new ArrayList<>();
      final List<String> restarts = new ArrayList<>();
      String node = "";
      String phase = "";
    }

    static SlimPod parse(JsonReader in, StringPool pool) throws IOException {
      Fields f = new Fields();
      walk(in, "", f, pool);
      return new SlimPod(f);
    }

    private static void walk(JsonReader in, String path, Fields f, StringPool pool)
        throws IOException {
      if (in.peek() == JsonToken.BEGIN_OBJECT) {
        in.beginObject();
        while (in.hasNext()) {
          String name = in.nextName();
          if (path.equals("/metadata/labels")) {
            f.labels.put(pool.intern(name), pool.intern(in.nextString()));
          } else if (path.equals("/metadata/annotations")) {
            f.annotations.put(pool.intern(name), pool.intern(in.nextString()));
          } else {
            walk(in, path + "/" + name, f, pool);
          }
        }
        in.endObject();
      } else if (in.peek() == JsonToken.BEGIN_ARRAY) {
        in.beginArray();
        while (in.hasNext()) {
          walk(in, path + "[]", f, pool);
        }
        in.endArray();
      } else if (in.peek() == JsonToken.STRING || in.peek() == JsonToken.NUMBER) {
        leaf(path, in.nextString(), f, pool);
      } else {
        in.skipValue();
      }
    }

    private static void leaf(String path, String text, Fields f, StringPool pool) {
      switch (path) {
        case "/metadata/namespace" -> f.meta[0] = pool.intern(text);
        case "/metadata/name" -> f.meta[1] = text;
        case "/metadata/uid" -> f.meta[2] = text;
        case "/metadata/resourceVersion" -> f.meta[3] = text;
        case "/spec/nodeName" -> f.node = pool.intern(text);
        case "/status/phase" -> f.phase = pool.intern(text);
        case "/status/conditions[]/type", "/status/conditions[]/status" ->
            f.conditions.add(pool.intern(text));
        case "/status/containerStatuses[]/name", "/status/containerStatuses[]/restartCount" ->
            f.restarts.add(pool.intern(text));
        case "/metadata/ownerReferences[]/uid", "/metadata/ownerReferences[]/name" ->
            f.owners.add(text);
        default -> {}
      }
    }
  }

  private static String pod(int i) {
    int group = i / 4;
    String name = "llama-3-70b-chat-" + group + (i % 4 == 0 ? "" : "-" + i % 4);
    return """
        {"kind":"Pod","apiVersion":"v1","metadata":{"namespace":"team-models","name":"%s",\
        "uid":"0f2b7e0c-6f0d-4c57-9d0e-%012d","resourceVersion":"%d",\
        "creationTimestamp":"2026-11-23T08:00:00Z","labels":{"app":"vllm",\
        "leaderworkerset.sigs.k8s.io/name":"llama-3-70b-chat",\
        "leaderworkerset.sigs.k8s.io/group-index":"%d",\
        "leaderworkerset.sigs.k8s.io/worker-index":"%d",\
        "leaderworkerset.sigs.k8s.io/group-key":"team-models/llama-3-70b-chat-%d",\
        "leaderworkerset.sigs.k8s.io/template-revision-hash":"5c8d7b9f6",\
        "controller-revision-hash":"llama-3-70b-chat-%d-7d9c","statefulset.kubernetes.io/pod-name":"%s",\
        "apps.kubernetes.io/pod-index":"%d"},"annotations":{"leaderworkerset.sigs.k8s.io/size":"4",\
        "leaderworkerset.sigs.k8s.io/leader-name":"llama-3-70b-chat-%d"},\
        "ownerReferences":[{"apiVersion":"apps/v1","kind":"StatefulSet","name":"llama-3-70b-chat-%d",\
        "uid":"9f2b7e0c-6f0d-4c57-9d0e-%012d","controller":true}],"managedFields":[{"manager":"kubelet",\
        "fieldsV1":{"f:status":{"f:phase":{}}}}]},"spec":{"nodeName":"node-%d","containers":[{"name":"vllm",\
        "image":"vllm:1","env":[{"name":"A","value":"B"}]}]},"status":{"phase":"Running","conditions":[\
        {"type":"Ready","status":"True"},{"type":"ContainersReady","status":"True"},\
        {"type":"PodScheduled","status":"True"},{"type":"Initialized","status":"True"}],\
        "containerStatuses":[{"name":"vllm","restartCount":0}]}}"""
        .formatted(
            name, i, i + 1, group, i % 4, group, group, name, i % 4, group, group, group, i % 200);
  }
}
