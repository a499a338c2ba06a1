package io.leaderworkerset.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.cluster.PodMatcher;
import java.util.Map;
import java.util.function.Predicate;

/** A pod fails, and its group with it, or not. */
class RestartScenariosTest {
  private static SetManifest web() {
    return SetManifest.named("web").size(3);
  }

  /** Waits until group 0 is another and whole, and checks that it was made anew just once. */
  private static void awaitRestartedOnce(Scenario s, Map<String, String> before) {
    s.await(
        "group 0 is made anew",
        w ->
            w.uids("web", 0).size() == 3
                && w.uids("web", 0).values().stream().noneMatch(before::containsValue));
    s.awaitConverged("web");
    s.assertComesToRest();
    assertThat(s.board().incarnations(World.PODS, "web-0")).isEqualTo(2);
    assertThat(s.calls().restarts("web")).isEqualTo(1);
    assertThat(s.board().incarnations(World.PODS, "web-1")).isEqualTo(1);
  }

  @ClusterTest
  void recreatesTheGroupOnceWhenAContainerRestarts(Scenario s) {
    s.converge(web());
    Map<String, String> before = s.world().uids("web", 0);
    s.restartContainer("web-0-2", "main");
    awaitRestartedOnce(s, before);
    s.await(
        "an event says what restarted",
        w ->
            w.events("RecreateGroup").stream()
                .anyMatch(note -> note.contains("container main of pod web-0-2")));
  }

  @ClusterTest
  void recreatesTheGroupOnceWhenTheLeadersContainerRestarts(Scenario s) {
    s.converge(web());
    Map<String, String> before = s.world().uids("web", 0);
    s.restartContainer("web-0", "main");
    awaitRestartedOnce(s, before);
  }

  @ClusterTest
  void recreatesTheGroupOnceWhenAWorkerIsDeletedInTheBackground(Scenario s) {
    s.converge(web());
    Map<String, String> before = s.world().uids("web", 0);
    s.delete(World.PODS, "web-0-1", "Background");
    awaitRestartedOnce(s, before);
  }

  @ClusterTest
  void recreatesTheGroupOnceWhenAWorkerIsDeletedInTheForeground(Scenario s) {
    s.converge(web());
    Map<String, String> before = s.world().uids("web", 0);
    s.delete(World.PODS, "web-0-1", "Foreground");
    awaitRestartedOnce(s, before);
  }

  @ClusterTest
  void recreatesTheGroupOnceWhenAWorkerIsReplacedBetweenTwoLooks(Scenario s) {
    s.converge(web());
    Map<String, String> before = s.world().uids("web", 0);
    s.forceDelete("web-0-1");
    awaitRestartedOnce(s, before);
  }

  @ClusterTest
  void recreatesTheGroupOnceWhenAWorkerIsEvicted(Scenario s) {
    s.converge(web());
    Map<String, String> before = s.world().uids("web", 0);
    s.kubelets().evict(s.namespace(), "web-0-1");
    awaitRestartedOnce(s, before);
  }

  @ClusterTest
  void takesTheWorkersWithALostLeader(Scenario s) {
    s.converge(web());
    Map<String, String> before = s.world().uids("web", 0);
    s.forceDelete("web-0");
    s.await(
        "group 0 is made anew",
        w ->
            w.uids("web", 0).size() == 3
                && w.uids("web", 0).values().stream().noneMatch(before::containsValue));
    s.awaitConverged("web");
    assertThat(s.calls().restarts("web")).isZero();
  }

  @ClusterTest
  void leavesTheGroupAloneUnderPolicyNone(Scenario s) {
    s.converge(web().restartPolicy("None"));
    Map<String, String> before = s.world().uids("web");
    s.restartContainer("web-0-2", "main");
    String worker = before.get("web-0-1");
    s.delete(World.PODS, "web-0-1");
    s.await(
        "the worker is replaced",
        w -> w.has(World.PODS, "web-0-1") && !World.uid(w.pod("web-0-1")).equals(worker));
    s.awaitConverged("web");
    assertThat(s.world().uids("web")).containsEntry("web-0", before.get("web-0"));
    assertThat(s.world().uids("web")).containsEntry("web-0-2", before.get("web-0-2"));
    assertThat(s.calls().restarts("web")).isZero();
  }

  @ClusterTest
  void waitsForTheStartOfAGroupUnderRecreateAfterStart(Scenario s) throws Exception {
    try (AutoCloseable held =
        s.change(
            PodMatcher.named(s.namespace(), "web-0-2"),
            b -> b.withStartupDelay(java.time.Duration.ofHours(1)))) {
      s.apply(web().restartPolicy("RecreateGroupAfterStart"));
      s.await("worker 1 is ready", w -> World.isReady(w.pod("web-0-1")));
      s.restartContainer("web-0-1", "main");
      assertThat(
              s.board()
                  .stays(java.time.Duration.ofMillis(200), w -> !World.isDeleting(w.pod("web-0"))))
          .isTrue();
    }
    s.await("group 0 is made anew", w -> s.calls().restarts("web") == 1);
    s.awaitConverged("web");
  }

  @ClusterTest
  void makesDeletedObjectsAgain(Scenario s) {
    s.converge(SetManifest.named("web").restartPolicy("None").size(2));
    for (String[] object :
        new String[][] {
          {World.SERVICES, "web"}, {World.STATEFUL_SETS, "web-0"}, {World.STATEFUL_SETS, "web"}
        }) {
      String before = World.uid(s.world().get(object[0], object[1]));
      Predicate<JsonObject> collected =
          pod -> Json.array(pod, "metadata", "ownerReferences").toString().contains(before);
      s.delete(object[0], object[1], "Background");
      s.await(
          object[1] + " is another",
          w ->
              w.has(object[0], object[1])
                  && !World.uid(w.get(object[0], object[1])).equals(before)
                  && w.pods("web").stream().noneMatch(collected));
      s.awaitConverged("web");
    }
    String revision =
        s.world().all(World.REVISIONS).stream()
            .filter(r -> "LeaderWorkerSet".equals(World.ownerKind(r)))
            .map(World::name)
            .findFirst()
            .orElseThrow();
    Map<String, String> pods = s.world().uids("web");
    String uid = World.uid(s.world().get(World.REVISIONS, revision));
    s.delete(World.REVISIONS, revision);
    s.await(
        "the revision is there again",
        w ->
            w.has(World.REVISIONS, revision)
                && !World.uid(w.get(World.REVISIONS, revision)).equals(uid));
    s.awaitConverged("web");
    assertThat(s.world().uids("web")).isEqualTo(pods);
  }
}
