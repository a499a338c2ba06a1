package io.leaderworkerset.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import java.time.Duration;

/** Names that are taken, specs that cannot be followed, nodes that do not fit. */
class ConflictScenariosTest {
  private static final String FOREIGN_SERVICE =
      """
      {"apiVersion":"v1","kind":"Service","metadata":{"name":"%s"},
       "spec":{"ports":[{"port":80}],"selector":{"app":"other"}}}
      """;
  private static final String FOREIGN_SET =
      """
      {"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"%s"},
       "spec":{"replicas":0,"serviceName":"other","selector":{"matchLabels":{"app":"other"}},
        "template":{"metadata":{"labels":{"app":"other"}},
         "spec":{"containers":[{"name":"main","image":"other"}]}}}}
      """;

  private static JsonObject withoutStatus(JsonObject object) {
    JsonObject copy = object.deepCopy();
    copy.remove("status");
    Json.object(copy, "metadata").remove("resourceVersion");
    Json.object(copy, "metadata").remove("managedFields");
    return copy;
  }

  /** Nothing tells of foreign objects and nodes: they are looked at anew after a while. */
  private static void awaitConvergedByRechecks(Scenario s) {
    for (int i = 0; i < 60; i++) {
      s.skip(Duration.ofSeconds(30));
      if (!s.board().stays(Duration.ofMillis(250), w -> !w.isConverged("web"))) {
        break;
      }
    }
    s.awaitConverged("web");
  }

  private static void goesOnWhenDeleted(Scenario s, String resource, JsonObject foreign) {
    String name = World.name(foreign);
    assertThat(withoutStatus(s.world().get(resource, name))).isEqualTo(withoutStatus(foreign));
    s.delete(resource, name);
    s.awaitGone(resource, name);
    awaitConvergedByRechecks(s);
    s.await("it is not Blocked any more", w -> !w.isTrue("web", "Blocked"));
  }

  @ClusterTest
  void leavesAForeignStatefulSetAloneAndGoesOnWithoutIt(Scenario s) {
    JsonObject foreign = s.create(World.STATEFUL_SETS, FOREIGN_SET.formatted("web"));
    s.apply(SetManifest.named("web").size(2));
    s.awaitCondition("web", "Blocked");
    s.awaitEvent("NameConflict", "StatefulSet web exists and is owned by nobody");
    goesOnWhenDeleted(s, World.STATEFUL_SETS, foreign);
  }

  @ClusterTest
  void leavesAForeignServiceAloneAndGoesOnWithoutIt(Scenario s) {
    JsonObject foreign = s.create(World.SERVICES, FOREIGN_SERVICE.formatted("web"));
    s.apply(SetManifest.named("web").size(2));
    s.awaitCondition("web", "Blocked");
    s.awaitEvent("NameConflict", "Service web exists");
    goesOnWhenDeleted(s, World.SERVICES, foreign);
  }

  @ClusterTest
  void leavesAForeignWorkerStatefulSetAloneAndGoesOnWithoutIt(Scenario s) {
    JsonObject foreign = s.create(World.STATEFUL_SETS, FOREIGN_SET.formatted("web-0"));
    s.apply(SetManifest.named("web").size(2));
    s.awaitEvent("NameConflict", "StatefulSet web-0 exists");
    s.await("group 1 is whole", w -> w.pods("web", 1).size() == 2);
    goesOnWhenDeleted(s, World.STATEFUL_SETS, foreign);
  }

  @ClusterTest(
      endsQuiet = false,
      embeddedOnly = "nothing provides volumes on the real control plane")
  void keepsTheSetWhenClaimTemplatesAreEditedAndStillScales(Scenario s) {
    SetManifest web = SetManifest.named("web").replicas(1).size(2).claim("data", "1Gi");
    s.converge(web);
    s.apply(web.claim("data", "2Gi"));
    s.awaitCondition("web", "Blocked");
    s.awaitEvent("ImmutableField", "volumeClaimTemplates");
    s.apply(web.replicas(2));
    s.await("two groups", w -> w.pods("web").size() == 4);
    assertThat(s.world().revisions("web")).hasSize(1);
    s.converge(web.claim("data", "1Gi"));
    assertThat(s.world().condition("web", "Blocked")).isEqualTo("False");
  }

  @ClusterTest(embeddedOnly = "it labels nodes that all scenarios share")
  void placesEachGroupInADomainOfItsOwn(Scenario s) {
    s.converge(
        SetManifest.named("web")
            .annotation("leaderworkerset.sigs.k8s.io/exclusive-topology", "rack"));
    for (int group = 0; group < 2; group++) {
      assertThat(
              s.world().pods("web", group).stream()
                  .map(p -> Json.string(p, "spec", "nodeName"))
                  .distinct())
          .hasSize(1);
    }
    assertThat(Json.string(s.world().pod("web-0"), "spec", "nodeName"))
        .isNotEqualTo(Json.string(s.world().pod("web-1"), "spec", "nodeName"));
  }

  @ClusterTest(embeddedOnly = "it labels nodes that all scenarios share")
  void saysWhichNodeLacksTheLabelOfTheTopology(Scenario s) {
    s.apply(
        SetManifest.named("web")
            .replicas(1)
            .annotation("leaderworkerset.sigs.k8s.io/exclusive-topology", "zone"));
    s.await("the leader is there", w -> w.has(World.PODS, "web-0"));
    try {
      s.await(
          "it is said, or the scheduler does not place the leader at all",
          w ->
              w.events("TopologyLabelMissing").stream().anyMatch(e -> e.contains("zone"))
                  || s.waiting("web").stream().anyMatch(x -> x.message().contains("zone")));
    } finally {
      for (int i = 0; i < 4; i++) {
        s.cluster().nodes().label("node-" + i, "zone", "zone-" + i);
      }
    }
    s.skip(Duration.ofSeconds(30));
    s.apply(
        SetManifest.named("web")
            .replicas(1)
            .annotation("leaderworkerset.sigs.k8s.io/exclusive-topology", "zone")
            .annotation("touch", "1"));
    s.awaitConverged("web");
  }
}
