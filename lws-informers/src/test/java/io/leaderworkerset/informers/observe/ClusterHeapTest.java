package io.leaderworkerset.informers.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.informers.LeaderWorkerSetControllers;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.informers.support.Eventually;
import io.leaderworkerset.informers.support.ScriptedServer;
import io.leaderworkerset.informers.support.ScriptedServer.Lines;
import io.leaderworkerset.informers.support.ScriptedServer.Request;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What whole controllers keep of a hundred thousand pods: caches, states, queue, all of it. */
@Timeout(240)
class ClusterHeapTest {
  private static final int SETS = 5;
  private static final int GROUPS = 5_000;
  private static final int SIZE = 4;
  private static final long POD_LIMIT = 4 << 10;
  private static final long GROUP_LIMIT = 16 << 10;

  /** Tells how many keys wait, and how many were worked on. */
  private static final class Progress implements LwsMetrics {
    private final AtomicInteger depth = new AtomicInteger();
    private final AtomicLong reconciles = new AtomicLong();

    @Override
    public void queueDepth(String queue, int keys) {
      if (queue.equals("lws")) {
        depth.set(keys);
      }
    }

    @Override
    public void reconciled(String controller, String outcome, long nanos) {
      reconciles.incrementAndGet();
    }
  }

  @Test
  @Tag("large")
  void aHundredThousandPodsFitIntoAGibibyteWithRoomToSpare() throws Exception {
    assertThat(Runtime.getRuntime().maxMemory()).as("this JVM's heap").isLessThanOrEqualTo(1 << 30);
    Progress progress = new Progress();
    try (ScriptedServer server = new ScriptedServer().answering(ClusterHeapTest::answer);
        LeaderWorkerSetControllers controllers =
            LeaderWorkerSetControllers.builder(server.client())
                .writeGate(() -> false)
                .backoff(Duration.ofMinutes(1), Duration.ofMinutes(1))
                .metrics(progress)
                .build()) {
      long before = usedAfterGc();
      controllers.start();
      Eventually.await("ready", Duration.ofSeconds(120), controllers::isReady);
      Eventually.await(
          "all groups were looked at",
          Duration.ofSeconds(60),
          () -> progress.reconciles.get() >= SETS * GROUPS && progress.depth.get() == 0);
      long used = usedAfterGc() - before;
      long perGroup = used / (SETS * GROUPS);
      System.out.printf(
          Locale.ROOT,
          "heap of %,d pods in %,d groups: %.1f MiB, %,d bytes a group, %,d bytes a pod%n",
          SETS * GROUPS * SIZE,
          SETS * GROUPS,
          used / 1048576.0,
          perGroup,
          perGroup / SIZE);
      assertThat(perGroup).isBetween(1000L, GROUP_LIMIT);
      assertThat(perGroup / SIZE).isLessThan(POD_LIMIT);
    }
  }

  private static long usedAfterGc() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  private static void answer(Request request) throws Exception {
    if (!request.isWatchList()) {
      request.answer(404, ScriptedServer.status(404, "NotFound", "not here"));
      return;
    }
    request.stream(
        out -> {
          String path = request.path;
          for (int set = 0; set < SETS; set++) {
            if (path.endsWith("/leaderworkersets")) {
              out.line(added(set(set)));
            } else if (path.endsWith("/controllerrevisions")) {
              out.line(added(revision(set)));
            } else if (path.endsWith("/statefulsets") || path.endsWith("/pods")) {
              groups(set, path.endsWith("/pods"), out);
            }
          }
          out.line(
              "{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"900000\","
                  + "\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}}}}");
          request.hang();
        });
  }

  private static void groups(int set, boolean pods, Lines out) {
    for (int group = 0; group < GROUPS; group++) {
      if (pods) {
        for (int worker = 0; worker < SIZE; worker++) {
          out.line(added(pod(set, group, worker)));
        }
      } else {
        out.line(added(workers(set, group)));
      }
    }
  }

  private static String added(String object) {
    return "{\"type\":\"ADDED\",\"object\":" + object + "}";
  }

  private static String set(int set) {
    return """
        {"metadata":{"namespace":"team-models","name":"llama-3-70b-%d","uid":"set-%d",\
        "generation":1,"resourceVersion":"1"},"spec":{"replicas":%d,"leaderWorkerTemplate":\
        {"size":4,"workerTemplate":{"spec":{"containers":[{"name":"c","image":"i"}]}}}}}"""
        .formatted(set, set, GROUPS);
  }

  private static String revision(int set) {
    return """
        {"metadata":{"namespace":"team-models","name":"llama-3-70b-%d-1","uid":"revision-%d",\
        "resourceVersion":"2","labels":{"leaderworkerset.sigs.k8s.io/name":"llama-3-70b-%d",\
        "leaderworkerset.sigs.k8s.io/template-revision-hash":"5c8d7b9f6"},"ownerReferences":\
        [{"kind":"LeaderWorkerSet","name":"llama-3-70b-%d","uid":"set-%d","controller":true}]},\
        "revision":1,"data":{"spec":{"leaderWorkerTemplate":{"$patch":"replace","size":4,\
        "workerTemplate":{"spec":{"containers":[{"name":"c","image":"i"}]}}},"networkConfig":\
        {"$patch":"replace","subdomainPolicy":"Shared"}}}}"""
        .formatted(set, set, set, set, set);
  }

  private static String workers(int set, int group) {
    String name = "llama-3-70b-" + set + "-" + group;
    return """
        {"metadata":{"namespace":"team-models","name":"%s","uid":"%s","generation":1,\
        "resourceVersion":"%d","labels":{"leaderworkerset.sigs.k8s.io/name":"llama-3-70b-%d",\
        "leaderworkerset.sigs.k8s.io/group-index":"%d",\
        "leaderworkerset.sigs.k8s.io/template-revision-hash":"5c8d7b9f6"},"ownerReferences":\
        [{"apiVersion":"v1","kind":"Pod","name":"%s","uid":"%s","controller":true}]},\
        "spec":{"replicas":3},"status":{"observedGeneration":1,"availableReplicas":3,\
        "currentRevision":"r","updateRevision":"r"}}"""
        .formatted(
            name, uid(1, set, group, 0), 100 + group, set, group, name, uid(0, set, group, 0));
  }

  private static String pod(int set, int group, int worker) {
    String leader = "llama-3-70b-" + set + "-" + group;
    String owner = worker == 0 ? "leaders-" + set : uid(1, set, group, 0);
    return """
        {"metadata":{"namespace":"team-models","name":"%s","uid":"%s","resourceVersion":"%d",\
        "creationTimestamp":"2026-11-23T08:00:00Z","labels":{\
        "leaderworkerset.sigs.k8s.io/name":"llama-3-70b-%d",\
        "leaderworkerset.sigs.k8s.io/group-index":"%d",\
        "leaderworkerset.sigs.k8s.io/worker-index":"%d",\
        "leaderworkerset.sigs.k8s.io/template-revision-hash":"5c8d7b9f6"},"annotations":{\
        "leaderworkerset.sigs.k8s.io/size":"4","leaderworkerset.sigs.k8s.io/leader-name":"%s"},\
        "ownerReferences":[{"apiVersion":"apps/v1","kind":"StatefulSet","uid":"%s",\
        "controller":true}]},"spec":{"nodeName":"node-%d","containers":[{"name":"c","image":"i"}]},\
        "status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"},\
        {"type":"PodScheduled","status":"True"}],"containerStatuses":[{"name":"c",\
        "restartCount":0,"ready":true,"state":{"running":{}}}]}}"""
        .formatted(
            worker == 0 ? leader : leader + "-" + worker,
            uid(0, set, group, worker),
            1000 + group * SIZE + worker,
            set,
            group,
            worker,
            leader,
            owner,
            group % 1000);
  }

  private static String uid(int kind, int set, int group, int worker) {
    return String.format(Locale.ROOT, "%08d-%04d-4c57-9d0e-%08d%04d", kind, set, group, worker);
  }
}
