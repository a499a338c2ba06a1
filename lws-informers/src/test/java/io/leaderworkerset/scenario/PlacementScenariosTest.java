package io.leaderworkerset.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Groups and subgroups get topology domains of their own. */
class PlacementScenariosTest {
  private static final String DOMAIN = "scenario-domain";

  /** Nodes of which each two make a domain. */
  private static List<String> nodesInPairs(Scenario s, int domains) {
    List<String> nodes = s.ownNodes(2 * domains, Map.of());
    for (int i = 0; i < nodes.size(); i++) {
      s.cluster().nodes().label(nodes.get(i), DOMAIN, s.namespace() + "-" + i / 2);
    }
    return nodes;
  }

  private static SetManifest exclusive(Scenario s, String name) {
    return SetManifest.named(name)
        .onOwnNodes(s)
        .annotation(Names.EXCLUSIVE_TOPOLOGY_ANNOTATION, DOMAIN);
  }

  private static String domain(Scenario s, JsonObject pod) {
    String node = Json.string(pod, "spec", "nodeName");
    JsonObject found = node == null ? null : s.api().get("nodes", null, node);
    return String.valueOf(Json.string(found, "metadata", "labels", DOMAIN));
  }

  private static Set<String> domains(Scenario s, List<JsonObject> pods) {
    return pods.stream().map(p -> domain(s, p)).collect(Collectors.toSet());
  }

  @ClusterTest
  void placesEachGroupInADomainOfItsOwn(Scenario s) {
    nodesInPairs(s, 2);
    s.converge(exclusive(s, "web"));
    Set<String> first = domains(s, s.world().pods("web", 0));
    Set<String> second = domains(s, s.world().pods("web", 1));
    assertThat(first).hasSize(1).doesNotContain("null");
    assertThat(second).hasSize(1).doesNotContain("null").isNotEqualTo(first);
  }

  @ClusterTest
  void placesEachSubgroupInADomainOfItsOwn(Scenario s) {
    nodesInPairs(s, 2);
    s.converge(
        SetManifest.named("web")
            .onOwnNodes(s)
            .replicas(1)
            .size(4)
            .subGroups(2, "LeaderWorker")
            .annotation(Names.SUBGROUP_EXCLUSIVE_TOPOLOGY_ANNOTATION, DOMAIN));
    Map<String, Set<String>> bySubgroup =
        s.world().pods("web").stream()
            .collect(
                Collectors.groupingBy(
                    p -> Objects.toString(World.label(p, Names.SUBGROUP_INDEX_LABEL)),
                    Collectors.mapping(p -> domain(s, p), Collectors.toSet())));
    assertThat(bySubgroup.keySet()).containsExactlyInAnyOrder("0", "1");
    assertThat(bySubgroup.values()).allSatisfy(domains -> assertThat(domains).hasSize(1));
    assertThat(bySubgroup.get("0")).isNotEqualTo(bySubgroup.get("1"));
  }

  @ClusterTest
  void makesASetWaitForADomainThatAnotherSetHolds(Scenario s) {
    nodesInPairs(s, 2);
    s.converge(exclusive(s, "first").size(2));
    Set<String> held = domains(s, s.world().pods("first"));
    assertThat(held).hasSize(2);
    s.apply(exclusive(s, "second").size(2).replicas(1));
    s.await("the leader is there", w -> w.has(World.PODS, "second-0"));
    s.await(
        "it is said what it waits for",
        w ->
            s.waiting("second").stream()
                .anyMatch(x -> x.message().contains("second-0 is not scheduled yet")));
    assertThat(s.world().has(World.STATEFUL_SETS, "second-0")).isFalse();
    s.scale("first", 1);
    s.awaitConverged("second");
    s.awaitConverged("first");
    assertThat(domains(s, s.world().pods("second")))
        .hasSize(1)
        .doesNotContainAnyElementsOf(domains(s, s.world().pods("first")));
  }

  @ClusterTest
  void saysWhichLabelIsMissingAndGoesOnOnceItIsThere(Scenario s) {
    List<String> nodes = s.ownNodes(2, Map.of());
    SetManifest web = exclusive(s, "web").replicas(1);
    s.apply(web);
    s.await("the leader is there", w -> w.has(World.PODS, "web-0"));
    s.await(
        "it is said, whether or not the scheduler places the leader",
        w ->
            w.events("TopologyLabelMissing").stream().anyMatch(e -> e.contains(DOMAIN))
                || s.waiting("web").stream().anyMatch(x -> x.message().contains(DOMAIN)));
    for (String node : nodes) {
      s.cluster().nodes().label(node, DOMAIN, s.namespace());
    }
    s.skip(Duration.ofSeconds(30));
    s.apply(web.annotation("touch", "1"));
    s.awaitConverged("web");
  }
}
