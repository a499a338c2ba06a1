package io.leaderworkerset.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.informers.http.Resources;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.AdmissionMode;
import java.time.Duration;

/** Names that are taken, specs that cannot be followed. */
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

  /** Nothing tells of foreign objects and nodes: they are looked at anew after a while. */
  private static void awaitConvergedByRechecks(Scenario s) {
    for (int i = 0; i < 60; i++) {
      s.skip(Duration.ofSeconds(30));
      s.apply(SetManifest.named("nudge").replicas(0).annotation("look", "at-the-clock-" + i));
      if (!s.board().stays(Duration.ofMillis(250), w -> !w.isConverged("web"))) {
        break;
      }
    }
    s.awaitConverged("web");
  }

  private static void goesOnWhenDeleted(Scenario s, String resource, JsonObject foreign) {
    String name = World.name(foreign);
    assertThat(World.withoutStatus(s.world().get(resource, name)))
        .isEqualTo(World.withoutStatus(foreign));
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

  /** Whatever else looks at sets, the manager refuses those that it could not follow. */
  @ClusterTest(admission = AdmissionMode.NONE, endsQuiet = false)
  void refusesAnInvalidSpecThatNothingElseRefused(Scenario s) {
    s.apply(
        SetManifest.named("web").annotation(Names.SUBGROUP_EXCLUSIVE_TOPOLOGY_ANNOTATION, "rack"));
    s.awaitCondition("web", "Blocked");
    s.awaitEvent("InvalidSpec", "cannot have subgroup-exclusive-topology without subGroupSize set");
    assertThat(s.world().all(World.STATEFUL_SETS)).isEmpty();
    s.apply(SetManifest.named("web"));
    s.await("its leaders are made", w -> w.has(World.STATEFUL_SETS, "web"));
    s.await("it is not Blocked any more", w -> "False".equals(w.condition("web", "Blocked")));
  }

  @ClusterTest(endsQuiet = false, noPolicies = "policies do not count the letters of pod names")
  void refusesASetWhosePodNamesWouldBeTooLong(Scenario s) {
    SetManifest web = SetManifest.named("w".repeat(51)).replicas(1).size(2);
    assertThatThrownBy(() -> s.apply(web)).hasMessageContaining("no more than 52");
  }

  @ClusterTest
  void makesThePodsOfTheLongestName(Scenario s) {
    s.converge(SetManifest.named("w".repeat(50)).replicas(1).size(2));
    s.converge(SetManifest.named("l".repeat(52)).replicas(1).size(1));
  }

  @ClusterTest(admission = AdmissionMode.NONE, endsQuiet = false)
  void blocksASetWhosePodNamesWouldBeTooLong(Scenario s) {
    String name = "l".repeat(53);
    s.apply(SetManifest.named(name).replicas(1).size(1));
    s.awaitCondition(name, "Blocked");
    s.awaitEvent("InvalidSpec", "no more than 52");
    assertThat(s.world().all(World.STATEFUL_SETS)).isEmpty();
  }

  @ClusterTest
  void keepsAConditionOfSomebodyElse(Scenario s) {
    SetManifest web = SetManifest.named("web").replicas(1).size(1);
    s.converge(web);
    addForeignCondition(s);
    s.converge(web.replicas(2));
    assertThat(s.world().conditionOf("web", "Audited"))
        .isEqualTo(foreignCondition(s.world().set("web")));
  }

  @ClusterTest(embeddedOnly = "it needs a watch that is held up")
  void keepsAConditionThatItsCacheDoesNotShow(Scenario s) throws Exception {
    s.converge(SetManifest.named("web").replicas(1).size(1));
    try (AutoCloseable unready = s.unready("web-0")) {
      try (AutoCloseable silent = s.holdUp(World.SETS)) {
        addForeignCondition(s);
        s.await("the leader is not ready", w -> !World.isReady(w.pods("web", 0).get(0)));
        assertThat(
                s.board()
                    .stays(Duration.ofSeconds(1), w -> w.conditionOf("web", "Audited") != null))
            .as("no status is written over it")
            .isTrue();
      }
      s.await("the status says so", w -> "False".equals(w.condition("web", "Available")));
      assertThat(s.world().conditionOf("web", "Audited")).isNotNull();
    }
    s.awaitConverged("web");
  }

  private static void addForeignCondition(Scenario s) {
    JsonObject set = s.world().set("web");
    JsonArray conditions = Json.array(set, "status", "conditions").deepCopy();
    conditions.add(foreignCondition(set));
    JsonObject status = new JsonObject();
    status.add("conditions", conditions);
    JsonObject patch = new JsonObject();
    patch.add("status", status);
    s.user().mergePatchStatus(Resources.SETS, s.namespace(), "web", patch);
  }

  private static JsonObject foreignCondition(JsonObject set) {
    JsonObject condition = new JsonObject();
    condition.addProperty("type", "Audited");
    condition.addProperty("status", "Unknown");
    condition.addProperty("lastTransitionTime", Json.string(set, "metadata", "creationTimestamp"));
    condition.addProperty("reason", "Pending");
    condition.addProperty("message", "not looked at yet");
    return condition;
  }
}
