package io.leaderworkerset.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.informers.support.Eventually;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.manifest.PodGroups;
import io.leaderworkerset.plan.explain.Blocker;
import io.leaderworkerset.plan.explain.Blocker.Code;
import io.leaderworkerset.testkit.AdmissionMode;
import io.leaderworkerset.testkit.api.ClusterApi.ApiException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Gang scheduling with Volcano: its definition is installed, the scheduler itself is not there. */
class GangScenariosTest {
  private static final String DEFINITION =
      """
      {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
       "metadata":{"name":"podgroups.scheduling.volcano.sh",
        "annotations":{"api-approved.kubernetes.io":"unapproved, for a test"}},
       "spec":{"group":"scheduling.volcano.sh","scope":"Namespaced",
        "names":{"kind":"PodGroup","listKind":"PodGroupList","plural":"podgroups",
         "singular":"podgroup"},
        "versions":[{"name":"v1beta1","served":true,"storage":true,
         "schema":{"openAPIV3Schema":{"type":"object",
          "x-kubernetes-preserve-unknown-fields":true}}}]}}
      """;

  private static void install(Scenario s) {
    try {
      s.api()
          .create(
              "customresourcedefinitions.apiextensions.k8s.io",
              Json.parse(DEFINITION).getAsJsonObject());
    } catch (ApiException e) {
      if (e.code() != 409) {
        throw e;
      }
    }
    Eventually.await("PodGroups are served", () -> areServed(s));
  }

  private static boolean areServed(Scenario s) {
    try {
      s.api().list(World.POD_GROUPS);
      return true;
    } catch (ApiException e) {
      return false;
    }
  }

  private static Map<String, JsonObject> podGroups(Scenario s) {
    return s.api().list(World.POD_GROUPS).stream()
        .filter(g -> s.namespace().equals(Json.string(g, "metadata", "namespace")))
        .collect(Collectors.toMap(World::name, g -> g));
  }

  private static String groupOf(JsonObject pod) {
    return String.valueOf(World.annotation(pod, PodGroups.GROUP_NAME_ANNOTATION));
  }

  @ClusterTest(started = false, admission = AdmissionMode.VOLCANO, endsQuiet = false)
  void makesAPodGroupForEachGroup(Scenario s) {
    install(s);
    s.start(b -> b.gangScheduling(true));
    SetManifest web = SetManifest.named("web").annotation(PodGroups.QUEUE_NAME_ANNOTATION, "gold");
    s.converge(web);
    Map<String, JsonObject> made = podGroups(s);
    assertThat(made).hasSize(2);
    for (int group = 0; group < 2; group++) {
      List<String> named =
          s.world().pods("web", group).stream().map(p -> groupOf(p)).distinct().toList();
      assertThat(named).hasSize(1);
      JsonObject podGroup = made.get(named.get(0));
      assertThat(podGroup).isNotNull();
      assertThat(Json.integer(podGroup, "spec", "minMember")).isEqualTo(3);
      assertThat(Json.string(podGroup, "spec", "queue")).isEqualTo("gold");
      JsonElement owner = Json.array(podGroup, "metadata", "ownerReferences").get(0);
      assertThat(Json.string(owner, "uid")).isEqualTo(World.uid(s.world().pod("web-" + group)));
    }
    String before = World.uid(s.world().pod("web-0"));
    s.restartContainer("web-0-1", "main");
    s.await("group 0 is another", w -> !World.uid(w.pod("web-0")).equals(before));
    s.awaitConverged("web");
    Eventually.await("its PodGroup is another", () -> isOf(s, s.world().pod("web-0")));
    s.converge(web.image("two").size(2));
    Eventually.await("old PodGroups are gone", () -> podGroups(s).size() == 2);
    assertThat(podGroups(s).values())
        .allMatch(g -> Integer.valueOf(2).equals(Json.integer(g, "spec", "minMember")));
    String name = groupOf(s.world().pod("web-1"));
    s.delete(World.POD_GROUPS, name);
    s.converge(web.annotation("touch", "1"));
    Eventually.await("a deleted PodGroup is made again", () -> podGroups(s).containsKey(name));
  }

  @ClusterTest(started = false, admission = AdmissionMode.VOLCANO, endsQuiet = false)
  void explainsAGangThatIsNotScheduled(Scenario s) {
    install(s);
    s.start(b -> b.gangScheduling(true));
    SetManifest web = SetManifest.named("web").replicas(1).size(2);
    s.apply(web.nodeSelector("no", "where"));
    Blocker found =
        ExplainScenariosTest.await(
            s, Code.GANG_NOT_SCHEDULABLE, 0, "[web-0, web-0-1] of the gang are not scheduled");
    assertThat(found.since()).isNotNull();
    s.converge(SetManifest.named("web").replicas(1).size(2));
  }

  private static boolean isOf(Scenario s, JsonObject leader) {
    JsonObject podGroup = podGroups(s).get(groupOf(leader));
    return podGroup != null
        && World.label(podGroup, Names.SET_NAME_LABEL) != null
        && World.uid(leader)
            .equals(Json.string(Json.array(podGroup, "metadata", "ownerReferences").get(0), "uid"));
  }
}
