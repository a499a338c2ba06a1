package io.leaderworkerset.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.json.Json;
import java.util.List;

/** Claim templates: what becomes of claims, and of sets whose templates are edited. */
class ClaimScenariosTest {
  private static SetManifest web(String name) {
    return SetManifest.named(name).size(2).claim("data", "1Gi");
  }

  private static List<String> claims(World world, String set) {
    return world.all(World.CLAIMS).stream()
        .map(World::name)
        .filter(name -> name.startsWith("data-" + set + "-"))
        .toList();
  }

  @ClusterTest
  void givesEachPodAClaimThatOutlivesIt(Scenario s) {
    s.converge(web("web"));
    assertThat(claims(s.world(), "web"))
        .containsExactly("data-web-0", "data-web-0-1", "data-web-1", "data-web-1-1");
    String before = World.uid(s.world().get(World.CLAIMS, "data-web-0-1"));
    String pod = World.uid(s.world().pod("web-0-1"));
    s.restartContainer("web-0-1", "main");
    s.await("the group is another", w -> !World.uid(w.pod("web-0-1")).equals(pod));
    s.awaitConverged("web");
    assertThat(World.uid(s.world().get(World.CLAIMS, "data-web-0-1"))).isEqualTo(before);
  }

  @ClusterTest(endsQuiet = false)
  void keepsOrDeletesClaimsAsThePolicySays(Scenario s) {
    s.apply(web("keep").retention("Retain", "Retain"));
    s.apply(web("drop").retention("Delete", "Delete"));
    s.awaitConverged("keep");
    s.awaitConverged("drop");
    s.scale("keep", 1);
    s.scale("drop", 1);
    s.await(
        "claims of the group that went are gone from one set",
        w -> claims(w, "drop").equals(List.of("data-drop-0", "data-drop-0-1")));
    s.awaitConverged("keep");
    s.awaitConverged("drop");
    s.delete(World.SETS, "keep");
    s.delete(World.SETS, "drop");
    s.await("no claim of one set is left", w -> claims(w, "drop").isEmpty());
    s.await("all pods are gone", w -> w.all(World.PODS).isEmpty());
    assertThat(claims(s.world(), "keep")).hasSize(4);
    assertThat(s.world().all(World.CLAIMS)).allMatch(claim -> !World.isDeleting(claim));
  }

  @ClusterTest
  void saysThatEditedTemplatesCannotBeFollowedAndStillScales(Scenario s) {
    SetManifest web = web("web").replicas(1);
    s.converge(web);
    String revision = s.world().revisions("web").get(0);
    s.apply(web.claim("data", "2Gi"));
    s.awaitCondition("web", "Blocked");
    s.awaitEvent("ImmutableField", "volumeClaimTemplates");
    s.apply(web.replicas(2));
    s.await("two groups", w -> w.pods("web").size() == 4);
    assertThat(s.world().revisions("web")).as("no revision leaks").containsExactly(revision);
    s.converge(web.claim("data", "1Gi"));
    assertThat(s.world().condition("web", "Blocked")).isEqualTo("False");
    assertThat(s.world().all(World.CLAIMS))
        .allMatch(c -> "1Gi".equals(Json.string(c, "spec", "resources", "requests", "storage")));
  }
}
