package io.leaderworkerset.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.leaderworkerset.cluster.PodBehaviour.Crash;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.identity.Reason;
import io.leaderworkerset.identity.RestartAnnotations;
import io.leaderworkerset.informers.support.Eventually;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.manifest.RestartHistory;
import io.leaderworkerset.observe.RestartBackoff;
import io.leaderworkerset.observe.RestartRecord;
import io.leaderworkerset.observe.RestartRecord.State;
import io.leaderworkerset.observe.RestartSettings;
import io.leaderworkerset.plan.Waiting;
import io.leaderworkerset.testkit.AdmissionMode;
import io.leaderworkerset.testkit.cluster.PodMatcher;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Groups that fail again and again: when they come back, and when they do not. */
class GovernorScenariosTest {
  private static final Duration MOMENT = Duration.ofMillis(300);

  private static SetManifest web() {
    return SetManifest.named("web").size(2);
  }

  private static RestartSettings backoff(long firstMillis, long longestMillis) {
    return RestartSettings.STANDARD.withBackoff(
        new RestartBackoff(Duration.ofMillis(firstMillis), Duration.ofMillis(longestMillis), 0));
  }

  /** Lets the first run of the pod's container end, in each incarnation. */
  private static AutoCloseable crashing(Scenario s, String pod) {
    return s.change(
        PodMatcher.named(s.namespace(), pod),
        b -> b.withCrash(new Crash("main", 3, Duration.ofMillis(30), 1)));
  }

  private static List<RestartRecord> history(World world) {
    return RestartHistory.read(
        World.annotation(world.statefulSet("web"), RestartAnnotations.HISTORY));
  }

  private static boolean has(World world, State state, int restarts) {
    return history(world).stream()
        .anyMatch(r -> r.group() == 0 && r.state() == state && r.restarts() == restarts);
  }

  private static String backoffText(Scenario s) {
    return s.waiting("web").stream()
        .filter(w -> w.reason() == Reason.RESTART_BACKOFF)
        .map(Waiting::message)
        .findFirst()
        .orElse("");
  }

  @ClusterTest(started = false)
  void aCrashLoopIsSpacedByTheBackOffAndCostsNoOtherGroup(Scenario s) throws Exception {
    s.restarts(backoff(600, 1200)).start();
    s.converge(web());
    try (AutoCloseable crash = crashing(s, "web-0-1")) {
      s.await("group 0 is restarted four times", w -> s.calls().restarts("web") >= 4);
    }
    s.awaitEvent(
        "RestartBackOff",
        "container main of pod web-0-1 restarted (exit code 3); restart 2 of group 0 waits until ");
    List<CountedCalls.Restart> restarts = s.calls().restartList();
    long[] least = {0, 600, 1200, 1200};
    for (int i = 1; i < 4; i++) {
      assertThat(Duration.between(restarts.get(i - 1).at(), restarts.get(i).at()).toMillis())
          .as("between restarts %s and %s", i, i + 1)
          .isGreaterThanOrEqualTo(least[i] - 10);
    }
    assertThat(restarts).allMatch(r -> r.cause().equals("CONTAINER_RESTARTED"));
    Eventually.await("no group waits", () -> backoffText(s).isEmpty());
    s.awaitConverged("web");
    s.await("all of it is written down", w -> has(w, State.DONE, (int) s.calls().restarts("web")));
    assertThat(s.board().incarnations(World.PODS, "web-1")).isEqualTo(1);
    assertThat(s.world().revisions("web")).hasSize(1);
    assertThat(s.world().statefulSet("web").toString()).contains("\"manager\":\"lws-restarts\"");
  }

  @ClusterTest(started = false)
  void aManagerThatStartsAnewGoesOnWaitingThoughTheTracesAreGone(Scenario s) {
    s.restarts(backoff(4000, 8000)).start();
    s.converge(web());
    s.restartContainer("web-0-1", "main");
    s.await("group 0 is restarted", w -> has(w, State.DONE, 1));
    s.awaitConverged("web");
    Map<String, String> before = s.world().uids("web", 0);
    s.delete(World.PODS, "web-0-1");
    s.await("that it waits is written down", w -> has(w, State.DUE, 2));
    Eventually.await("group 0 waits", () -> !backoffText(s).isEmpty());
    String text = backoffText(s);
    assertThat(text).startsWith("pod web-0-1 ").contains("restart 2 of group 0 waits until ");
    s.stop();
    s.await(
        "the worker is another",
        w ->
            World.isReady(w.pod("web-0-1"))
                && !World.uid(w.pod("web-0-1")).equals(before.get("web-0-1")));
    Instant due =
        s.read(GovernorScenariosTest::history).stream()
            .filter(r -> r.state() == State.DUE)
            .map(RestartRecord::at)
            .findFirst()
            .orElseThrow();
    s.start();
    Eventually.await(
        "it waits for the same",
        () -> backoffText(s).equals(text) || s.read(w -> isNewLeader(w, before)));
    s.await("the group is made anew", w -> isNewLeader(w, before));
    s.awaitConverged("web");
    assertThat(s.calls().restartList().get(1).at()).isAfterOrEqualTo(due);
    assertThat(s.calls().restarts("web")).isEqualTo(2);
    s.await("it is written down", w -> has(w, State.DONE, 2));
  }

  private static boolean isNewLeader(World world, Map<String, String> before) {
    return world.has(World.PODS, "web-0")
        && !World.uid(world.pod("web-0")).equals(before.get("web-0"));
  }

  @ClusterTest
  void keepsAGroupWhoseBudgetIsUsedUpUntilItIsResumed(Scenario s) throws Exception {
    SetManifest web =
        web()
            .annotation(RestartAnnotations.BUDGET, "2")
            .annotation(RestartAnnotations.BACKOFF, "0s");
    s.converge(web);
    try (AutoCloseable crash = crashing(s, "web-0-1")) {
      s.await("the set says so", w -> isHeld(w));
    }
    assertThat(s.calls().restarts("web")).isEqualTo(2);
    JsonObject blocked = Objects.requireNonNull(s.world().conditionOf("web", "Blocked"));
    assertThat(Json.string(blocked, "message"))
        .contains(
            "group 0 after 2 restarts at revision ",
            "container main of pod web-0-1 restarted (exit code 3)",
            "leaderworkerset.io/restart-resume");
    s.awaitEvent("RestartBudgetExhausted", "group 0 has used up its 2 restarts");
    Map<String, String> kept = s.world().uids("web", 0);
    assertThat(s.board().stays(MOMENT, w -> w.uids("web", 0).equals(kept))).isTrue();
    s.await("it is written down", w -> has(w, State.HELD, 2));
    s.stop();
    s.start();
    assertThat(s.board().stays(MOMENT, GovernorScenariosTest::isHeld))
        .as("a new manager keeps it too")
        .isTrue();
    s.apply(web.annotation(RestartAnnotations.RESUME, "2026-01-01T00:00:00Z"));
    s.await("the group is made anew", w -> isNewLeader(w, kept));
    s.await("the condition ends", w -> !isHeld(w));
    s.awaitConverged("web");
    assertThat(s.calls().restarts("web")).isEqualTo(3);
    s.await("it is written down", w -> has(w, State.DONE, 1));
  }

  private static boolean isHeld(World world) {
    JsonObject blocked = world.conditionOf("web", "Blocked");
    return blocked != null
        && "True".equals(Json.string(blocked, "status"))
        && "RestartBudgetExhausted".equals(Json.string(blocked, "reason"));
  }

  @ClusterTest
  void aSidecarsRestartRecreatesNoGroupIfTheSetSaysSo(Scenario s) {
    s.converge(
        web()
            .annotation(RestartAnnotations.IGNORE_CONTAINERS, "proxy")
            .workerPod(pod -> Json.array(pod, "containers").add(container("proxy"))));
    Map<String, String> before = s.world().uids("web", 0);
    s.restartContainer("web-0-1", "proxy");
    assertThat(s.board().stays(MOMENT, w -> w.uids("web", 0).equals(before))).isTrue();
    s.restartContainer("web-0-1", "main");
    s.await("the group is made anew", w -> isNewLeader(w, before));
    s.awaitConverged("web");
    assertThat(s.calls().restarts("web")).isEqualTo(1);
  }

  private static JsonObject container(String name) {
    JsonObject container = new JsonObject();
    container.addProperty("name", name);
    container.addProperty("image", "two");
    return container;
  }

  @ClusterTest(started = false)
  void evictedAndFailedPodsRecreateTheGroupAsSuch(Scenario s) {
    s.restarts(backoff(50, 50)).start();
    s.converge(web());
    Map<String, String> before = s.world().uids("web", 0);
    s.kubelets().evict(s.namespace(), "web-0-1");
    s.await("the group is made anew", w -> isNewLeader(w, before));
    s.awaitConverged("web");
    Map<String, String> then = s.world().uids("web", 0);
    s.kubelets().fail(s.namespace(), "web-0-1", "Terminated", "The node shuts down.");
    s.await("the group is made anew", w -> isNewLeader(w, then));
    s.awaitConverged("web");
    assertThat(s.calls().restartList())
        .extracting(CountedCalls.Restart::cause)
        .containsExactly("POD_EVICTED", "POD_FAILED");
  }

  @ClusterTest
  void aRolloutDoesNotWaitForAGroupThatWaits(Scenario s) throws Exception {
    SetManifest web = web().replicas(1).annotation(RestartAnnotations.BACKOFF, "1h");
    s.converge(web.annotation(RestartAnnotations.BACKOFF_MAX, "1h"));
    s.restartContainer("web-0-1", "main");
    s.await("group 0 is restarted", w -> has(w, State.DONE, 1));
    s.awaitConverged("web");
    s.restartContainer("web-0-1", "main");
    Eventually.await("group 0 waits", () -> !backoffText(s).isEmpty());
    s.apply(web.image("two"));
    s.await("the group is at the new revision", w -> World.image(w.pod("web-0-1")).equals("two"));
    s.awaitConverged("web");
    assertThat(s.calls().restarts("web")).isEqualTo(1);
    Map<String, String> before = s.world().uids("web", 0);
    s.restartContainer("web-0-1", "main");
    s.await("at a new revision the first restart is at once", w -> isNewLeader(w, before));
    s.awaitConverged("web");
    s.await("it is written down", w -> has(w, State.DONE, 1));
  }

  @ClusterTest(noPolicies = "policies do not read these annotations")
  void theWebhookSaysWhatIsWrongWithAnAnnotation(Scenario s) {
    s.converge(web());
    assertThatThrownBy(() -> s.apply(web().annotation(RestartAnnotations.BUDGET, "a few")))
        .hasMessageContaining("metadata.annotations[" + RestartAnnotations.BUDGET + "]")
        .hasMessageContaining("must be a whole number of at least 1, or none");
  }

  @ClusterTest(admission = AdmissionMode.NONE)
  void withoutAWebhookTheConditionSaysIt(Scenario s) {
    s.apply(web().annotation(RestartAnnotations.BUDGET, "a few"));
    s.awaitCondition("web", "Blocked");
    assertThat(String.valueOf(s.world().conditionOf("web", "Blocked")))
        .contains("InvalidSpec", "metadata.annotations[" + RestartAnnotations.BUDGET + "]");
    s.apply(web().annotation(RestartAnnotations.BUDGET, "3"));
    s.await("it is not blocked", w -> !w.isTrue("web", "Blocked"));
    s.awaitConverged("web");
  }

  @ClusterTest(started = false, embeddedOnly = "it is about the number of writes, not the cluster")
  void twoHundredGroupsThatFailTogetherCostFewWrites(Scenario s) throws Exception {
    s.restarts(backoff(1500, 3000)).start();
    s.converge(SetManifest.named("web").replicas(200).size(1));
    try (AutoCloseable crash =
        s.change(
            PodMatcher.label(Names.SET_NAME_LABEL, "web"),
            b -> b.withCrash(new Crash("main", 3, Duration.ZERO, 1)))) {
      s.await("each group is restarted twice", w -> s.calls().restarts("web") >= 400);
    }
    Eventually.await("no group waits", () -> backoffText(s).isEmpty());
    s.awaitConverged("web");
    s.await(
        "all of it is written down",
        w ->
            history(w).size() == 200 && history(w).stream().allMatch(r -> r.state() == State.DONE));
    long writes = s.calls().writes().getOrDefault("patch statefulsets.apps", 0L);
    assertThat(writes).isBetween(1L, 40L);
  }
}
