package io.leaderworkerset.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.ApiClient;
import io.leaderworkerset.cluster.PodBehaviour;
import io.leaderworkerset.informers.LeaderWorkerSetControllers;
import io.leaderworkerset.informers.support.Eventually;
import io.leaderworkerset.testkit.AdmissionMode;
import io.leaderworkerset.testkit.EmbeddedCluster;
import io.leaderworkerset.testkit.apiserver.RequestCounts.Key;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a manager with its default settings asks of the API server, as the server counts it. Bounds
 * are per object that has to be written, with room for a machine that is slow; never on time.
 */
@Timeout(180)
class RequestCountsTest {
  private static final int GROUPS = 20;
  private static final int SIZE = 3;
  private static final String NAMESPACE = "requests";

  private static Map<String, Long> since(EmbeddedCluster cluster, Map<String, Long> before) {
    Map<String, Long> out = counts(cluster);
    before.forEach((what, count) -> out.computeIfPresent(what, (k, now) -> now - count));
    out.values().removeIf(count -> count == 0);
    return out;
  }

  private static Map<String, Long> counts(EmbeddedCluster cluster) {
    Map<String, Long> out = new TreeMap<>();
    cluster
        .requests()
        .snapshot()
        .forEach(
            (key, count) -> {
              if (key.userAgent().equals("lws-counted") && !key.verb().equals("watch")) {
                out.merge(text(key), count, Long::sum);
              }
            });
    return out;
  }

  private static String text(Key key) {
    return key.verb()
        + " "
        + key.resource()
        + (key.subresource() == null ? "" : "/" + key.subresource());
  }

  private static long total(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static long events(Map<String, Long> counts) {
    return counts.getOrDefault("create events.events.k8s.io", 0L)
        + counts.getOrDefault("patch events.events.k8s.io", 0L);
  }

  /** Nothing is asked for any more: what is gathered for five seconds has been written too. */
  private static void awaitQuiet(EmbeddedCluster cluster) {
    Map<String, Long> last = counts(cluster);
    long since = System.nanoTime();
    while (System.nanoTime() - since < Duration.ofSeconds(6).toNanos()) {
      LockSupport.parkNanos(50_000_000);
      Map<String, Long> now = counts(cluster);
      if (!now.equals(last)) {
        last = now;
        since = System.nanoTime();
      }
    }
  }

  @Test
  void asksForWhatHasToBeWrittenAndLittleMore() {
    PodBehaviour readyLater = PodBehaviour.immediate().withReadinessDelay(Duration.ofMillis(200));
    try (EmbeddedCluster cluster =
            EmbeddedCluster.builder().podBehaviour(readyLater).maxUnavailableGate(true).start();
        Site site = Site.of(cluster)) {
      ApiClient client = cluster.newClient();
      WritesSent writes = new WritesSent(client);
      try (LeaderWorkerSetControllers manager =
              LeaderWorkerSetControllers.builder(client).userAgent("lws-counted").build();
          Scenario s = new Scenario(site, NAMESPACE, AdmissionMode.WEBHOOKS)) {
        manager.start();
        Eventually.await("the manager is ready", manager::isReady);
        creates(cluster, s);
        idles(cluster, manager);
        updates(cluster, s);
        restarts(cluster, s);
        scales(cluster, s);
        deletes(cluster, s);
      }
      assertThat(writes.needless()).isEmpty();
    }
  }

  private static SetManifest web() {
    return SetManifest.named("web").replicas(GROUPS).size(SIZE).maxUnavailable("10%");
  }

  private static void creates(EmbeddedCluster cluster, Scenario s) {
    Map<String, Long> before = counts(cluster);
    s.converge(web());
    awaitQuiet(cluster);
    Map<String, Long> asked = since(cluster, before);
    assertThat(asked)
        .containsEntry("create statefulsets.apps", (long) GROUPS)
        .containsEntry("create services", 1L)
        .containsEntry("create controllerrevisions.apps", 1L);
    assertThat(asked.keySet().stream().filter(what -> what.startsWith("get ")))
        .containsExactly("get statefulsets.apps");
    assertThat(events(asked)).as("events of %s", asked).isLessThanOrEqualTo(10);
    assertThat(total(asked)).as("%s", asked).isLessThanOrEqualTo(GROUPS + 30);
  }

  private static void idles(EmbeddedCluster cluster, LeaderWorkerSetControllers manager) {
    Map<String, Long> before = counts(cluster);
    manager.lookAgain();
    awaitQuiet(cluster);
    assertThat(since(cluster, before)).isEmpty();
  }

  /** Each group is replaced: its workers' StatefulSet has to be written, and nothing else of it. */
  private static void updates(EmbeddedCluster cluster, Scenario s) {
    Map<String, Long> before = counts(cluster);
    s.converge(web().image("two"));
    awaitQuiet(cluster);
    Map<String, Long> asked = since(cluster, before);
    assertThat(asked).containsEntry("create statefulsets.apps", (long) GROUPS);
    assertThat(
            asked.getOrDefault("patch statefulsets.apps", 0L)
                + asked.getOrDefault("apply statefulsets.apps", 0L))
        .as("steps of the rollout in %s", asked)
        .isLessThanOrEqualTo(GROUPS + 1);
    assertThat(events(asked)).as("events of %s", asked).isLessThanOrEqualTo(20);
    assertThat(asked.keySet().stream().filter(what -> what.startsWith("get "))).isEmpty();
    assertThat(total(asked)).as("%s", asked).isLessThanOrEqualTo(3L * GROUPS + 10);
  }

  /** One delete and one create for each group, and a few words about all of them. */
  private static void restarts(EmbeddedCluster cluster, Scenario s) {
    Map<String, Long> before = counts(cluster);
    Map<String, String> old = s.world().uids("web");
    for (int group = 0; group < GROUPS; group++) {
      s.forceDelete("web-" + group + "-1");
    }
    s.await(
        "all groups are made anew",
        w -> {
          TreeSet<String> left = new TreeSet<>(w.uids("web").values());
          left.retainAll(old.values());
          return left.isEmpty() && w.pods("web").size() == GROUPS * SIZE;
        });
    s.awaitConverged("web");
    awaitQuiet(cluster);
    Map<String, Long> asked = since(cluster, before);
    assertThat(asked)
        .containsEntry("delete pods", (long) GROUPS)
        .containsEntry("create statefulsets.apps", (long) GROUPS);
    assertThat(events(asked)).as("events of %s", asked).isLessThanOrEqualTo(12);
    assertThat(total(asked)).as("%s", asked).isLessThanOrEqualTo(2L * GROUPS + 35);
  }

  private static void scales(EmbeddedCluster cluster, Scenario s) {
    Map<String, Long> before = counts(cluster);
    s.converge(web().image("two").replicas(2 * GROUPS));
    awaitQuiet(cluster);
    Map<String, Long> asked = since(cluster, before);
    assertThat(asked).containsEntry("create statefulsets.apps", (long) GROUPS);
    assertThat(events(asked)).as("events of %s", asked).isLessThanOrEqualTo(10);
    assertThat(total(asked)).as("%s", asked).isLessThanOrEqualTo(GROUPS + 20);
  }

  private static void deletes(EmbeddedCluster cluster, Scenario s) {
    Map<String, Long> before = counts(cluster);
    s.delete(World.SETS, "web");
    s.await(
        "nothing is left", w -> w.pods("web").isEmpty() && w.all(World.STATEFUL_SETS).isEmpty());
    awaitQuiet(cluster);
    Map<String, Long> asked = since(cluster, before);
    assertThat(asked.keySet()).allMatch(what -> what.contains("events"));
    assertThat(total(asked)).as("%s", asked).isLessThanOrEqualTo(GROUPS / 2);
  }
}
