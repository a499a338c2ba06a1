package io.leaderworkerset.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.ApiClient;
import io.leaderworkerset.testkit.cluster.PodMatcher;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Processes die, freeze and come back on a real control plane: nothing is lost, the floor holds, no
 * group is made anew more often than its template changed.
 */
@Order(1)
@ExtendWith(BreakableCluster.Extension.class)
@Execution(ExecutionMode.SAME_THREAD)
class FaultScenariosTest {
  private static final int GROUPS = 4;
  private static final int KILLS = 20;
  private static final long SEED = Long.getLong("lws.faults.seed", 1);

  private static SetManifest web() {
    return SetManifest.named("web").replicas(GROUPS).size(2);
  }

  private static boolean allAt(World world, String image) {
    return world.pods("web").stream().map(World::image).allMatch(image::equals);
  }

  /** Pods take so long to become ready, so that a rollout lasts. */
  private static AutoCloseable slowly(Scenario s, Duration readiness) {
    return s.change(PodMatcher.all(), b -> b.withReadinessDelay(readiness));
  }

  private static void assertMadeAnewAtMost(Scenario s, long times) {
    for (int group = 0; group < GROUPS; group++) {
      assertThat(s.board().incarnations(World.PODS, "web-" + group))
          .as("incarnations of the leader of group " + group)
          .isLessThanOrEqualTo(1 + times);
    }
  }

  private static void pause(Scenario s, Duration time) {
    s.board().stays(time, w -> true);
  }

  /** Beside the others: nothing else is broken here. */
  @Execution(ExecutionMode.CONCURRENT)
  @ClusterTest(
      realOnly = "its managers are processes of their own",
      noPolicies = "who admits pods does not matter to a manager that dies",
      started = false)
  void aManagerIsKilledAgainAndAgainInTheMiddleOfRollouts(Scenario s, @TempDir Path folder)
      throws Exception {
    Files.writeString(folder.resolve(ManagerProcess.KUBECONFIG), s.managerKubeconfig());
    SplittableRandom random = new SplittableRandom(SEED);
    try (AutoCloseable slow = slowly(s, Duration.ofSeconds(1))) {
      s.start();
      s.converge(web().image("image-0"));
      s.stop();
      s.board().always(Laws.readyLeadersAtLeast("web", GROUPS - 1));
      s.board().always(Laws.groupsAtMost("web", GROUPS));
      int images = 0;
      for (int kill = 0; kill < KILLS; kill++) {
        try (ManagerProcess manager =
            ManagerProcess.start(folder, s.namespace(), "killed", false)) {
          if (s.read(w -> w.isConverged("web"))) {
            s.apply(imageOf(++images));
          }
          manager.awaitReady();
          pause(s, Duration.ofMillis(random.nextLong(1500)));
        }
      }
      String last = "image-" + images;
      assertThat(images).as("rollouts in which it was killed").isPositive();
      s.start();
      s.awaitConverged("web");
      assertThat(allAt(s.world(), last)).isTrue();
      assertMadeAnewAtMost(s, images);
    }
  }

  private static SetManifest imageOf(int number) {
    return web().image("image-" + number);
  }

  @Test
  void aFrozenLeaderWritesNothingOnceAnotherLeads(BreakableCluster cluster) throws Exception {
    try (Scenario s = cluster.begin("frozen");
        AutoCloseable slow = slowly(s, Duration.ofSeconds(2));
        ManagerProcess a = cluster.startManager(s, "lws-a", true)) {
      a.awaitReady();
      try (ManagerProcess b = cluster.startManager(s, "lws-b", true)) {
        s.converge(web());
        s.board().always(Laws.readyLeadersAtLeast("web", GROUPS - 1));
        s.apply(web().image("two"));
        s.await("a rollout is on its way", w -> World.image(w.pod("web-3")).equals("two"));
        a.freeze();
        b.awaitReady();
        s.await("the other goes on", w -> World.image(w.pod("web-2")).equals("two"));
        a.thaw();
        assertThat(a.awaitEnd()).isEqualTo(ManagerProcess.LOST);
        s.awaitConverged("web");
        assertThat(allAt(s.world(), "two")).isTrue();
        assertMadeAnewAtMost(s, 1);
        Map<String, Integer> writes =
            cluster.audit().assertOnlyLeadersWrote(s.namespace(), List.of("lws-a", "lws-b"));
        assertThat(writes).containsOnlyKeys("lws-a", "lws-b");
      }
      s.verify(true);
    }
  }

  @Test
  void theApiServerIsKilledTwiceInARollout(BreakableCluster cluster) throws Exception {
    try (Scenario s = cluster.begin("restarts");
        AutoCloseable slow = slowly(s, Duration.ofSeconds(1))) {
      s.start();
      s.converge(web());
      s.board().always(Laws.readyLeadersAtLeast("web", GROUPS - 1));
      s.apply(web().image("two"));
      s.await("a rollout is on its way", w -> World.image(w.pod("web-3")).equals("two"));
      cluster.plane().apiServer().restart();
      s.await("it goes on", w -> World.image(w.pod("web-2")).equals("two"));
      cluster.plane().apiServer().restart();
      s.awaitConverged("web");
      assertThat(allAt(s.world(), "two")).isTrue();
      assertMadeAnewAtMost(s, 1);
      assertThat(s.calls().restarts("web")).isZero();
      s.verify(true);
    }
  }

  /**
   * Others take their time to come back: a reflector of the controller manager or the scheduler
   * waits up to twice 30 s before it lists anew (client-go, {@code wait.Backoff} of Reflector).
   */
  @Test
  void thereIsNoApiServerForHalfAMinute(BreakableCluster cluster) throws Exception {
    try (Scenario s = cluster.begin("outage");
        AutoCloseable slow = slowly(s, Duration.ofSeconds(1))) {
      s.start();
      s.converge(web());
      s.board().always(Laws.readyLeadersAtLeast("web", GROUPS - 1));
      s.apply(web().image("two"));
      s.await("a rollout is on its way", w -> World.image(w.pod("web-3")).equals("two"));
      cluster.plane().apiServer().kill();
      pause(s, Duration.ofSeconds(30));
      cluster.plane().apiServer().start();
      s.patience(Duration.ofMinutes(4)).awaitConverged("web");
      assertThat(allAt(s.world(), "two")).isTrue();
      assertMadeAnewAtMost(s, 1);
      assertThat(s.calls().restarts("web")).isZero();
      s.verify(true);
    }
  }

  /**
   * While the manager is cut off a worker is replaced under its own name, and the history that
   * would tell of it is dropped: all that it can see later is another UID.
   */
  @Test
  void watchesExpireWhileAWorkerIsReplaced(BreakableCluster cluster) throws Exception {
    URI server = URI.create(cluster.plane().url());
    try (TcpProxy way = new TcpProxy(server.getPort());
        Scenario s = cluster.begin("expired")) {
      ApiClient client = cluster.site().managerClients().get();
      client.setBasePath("https://" + server.getHost() + ":" + way.port());
      s.start(client);
      s.converge(web());
      Map<String, String> before = s.world().uids("web", 0);
      Map<String, String> others = s.world().uids("web");
      others.keySet().removeAll(before.keySet());
      String worker = before.get("web-0-1");
      way.cut();
      s.forceDelete("web-0-1");
      s.await("the worker is another", isAnother("web-0-1", worker));
      cluster.plane().apiServer().kill();
      cluster.plane().compactEtcd();
      cluster.plane().apiServer().start();
      way.mend();
      s.await("the leader is another", isAnother("web-0", String.valueOf(before.get("web-0"))));
      s.awaitConverged("web");
      assertThat(s.calls().restarts("web")).isEqualTo(1);
      assertThat(s.world().uids("web")).containsAllEntriesOf(others);
      s.verify(true);
      assertThat(s.board().incarnations(World.PODS, "web-0")).isEqualTo(2);
    }
  }

  private static Predicate<World> isAnother(String pod, String uid) {
    return w -> World.isReady(w.pod(pod)) && !World.uid(w.pod(pod)).equals(uid);
  }
}
