package io.leaderworkerset.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.kubernetes.client.extended.controller.Controller;
import io.kubernetes.client.extended.controller.ControllerManager;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.util.ClientBuilder;
import io.leaderworkerset.informers.LeaderWorkerSetControllers;
import io.leaderworkerset.informers.support.BornThreads;
import io.leaderworkerset.informers.support.Eventually;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.AdmissionMode;
import io.leaderworkerset.testkit.EmbeddedCluster;
import io.leaderworkerset.testkit.apiserver.EmbeddedApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** Managers start, stop, stand beside each other, and take over from another implementation. */
@Timeout(60)
@Isolated("it counts threads")
class LifecycleTest {
  private static Scenario scenario(Site site, String namespace) {
    return new Scenario(site, namespace, AdmissionMode.WEBHOOKS);
  }

  @Test
  void twoManagersWorkInTheirOwnNamespacesBesideEachOther() {
    EmbeddedCluster cluster = EmbeddedCluster.start();
    try (Site site = Site.of(cluster);
        Scenario a = scenario(site, "a");
        Scenario b = scenario(site, "b")) {
      a.start();
      b.start();
      a.apply(SetManifest.named("web"));
      b.converge(SetManifest.named("web"));
      a.awaitConverged("web");
      b.stop();
      b.apply(SetManifest.named("other"));
      a.converge(SetManifest.named("web").image("two"));
      assertThat(b.world().has(World.STATEFUL_SETS, "other")).isFalse();
      assertThat(cluster.requests().count(k -> k.userAgent().equals("lws-a") && k.isWrite()))
          .isPositive();
    }
  }

  @Test
  void aStopInTheMiddleOfARolloutLeavesNoThreadAndSendsNoMoreWrites() throws Exception {
    EmbeddedCluster cluster = EmbeddedCluster.start();
    try (Site site = Site.of(cluster);
        Scenario s = scenario(site, "a")) {
      SetManifest web = SetManifest.named("web").replicas(4);
      Set<Thread> before = Thread.getAllStackTraces().keySet();
      BornThreads born = new BornThreads();
      LeaderWorkerSetControllers first =
          born.call(
              () -> {
                LeaderWorkerSetControllers made = s.newManager(new CountedCalls()).build();
                made.start();
                return made;
              });
      s.converge(web);
      s.apply(web.image("two"));
      s.await("a group is on its way", w -> !World.isReady(w.pod("web-3")));
      assertThat(names(born.alive()))
          .contains("lws-lws-0", "lws-delay-lws", "lws-events-0", "lws-timer", "lws-http-timer")
          .as("and the informers' own; the client makes some in the group that it began in")
          .anyMatch(name -> !name.startsWith("lws-"));
      assertThat(born.call(() -> first.stop(Scenario.STOP))).isTrue();
      Eventually.await(
          () -> "all that it started have ended, but there are " + unshared(born.alive()),
          Scenario.STOP,
          () -> unshared(born.alive()).isEmpty());
      Eventually.await(
          () -> "no thread that keeps the JVM, but there are " + names(keepingTheJvm(before)),
          Scenario.STOP,
          () -> keepingTheJvm(before).isEmpty());
      long writes = cluster.requests().writes();
      s.board().stays(Duration.ofMillis(100), w -> true);
      assertThat(cluster.requests().writes()).isEqualTo(writes);
      s.start();
      s.awaitConverged("web");
    }
  }

  @Test
  void runsInsideAnOfficialControllerManager() {
    EmbeddedCluster cluster = EmbeddedCluster.start();
    try (Site site = Site.of(cluster);
        Scenario s = scenario(site, "a")) {
      LeaderWorkerSetControllers lws = s.newManager(new CountedCalls()).build();
      Controller controller = lws.asController();
      ControllerManager manager =
          new ControllerManager(new SharedInformerFactory(cluster.newClient()), controller);
      Thread running = new Thread(manager, "manager");
      running.setDaemon(true);
      running.start();
      s.converge(SetManifest.named("web"));
      manager.shutdown();
      Eventually.await("the controller has ended", () -> !lws.isReady());
    }
  }

  @Test
  void writesNothingWhileItMayNot() {
    AtomicBoolean open = new AtomicBoolean();
    EmbeddedCluster cluster = EmbeddedCluster.start();
    try (Site site = Site.of(cluster);
        Scenario s = scenario(site, "a")) {
      s.start(b -> b.writeGate(open::get).backoff(Duration.ofMillis(5), Duration.ofMillis(50)));
      s.apply(SetManifest.named("web"));
      Eventually.await("it has tried", () -> s.calls().reconciles() > 5);
      assertThat(cluster.requests().count(k -> k.userAgent().equals("lws-a") && k.isWrite()))
          .isZero();
      open.set(true);
      s.awaitConverged("web");
    }
  }

  @Test
  void takesOverWhatTheGoControllerLeftAndChangesNothing() throws IOException {
    JsonObject list =
        Json.parse(Files.readString(Path.of("../lws-core/src/test/resources/golden/takeover.json")))
            .getAsJsonObject();
    try (EmbeddedApiServer server = EmbeddedApiServer.builder().start()) {
      server.load(list);
      Map<String, String> before = specs(server);
      CountedCalls counts = new CountedCalls();
      LeaderWorkerSetControllers lws =
          LeaderWorkerSetControllers.builder(new ClientBuilder().setBasePath(server.url()).build())
              .userAgent("lws")
              .resync(Duration.ofMillis(20))
              .metrics(counts)
              .build();
      lws.start();
      Eventually.await("it has looked often", () -> counts.reconciles() > 200);
      assertThat(lws.stop(Scenario.STOP)).isTrue();
      assertThat(counts.writes().keySet())
          .allMatch(what -> what.endsWith("leaderworkersets.leaderworkerset.x-k8s.io/status"));
      assertThat(specs(server)).isEqualTo(before);
    }
  }

  private static Set<String> names(Set<Thread> threads) {
    return threads.stream().map(Thread::getName).collect(Collectors.toSet());
  }

  /** Without those that OkHttp shares among all clients of a process, and ends a minute later. */
  private static Set<String> unshared(Set<Thread> threads) {
    return names(threads).stream()
        .filter(name -> !name.startsWith("OkHttp ") && !name.equals("Okio Watchdog"))
        .collect(Collectors.toSet());
  }

  private static Set<Thread> keepingTheJvm(Set<Thread> before) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread) && thread.isAlive() && !thread.isDaemon())
        .collect(Collectors.toSet());
  }

  private static Map<String, String> specs(EmbeddedApiServer server) {
    Map<String, String> out = new TreeMap<>();
    for (String resource : new String[] {World.PODS, World.STATEFUL_SETS, World.REVISIONS}) {
      for (JsonObject each : server.clusterApi().list(resource)) {
        out.put(resource + " " + World.uid(each), String.valueOf(each.get("spec")));
      }
    }
    return out;
  }
}
