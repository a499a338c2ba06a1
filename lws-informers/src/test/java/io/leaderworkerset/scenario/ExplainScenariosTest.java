package io.leaderworkerset.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.ApiClient;
import io.leaderworkerset.cluster.PodBehaviour.Crash;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.identity.RestartAnnotations;
import io.leaderworkerset.informers.SetSnapshot;
import io.leaderworkerset.informers.SetSnapshots;
import io.leaderworkerset.informers.support.Eventually;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.plan.StuckPods;
import io.leaderworkerset.plan.explain.Blocker;
import io.leaderworkerset.plan.explain.Blocker.Code;
import io.leaderworkerset.plan.rollout.RolloutRules;
import io.leaderworkerset.testkit.AdmissionMode;
import io.leaderworkerset.testkit.cluster.PodMatcher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Every kind of blocker, reached on a cluster, read by one look and from a manager's caches. */
class ExplainScenariosTest {
  private static final String NOWHERE = "{\"nodeSelector\":{\"no\":\"where\"}}";

  /** Waits until one look at the server, and the manager if one runs, both name the code. */
  static Blocker await(Scenario s, Code code, Integer group, String evidence) {
    ApiClient client = s.cluster().newClient();
    Blocker found = awaitLook(s, client, code, Duration.ZERO, evidence);
    assertThat(found.group()).as("%s", found).isEqualTo(group);
    assertThat(found.evidence()).contains(evidence);
    assertThat(found.unblock()).isNotEmpty();
    if (s.isManaged()) {
      Eventually.await(
          "the manager says " + code,
          () -> s.explain("web").stream().anyMatch(b -> b.code() == code));
    }
    return found;
  }

  /** The reason of what is seen may come a moment later than the state itself. */
  private static Blocker awaitLook(
      Scenario s, ApiClient client, Code code, Duration later, String evidence) {
    AtomicReference<Blocker> found = new AtomicReference<>();
    Eventually.await(
        () -> "one look says " + code + " (" + evidence + ") of " + s.namespace(),
        () -> {
          look(s, client, later).stream()
              .filter(b -> b.code() == code && b.evidence().contains(evidence))
              .findFirst()
              .ifPresent(found::set);
          return found.get() != null;
        });
    return found.get();
  }

  private static List<Blocker> look(Scenario s, ApiClient client, Duration later) {
    return SetSnapshots.read(client, s.namespace(), "web")
        .map(seen -> seen.explain(Instant.now().plus(later), RolloutRules.SAFE))
        .orElse(List.of());
  }

  private static void awaitNothing(Scenario s) {
    ApiClient client = s.cluster().newClient();
    Eventually.await("nothing blocks the set", () -> look(s, client, Duration.ZERO).isEmpty());
    Eventually.await("nor does the manager say so", () -> s.explain("web").isEmpty());
  }

  /** One group of two; a manifest is changed by what is called on it. */
  private static SetManifest web() {
    return SetManifest.named("web").replicas(1).size(2);
  }

  private static JsonObject json(String text) {
    return Json.parse(text).getAsJsonObject();
  }

  private static void selectNowhere(JsonObject pod) {
    json(NOWHERE).entrySet().forEach(e -> pod.add(e.getKey(), e.getValue()));
  }

  @ClusterTest
  void saysNothingOfASetThatIsAsItShouldBe(Scenario s) {
    s.converge(SetManifest.named("web"));
    awaitNothing(s);
    SetSnapshot seen =
        SetSnapshots.read(s.cluster().newClient(), s.namespace(), "web").orElseThrow();
    assertThat(seen.groups()).hasSize(2);
    assertThat(SetSnapshots.read(s.cluster().newClient(), s.namespace(), "other")).isEmpty();
  }

  @ClusterTest
  void leaderUnscheduled(Scenario s) {
    s.apply(web().size(1).workerPod(ExplainScenariosTest::selectNowhere));
    await(s, Code.LEADER_UNSCHEDULED, 0, "pod web-0 is not scheduled: ");
    s.converge(web().size(1));
  }

  @ClusterTest
  void workerUnscheduled(Scenario s) {
    SetManifest nowhere = web().leaderImage("leader");
    s.apply(nowhere.workerPod(ExplainScenariosTest::selectNowhere));
    await(s, Code.WORKER_UNSCHEDULED, 0, "pod web-0-1 is not scheduled: ");
    s.converge(web().leaderImage("leader"));
  }

  @ClusterTest
  void leaderAndWorkerNotReady(Scenario s) throws Exception {
    try (AutoCloseable leader = s.unready("web-0");
        AutoCloseable worker = s.unready("web-1-1")) {
      s.apply(SetManifest.named("web"));
      await(s, Code.LEADER_NOT_READY, 0, "pod web-0 on node ");
      await(s, Code.WORKER_NOT_READY, 1, "pod web-1-1 on node ");
      await(s, Code.PROGRESSING, null, "groups [0 to 1] are not ready");
    }
    s.awaitConverged("web");
    awaitNothing(s);
  }

  @ClusterTest
  void leaderMissing(Scenario s) {
    JsonObject pod =
        s.create(
            World.PODS,
            """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-0"},
             "spec":{"containers":[{"name":"main","image":"other"}]}}
            """);
    s.apply(SetManifest.named("web").replicas(1));
    await(s, Code.LEADER_MISSING, 0, "there is no leader pod web-0");
    s.delete(World.PODS, World.name(pod));
    s.awaitConverged("web");
  }

  @ClusterTest
  void workerMissing(Scenario s) {
    SetManifest web = SetManifest.named("web").replicas(1).size(3).restartPolicy("None");
    s.converge(web);
    s.change(World.STATEFUL_SETS, "web-0", w -> spec(w).addProperty("replicas", 1));
    await(s, Code.WORKER_MISSING, 0, "workers [2] of StatefulSet web-0 do not exist");
    s.change(World.STATEFUL_SETS, "web-0", w -> spec(w).addProperty("replicas", 2));
    s.awaitConverged("web");
    awaitNothing(s);
  }

  private static JsonObject spec(JsonObject object) {
    return object.getAsJsonObject("spec");
  }

  @ClusterTest
  void imageFailing(Scenario s) throws Exception {
    PodMatcher pod = PodMatcher.named(s.namespace(), "web-0-1");
    try (AutoCloseable failing = s.change(pod, b -> b.withFailingImage("main"))) {
      s.apply(SetManifest.named("web").replicas(1).size(2));
      Blocker found = await(s, Code.IMAGE_FAILING, 0, "container main of pod web-0-1");
      assertThat(found.since()).isNotNull();
      String note = "; group 0: container main of pod web-0-1 has an image that cannot be pulled";
      s.await(
          "the condition says so", w -> progressing(w).equals("Replicas are progressing" + note));
    }
    s.awaitConverged("web");
  }

  private static String progressing(World world) {
    for (JsonElement each : Json.array(world.get(World.SETS, "web"), "status", "conditions")) {
      if ("Progressing".equals(Json.string(each, "type"))) {
        return String.valueOf(Json.string(each, "message"));
      }
    }
    return "";
  }

  @ClusterTest
  void containerNotStarted(Scenario s) throws Exception {
    PodMatcher pod = PodMatcher.named(s.namespace(), "web-0");
    try (AutoCloseable failing = s.change(pod, b -> b.withMissingConfig("main"))) {
      s.apply(web());
      Blocker found = await(s, Code.CONTAINER_NOT_STARTED, 0, "container main of pod web-0");
      assertThat(found.evidence())
          .contains("CreateContainerConfigError (secret \"missing\" not found)");
      String note = "; group 0: container main of pod web-0 cannot be started";
      s.await(
          "the condition says so", w -> progressing(w).equals("Replicas are progressing" + note));
    }
    s.awaitConverged("web");
  }

  @ClusterTest
  void containerCrashing(Scenario s) throws Exception {
    PodMatcher pod = PodMatcher.named(s.namespace(), "web-0-1");
    Crash crash = new Crash("main", 137, Duration.ofMillis(10), Integer.MAX_VALUE);
    try (AutoCloseable crashing = s.change(pod, b -> b.withCrash(crash))) {
      s.apply(SetManifest.named("web").replicas(1).size(2).restartPolicy("None"));
      await(s, Code.CONTAINER_CRASHING, 0, "last exit code 137");
    }
    s.forceDelete("web-0-1");
    s.awaitConverged("web");
  }

  @ClusterTest
  void waitingForTheStartupPolicy(Scenario s) throws Exception {
    try (AutoCloseable leader = s.unready("web-0")) {
      s.apply(SetManifest.named("web").replicas(1).startupPolicy("LeaderReady"));
      Blocker found = await(s, Code.STARTUP_POLICY, 0, "leader pod web-0 is Ready");
      assertThat(found.since()).isNotNull();
    }
    s.awaitConverged("web");
  }

  @ClusterTest(embeddedOnly = "nodes are shared by all scenarios there")
  void topologyLabelMissing(Scenario s) {
    s.converge(web());
    s.stop();
    s.delete(World.STATEFUL_SETS, "web-0");
    s.awaitGone(World.STATEFUL_SETS, "web-0");
    s.await("the workers are gone", w -> w.pods("web").size() == 1);
    s.apply(web().annotation(Names.EXCLUSIVE_TOPOLOGY_ANNOTATION, "floor-of-nowhere"));
    await(s, Code.TOPOLOGY_LABEL_MISSING, 0, "does not carry the label floor-of-nowhere");
    s.apply(web());
    s.start();
    s.awaitConverged("web");
  }

  @ClusterTest(embeddedOnly = "nodes are shared by all scenarios there")
  void terminatingAndStuck(Scenario s) {
    s.converge(SetManifest.named("web").replicas(1).size(1));
    String node = String.valueOf(Json.string(s.world().pod("web-0"), "spec", "nodeName"));
    ApiClient client = s.cluster().newClient();
    s.kubelets().disconnect(node);
    try {
      s.delete(World.PODS, "web-0");
      await(s, Code.TERMINATING, 0, "pod web-0 on node " + node + " is being deleted");
      awaitLook(s, client, Code.STUCK_TERMINATING, Duration.ofMinutes(6), "");
    } finally {
      s.kubelets().reconnect(node);
    }
    s.awaitConverged("web");
  }

  /** The manager's clock is ahead, so that it does not take five minutes. */
  @ClusterTest(embeddedOnly = "nodes are shared by all scenarios there")
  void theConditionTellsThatAPodIsStuckAlthoughNothingHappens(Scenario s) {
    s.converge(SetManifest.named("web").replicas(1).size(1));
    s.stop();
    String node = String.valueOf(Json.string(s.world().pod("web-0"), "spec", "nodeName"));
    s.kubelets().disconnect(node);
    try {
      s.delete(World.PODS, "web-0");
      Instant deleted =
          Instant.parse(
              String.valueOf(Json.string(s.world().pod("web-0"), "metadata", "deletionTimestamp")));
      Instant stuck = deleted.plus(StuckPods.AFTER);
      Duration ahead = Duration.between(Instant.now(), stuck).minusSeconds(2);
      s.start(b -> b.clock(Clock.offset(Clock.systemUTC(), ahead)));
      await(s, Code.TERMINATING, 0, "pod web-0 on node " + node + " is being deleted");
      s.await("the condition says so", w -> progressing(w).endsWith(" and does not go"));
    } finally {
      s.kubelets().reconnect(node);
    }
    s.awaitConverged("web");
  }

  @ClusterTest
  void restartBackOff(Scenario s) {
    s.converge(
        SetManifest.named("web")
            .replicas(1)
            .size(2)
            .annotation(RestartAnnotations.BACKOFF, "1h")
            .annotation(RestartAnnotations.BACKOFF_MAX, "1h"));
    failTwice(s);
    await(s, Code.RESTART_BACKOFF, 0, "restart 2 of group 0 waits until ");
    s.delete(World.PODS, "web-0");
    s.awaitConverged("web");
    awaitNothing(s);
  }

  @ClusterTest
  void restartBudgetExhausted(Scenario s) {
    SetManifest web =
        SetManifest.named("web")
            .replicas(1)
            .size(2)
            .annotation(RestartAnnotations.BACKOFF, "0s")
            .annotation(RestartAnnotations.BUDGET, "1");
    s.converge(web);
    failTwice(s);
    await(s, Code.RESTART_BUDGET_EXHAUSTED, 0, "group 0 has used up its 1 restarts");
    s.apply(web.annotation(RestartAnnotations.RESUME, "2026-01-01T00:00:00Z"));
    s.awaitConverged("web");
    awaitNothing(s);
  }

  /** The first failure is answered by a restart at once. */
  private static void failTwice(Scenario s) {
    String leader = World.uid(s.world().pod("web-0"));
    s.restartContainer("web-0-1", "main");
    s.await("the group is another", w -> w.has(World.PODS, "web-0") && !isSame(w, "web-0", leader));
    s.awaitConverged("web");
    s.restartContainer("web-0-1", "main");
  }

  private static boolean isSame(World world, String pod, String uid) {
    return World.uid(world.pod(pod)).equals(uid);
  }

  @ClusterTest
  void rolloutBudgetAndPartition(Scenario s) throws Exception {
    SetManifest web = SetManifest.named("web").replicas(3).size(1);
    s.converge(web);
    try (AutoCloseable unready = s.unready("web-2")) {
      s.await("group 2 is down", w -> !World.isReady(w.pod("web-2")));
      s.apply(web.image("two").partition(1));
      await(s, Code.ROLLOUT_BUDGET, null, "groups [2] are not ready and use up maxUnavailable 1");
    }
    await(s, Code.PARTITION_HOLDS, null, "partition 1 keeps groups [0]");
    s.converge(web.partition(0));
    awaitNothing(s);
  }

  @ClusterTest
  void surgeWaitsForCapacity(Scenario s) {
    s.converge(surging());
    s.apply(surging().image("two").workerPod(ExplainScenariosTest::selectNowhere));
    await(s, Code.SURGE_WAITS_FOR_CAPACITY, 1, "pod web-1 is not scheduled: ");
    s.converge(surging().image("two"));
  }

  private static SetManifest surging() {
    return web().size(1).maxSurge(1).maxUnavailable(0);
  }

  @ClusterTest
  void capacityCeiling(Scenario s) {
    s.converge(web().replicas(2).size(1));
    s.apply(web().replicas(4).size(1).annotation(Names.MAX_GROUPS_ANNOTATION, "3"));
    await(s, Code.CAPACITY_CEILING, null, "the ceiling groups=3 leaves room for 3 of 4 groups");
    assertThat(s.world().leaders("web")).isEqualTo(3);
    s.converge(web().replicas(4).size(1));
  }

  /** Fewer GPUs a group, and more groups, on as many GPUs as there are. */
  @ClusterTest
  void rollsUnderACeilingOfResources(Scenario s) {
    String capacity = Names.CAPACITY_ANNOTATION;
    SetManifest large = web().replicas(2).annotation(capacity, "memory=128Mi");
    SetManifest small = web().replicas(4).annotation(capacity, "memory=128Mi");
    s.converge(large.workerPod(pod -> request(pod, "32Mi")));
    s.board()
        .always(w -> assertThat(requestedMebibytes(w)).as(w::describe).isLessThanOrEqualTo(128));
    s.board().always(Laws.readyLeadersAtLeast("web", 1));
    s.converge(small.workerPod(pod -> request(pod, "16Mi")));
    assertThat(s.world().pods("web")).hasSize(8);
  }

  private static void request(JsonObject pod, String memory) {
    pod.getAsJsonArray("containers")
        .get(0)
        .getAsJsonObject()
        .add("resources", json("{\"requests\":{\"memory\":\"" + memory + "\"}}"));
  }

  /** By leaders: the workers of a group that went may be collected a moment after its leader. */
  private static int requestedMebibytes(World world) {
    int sum = 0;
    for (JsonObject pod : world.pods("web")) {
      if ("0".equals(World.label(pod, Names.WORKER_INDEX_LABEL))) {
        JsonObject main = Json.array(pod, "spec", "containers").get(0).getAsJsonObject();
        String memory = String.valueOf(Json.string(main, "resources", "requests", "memory"));
        sum += 2 * Integer.parseInt(memory.replace("Mi", "")); // the leader and its one worker
      }
    }
    return sum;
  }

  @ClusterTest
  void nameTaken(Scenario s) {
    JsonObject service =
        s.create(
            World.SERVICES,
            """
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"web"},
             "spec":{"ports":[{"port":80}],"selector":{"app":"other"}}}
            """);
    s.apply(SetManifest.named("web").replicas(1).size(1));
    await(s, Code.NAME_TAKEN, null, "Service web exists and is owned by nobody");
    s.delete(World.SERVICES, World.name(service));
    s.skip(Duration.ofSeconds(30));
    s.apply(SetManifest.named("web").replicas(1).size(1).annotation("touch", "1"));
    s.awaitConverged("web");
    awaitNothing(s);
  }

  @ClusterTest
  void revisionMissing(Scenario s) {
    SetManifest web = SetManifest.named("web").replicas(1).size(1);
    s.converge(web);
    s.stop();
    s.world().all(World.REVISIONS).stream()
        .filter(r -> Names.KIND.equals(World.ownerKind(r)))
        .forEach(r -> s.delete(World.REVISIONS, World.name(r)));
    await(s, Code.REVISION_MISSING, 0, "ControllerRevision with key ");
    s.start();
    s.awaitConverged("web");
  }

  @ClusterTest(embeddedOnly = "nothing provides volumes on the real control plane")
  void immutableField(Scenario s) {
    SetManifest web = SetManifest.named("web").replicas(1).size(1).claim("data", "1Gi");
    s.converge(web);
    s.apply(web.claim("data", "2Gi"));
    await(s, Code.IMMUTABLE_FIELD, null, "volumeClaimTemplates");
    s.converge(web.claim("data", "1Gi"));
  }

  @ClusterTest(admission = AdmissionMode.NONE, endsQuiet = false)
  void invalidSpec(Scenario s) {
    s.apply(web().annotation(Names.SUBGROUP_EXCLUSIVE_TOPOLOGY_ANNOTATION, "rack"));
    await(s, Code.INVALID_SPEC, null, "cannot have subgroup-exclusive-topology");
    s.apply(web());
    s.await("it is not Blocked any more", w -> "False".equals(w.condition("web", "Blocked")));
  }

  @ClusterTest(admission = AdmissionMode.NONE, endsQuiet = false)
  void podNameTooLong(Scenario s) {
    String name = "w".repeat(62);
    s.apply(SetManifest.named(name).size(2));
    Eventually.await(
        "one look says so",
        () ->
            SetSnapshots.read(s.cluster().newClient(), s.namespace(), name).stream()
                .flatMap(seen -> seen.explain(Instant.now(), RolloutRules.SAFE).stream())
                .anyMatch(b -> b.code() == Code.POD_NAME_TOO_LONG));
    awaitOfManager(s, name, Code.POD_NAME_TOO_LONG);
  }

  /** What a server without ordinals would make of the template: leaders that name a leader. */
  @ClusterTest(admission = AdmissionMode.NONE, endsQuiet = false)
  void unsupportedCluster(Scenario s) {
    JsonObject json = web().json();
    JsonObject template = Json.object(json, "spec", "leaderWorkerTemplate", "workerTemplate");
    Json.ensureObject(Json.ensureObject(template, "metadata"), "annotations")
        .addProperty(Names.LEADER_NAME_ANNOTATION, "web-0");
    s.create(World.SETS, json.toString());
    await(s, Code.UNSUPPORTED_CLUSTER, 0, "does not support StatefulSet ordinals");
  }

  /** Only the manager knows of its own write. */
  @ClusterTest(endsQuiet = false)
  void writeRefused(Scenario s) {
    s.apply(web().workerPod(pod -> pod.addProperty("restartPolicy", "Sometimes")));
    awaitOfManager(s, "web", Code.WRITE_REFUSED);
    s.converge(web().workerPod(pod -> pod.addProperty("restartPolicy", "Always")));
    awaitNothing(s);
  }

  /** The leader StatefulSet is fine, and the API server refuses those of the workers. */
  @ClusterTest(endsQuiet = false)
  void writeOfAGroupRefused(Scenario s) {
    SetManifest web = web().leaderImage("leader");
    s.apply(web.workerPod(pod -> pod.addProperty("restartPolicy", "Sometimes")));
    Eventually.await(
        "the manager says what the server answered",
        () ->
            s.explain("web").stream()
                .anyMatch(
                    b ->
                        b.code() == Code.WRITE_REFUSED
                            && Integer.valueOf(0).equals(b.group())
                            && b.evidence().contains("restartPolicy")));
    s.awaitEvent("FailedUpdate", "restartPolicy");
    s.await(
        "a condition says so",
        w -> String.valueOf(w.conditionOf("web", "Progressing")).contains("group 0: "));
    s.converge(
        web().leaderImage("leader").workerPod(pod -> pod.addProperty("restartPolicy", "Always")));
    awaitNothing(s);
  }

  private static void awaitOfManager(Scenario s, String set, Code code) {
    Eventually.await(
        "the manager says " + code,
        () -> s.explain(set).stream().anyMatch(b -> b.code() == code && b.group() == null));
  }
}
