package io.leaderworkerset.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Sets come up, grow, shrink and go. */
class CreateScenariosTest {
  @ClusterTest
  void createsGroupsOfALeaderAndItsWorkers(Scenario s) {
    s.converge(SetManifest.named("web"));
    assertThat(s.world().uids("web").keySet())
        .containsExactlyInAnyOrder("web-0", "web-0-1", "web-0-2", "web-1", "web-1-1", "web-1-2");
    assertThat(s.world().events("GroupsProgressing")).contains("Created leader statefulset web");
    JsonObject service = s.world().get(World.SERVICES, "web");
    assertThat(Json.string(service, "spec", "clusterIP")).isEqualTo("None");
  }

  @ClusterTest
  void tellsEachContainerItsPlaceInTheGroup(Scenario s) {
    s.converge(SetManifest.named("web").size(2));
    assertThat(environment(s.world().pod("web-1-1")))
        .containsExactly(
            "LWS_LEADER_ADDRESS=web-1.web." + s.namespace(),
            "LWS_GROUP_SIZE=2",
            "LWS_WORKER_INDEX=1");
  }

  private static List<String> environment(JsonObject pod) {
    List<String> out = new ArrayList<>();
    for (JsonElement each : Json.array(Json.array(pod, "spec", "containers").get(0), "env")) {
      out.add(Json.string(each, "name") + "=" + Json.string(each, "value"));
    }
    return out;
  }

  @ClusterTest
  void scalesUpAndKeepsTheGroupsThereAre(Scenario s) {
    SetManifest web = SetManifest.named("web");
    s.converge(web);
    Map<String, String> before = s.world().uids("web");
    s.converge(web.replicas(4));
    assertThat(s.world().uids("web")).hasSize(12).containsAllEntriesOf(before);
  }

  @ClusterTest
  void scalesDownFromTheHighestGroup(Scenario s) {
    SetManifest web = SetManifest.named("web").replicas(4).size(2);
    s.converge(web);
    Map<String, String> kept = s.world().uids("web", 0);
    s.converge(web.replicas(1));
    assertThat(s.world().uids("web")).isEqualTo(kept);
    s.await("workers' StatefulSets are gone", w -> w.all(World.STATEFUL_SETS).size() == 2);
  }

  @ClusterTest
  void scalesToZeroAndUpAgain(Scenario s) {
    SetManifest web = SetManifest.named("web");
    s.converge(web);
    s.converge(web.replicas(0));
    assertThat(s.world().pods("web")).isEmpty();
    s.converge(web.replicas(2));
    assertThat(s.world().revisions("web")).hasSize(1);
  }

  @ClusterTest
  void createsASetOfNoGroups(Scenario s) {
    s.converge(SetManifest.named("web").replicas(0));
    assertThat(s.world().has(World.STATEFUL_SETS, "web")).isTrue();
  }

  @ClusterTest
  void makesNoWorkersForGroupsOfOne(Scenario s) {
    s.converge(SetManifest.named("web").size(1).replicas(3));
    assertThat(s.world().all(World.STATEFUL_SETS)).hasSize(1);
  }

  @ClusterTest
  void givesLeadersTheirOwnTemplate(Scenario s) {
    s.converge(SetManifest.named("web").leaderImage("leader"));
    assertThat(World.image(s.world().pod("web-0"))).isEqualTo("leader");
    assertThat(World.image(s.world().pod("web-0-1"))).isEqualTo("one");
  }

  @ClusterTest
  void makesWorkersOnceTheLeaderIsReady(Scenario s) throws Exception {
    try (AutoCloseable unready = s.unready("web-0")) {
      s.apply(SetManifest.named("web").startupPolicy("LeaderReady"));
      s.await("group 1 is whole", w -> w.pods("web", 1).size() == 3);
      s.await("leader 0 runs", w -> "Running".equals(phase(w.pod("web-0"))));
      assertThat(s.world().has(World.STATEFUL_SETS, "web-0")).isFalse();
    }
    s.awaitConverged("web");
  }

  private static String phase(JsonObject pod) {
    return Json.string(pod, "status", "phase");
  }

  @ClusterTest
  void makesWorkersBesideALeaderThatIsNotReadyByDefault(Scenario s) throws Exception {
    try (AutoCloseable unready = s.unready("web-0")) {
      s.apply(SetManifest.named("web"));
      s.await(
          "both groups are whole",
          w -> w.pods("web", 0).size() == 3 && w.pods("web", 1).size() == 3);
      assertThat(World.isReady(s.world().pod("web-0"))).isFalse();
    }
    s.awaitConverged("web");
  }

  @ClusterTest
  void scalesThroughTheScaleSubresource(Scenario s) {
    s.converge(SetManifest.named("web").size(2));
    s.scale("web", 3);
    s.await("three groups", w -> w.pods("web").size() == 6);
    s.awaitConverged("web");
    assertThat(s.world().status("web", "replicas")).isEqualTo(3);
    assertThat(Json.string(s.world().set("web"), "status", "hpaPodSelector"))
        .isEqualTo(Names.SET_NAME_LABEL + "=web," + Names.WORKER_INDEX_LABEL + "=0");
  }

  /** Without metrics an autoscaler still brings a target up to its least replicas. */
  @ClusterTest(realOnly = "the embedded cluster plays no autoscaler")
  void obeysAHorizontalPodAutoscaler(Scenario s) {
    s.converge(SetManifest.named("web").size(2).replicas(1));
    s.create(
        "horizontalpodautoscalers.autoscaling",
        """
        {"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler","metadata":{"name":"web"},
         "spec":{"minReplicas":3,"maxReplicas":4,
          "scaleTargetRef":{"apiVersion":"leaderworkerset.x-k8s.io/v1","kind":"LeaderWorkerSet",
           "name":"web"},
          "metrics":[{"type":"Resource",
           "resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":50}}}]}}
        """);
    s.await("three groups", w -> w.pods("web").size() == 6);
    s.awaitConverged("web");
    s.delete("horizontalpodautoscalers.autoscaling", "web");
  }

  @ClusterTest
  void givesEachGroupAServiceOfItsOwn(Scenario s) {
    s.converge(SetManifest.named("web").size(2).subdomainPolicy("UniquePerReplica"));
    s.await(
        "a Service for each group, and none for the set",
        w ->
            w.has(World.SERVICES, "web-0")
                && w.has(World.SERVICES, "web-1")
                && !w.has(World.SERVICES, "web"));
    assertThat(environment(s.world().pod("web-1-1")))
        .contains("LWS_LEADER_ADDRESS=web-1.web-1." + s.namespace());
  }

  @ClusterTest
  void numbersSubgroups(Scenario s) {
    s.converge(SetManifest.named("web").replicas(1).size(4).subGroups(2, "LeaderWorker"));
    assertThat(
            s.world().pods("web").stream()
                .map(p -> World.label(p, Names.SUBGROUP_INDEX_LABEL))
                .toList())
        .containsExactly("0", "0", "1", "1");
  }

  @ClusterTest
  void leavesTheLeaderOutOfSubgroups(Scenario s) {
    s.converge(SetManifest.named("web").replicas(1).size(5).subGroups(2, "LeaderExcluded"));
    assertThat(
            s.world().pods("web").stream()
                .map(p -> String.valueOf(World.label(p, Names.SUBGROUP_INDEX_LABEL)))
                .toList())
        .containsExactly("null", "0", "0", "1", "1");
  }

  @ClusterTest
  void tellsTpuPodsOfEachOther(Scenario s) {
    s.ownNodes(1, Map.of("google.com/tpu", "64"));
    SetManifest web = SetManifest.named("web").replicas(1).size(2).onOwnNodes(s);
    s.converge(
        web.workerPod(
            pod ->
                Json.ensureObject(
                        Json.ensureObject(
                            Json.array(pod, "containers").get(0).getAsJsonObject(), "resources"),
                        "limits")
                    .addProperty("google.com/tpu", "4")));
    assertThat(environment(s.world().pod("web-0-1")))
        .contains("TPU_WORKER_HOSTNAMES=web-0.web,web-0-1.web", "TPU_WORKER_ID=1");
    assertThat(environment(s.world().pod("web-0"))).contains("TPU_WORKER_ID=0");
  }

  @ClusterTest(endsQuiet = false)
  void leavesNothingBehindWhenDeleted(Scenario s) {
    s.converge(SetManifest.named("web"));
    s.delete(World.SETS, "web");
    s.await(
        "everything is gone",
        w ->
            w.pods("web").isEmpty()
                && w.all(World.STATEFUL_SETS).isEmpty()
                && w.all(World.SERVICES).isEmpty()
                && w.revisions("web").isEmpty());
  }

  @ClusterTest
  void makesASetOfTheSameNameAnew(Scenario s) {
    SetManifest web = SetManifest.named("web").size(2);
    s.converge(web);
    for (int i = 1; i < 6; i++) {
      Map<String, String> before = s.world().uids("web");
      s.delete(World.SETS, "web");
      s.awaitGone(World.SETS, "web");
      s.apply(web.replicas(i % 2 + 1));
      s.await(
          "no pod of the set before is left",
          w -> Collections.disjoint(w.uids("web").values(), before.values()));
      s.awaitConverged("web");
    }
    assertThat(s.world().events("NameConflict")).isEmpty();
  }
}
