package io.leaderworkerset.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.cluster.LabelRequirement.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchedulerRulesTest {
  private static final String RACK = "rack";
  private static final Map<String, Long> SMALL = Map.of("cpu", 1000L);

  private static SchedulingNode node(String name, String rack, long cpu) {
    return new SchedulingNode(
        name, Map.of(RACK, rack, "n", name), false, List.of(), Map.of("cpu", cpu));
  }

  private static SchedulerState nodes(SchedulingNode... nodes) {
    SchedulerState state = new SchedulerState();
    for (SchedulingNode node : nodes) {
      state.putNode(node);
    }
    return state;
  }

  private static SchedulingPod pod(String name) {
    return SchedulingPod.plain(name, "ns", Map.of("app", "web"), SMALL);
  }

  private static SchedulingPod group(String name, String group) {
    List<LabelRequirement> own = List.of(LabelRequirement.is("group", group));
    List<LabelRequirement> others =
        List.of(
            new LabelRequirement("group", Operator.EXISTS, List.of()),
            new LabelRequirement("group", Operator.NOT_IN, List.of(group)));
    return SchedulingPod.plain(name, "ns", Map.of("group", group), SMALL)
        .withAffinity(
            List.of(new PodAffinityTerm(own, Set.of("ns"), RACK)),
            List.of(new PodAffinityTerm(others, Set.of("ns"), RACK)));
  }

  @Test
  void takesTheLeastLoadedNodeThenTheFirstByName() {
    SchedulerState state = nodes(node("b", "1", 4000), node("a", "1", 4000), node("c", "1", 8000));
    List<Placement> placed =
        SchedulerRules.schedule(state, List.of(pod("1"), pod("2"), pod("3"), pod("4"), pod("5")));
    assertThat(placed.stream().map(Placement::node)).containsExactly("a", "b", "c", "c", "a");
  }

  @Test
  void saysPerReasonHowManyNodesDoNotFit() {
    SchedulingNode cordoned = new SchedulingNode("z", Map.of(), true, List.of(), Map.of());
    SchedulingNode tainted =
        new SchedulingNode(
            "t",
            Map.of(),
            false,
            List.of(new Taint("dedicated", "x", Taint.Effect.NO_SCHEDULE)),
            Map.of("cpu", 9000L));
    SchedulingNode full =
        new SchedulingNode("f", Map.of(), false, List.of(), Map.of("cpu", 500L, "pods", 0L));
    Placement placement = SchedulerRules.place(nodes(cordoned, tainted, full), pod("p"));
    assertThat(placement.node()).isNull();
    assertThat(placement.message())
        .isEqualTo(
            "0/3 nodes are available: 1 Insufficient cpu, 1 Too many pods,"
                + " 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable.");
  }

  @Test
  void saysThatThereAreNoNodes() {
    assertThat(SchedulerRules.place(new SchedulerState(), pod("p")).message())
        .isEqualTo("no nodes available to schedule pods");
  }

  @ParameterizedTest(name = "{0} {1} [{2}] fits: {3}")
  @CsvSource({
    "rack, IN, 1, a",
    "rack, IN, 2, ''",
    "rack, NOT_IN, 1, ''",
    "other, NOT_IN, 1, a",
    "rack, EXISTS, '', a",
    "other, EXISTS, '', ''",
    "rack, DOES_NOT_EXIST, '', ''",
    "other, DOES_NOT_EXIST, '', a",
    "rack, GT, 0, a",
    "rack, GT, 1, ''",
    "rack, LT, 2, a",
    "rack, LT, x, ''",
    "other, GT, 0, ''",
    "metadata.name, IN, a, a",
    "metadata.name, IN, b, ''"
  })
  void honoursRequiredNodeAffinity(String key, Operator operator, String value, String expected) {
    List<String> values = value.isEmpty() ? List.of() : List.of(value);
    SchedulingPod wanted =
        pod("p")
            .withNodes(
                Map.of(), List.of(List.of(new LabelRequirement(key, operator, values))), List.of());
    Placement placement = SchedulerRules.place(nodes(node("a", "1", 4000)), wanted);
    assertThat(placement.node() == null ? "" : placement.node()).isEqualTo(expected);
    if (expected.isEmpty()) {
      assertThat(placement.message())
          .isEqualTo(
              "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.");
    }
  }

  @Test
  void oneOfSeveralNodeAffinityTermsIsEnoughButTheSelectorHoldsAsWell() {
    List<List<LabelRequirement>> either =
        List.of(List.of(LabelRequirement.is(RACK, "1")), List.of(LabelRequirement.is(RACK, "2")));
    SchedulerState state = nodes(node("a", "1", 4000), node("b", "2", 4000), node("c", "3", 4000));
    assertThat(
            SchedulerRules.place(state, pod("p").withNodes(Map.of("n", "b"), either, List.of()))
                .node())
        .isEqualTo("b");
    assertThat(
            SchedulerRules.place(state, pod("p").withNodes(Map.of("n", "c"), either, List.of()))
                .node())
        .isNull();
  }

  @ParameterizedTest(name = "key {0} exists {1} value {2} effect {3} tolerates: {4}")
  @CsvSource({
    "gpu, false, yes, NO_SCHEDULE, true",
    "gpu, false, no, NO_SCHEDULE, false",
    "gpu, true, '', NO_SCHEDULE, true",
    "gpu, true, '', , true",
    "gpu, true, '', NO_EXECUTE, false",
    "'', true, '', , true",
    "'', false, yes, , false",
    "cpu, true, '', , false"
  })
  void placesOnTaintedNodesWhatToleratesThem(
      String key, boolean exists, String value, Taint.Effect effect, boolean expected) {
    SchedulingNode tainted =
        new SchedulingNode(
            "t",
            Map.of(),
            false,
            List.of(
                new Taint("gpu", "yes", Taint.Effect.NO_SCHEDULE),
                new Taint("soft", "", Taint.Effect.PREFER_NO_SCHEDULE)),
            Map.of("cpu", 9000L));
    SchedulingPod wanted =
        pod("p")
            .withNodes(
                Map.of(), List.of(), List.of(new Toleration(key, exists, value, effect, null)));
    assertThat(SchedulerRules.place(nodes(tainted), wanted).node() != null).isEqualTo(expected);
  }

  @Test
  void keepsGroupsInRacksOfTheirOwn() {
    SchedulerState state =
        nodes(
            node("a1", "A", 2000), node("a2", "A", 2000),
            node("b1", "B", 2000), node("b2", "B", 2000));
    List<SchedulingPod> pods = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      pods.add(group("x" + i, "x"));
      pods.add(group("y" + i, "y"));
    }
    List<Placement> placed = SchedulerRules.schedule(state, pods);
    for (int i = 0; i < placed.size(); i++) {
      assertThat(placed.get(i).node()).startsWith(i % 2 == 0 ? "a" : "b");
    }
    assertThat(SchedulerRules.place(state, group("z", "z")).message())
        .isEqualTo(
            "0/4 nodes are available: 2 Insufficient cpu,"
                + " 2 node(s) didn't match pod anti-affinity rules.");
    SchedulerRules.schedule(state, List.of(group("x3", "x")));
    assertThat(SchedulerRules.place(state, group("x4", "x")).message())
        .isEqualTo(
            "0/4 nodes are available: 1 node(s) didn't match pod affinity rules,"
                + " 3 Insufficient cpu.");
  }

  @Test
  void theFirstPodOfItsOwnAffinityGroupMayStartIt() {
    SchedulerState state = nodes(node("a", "A", 2000));
    assertThat(SchedulerRules.place(state, group("x0", "x")).node()).isEqualTo("a");
    List<LabelRequirement> other = List.of(LabelRequirement.is("group", "other"));
    SchedulingPod wantsOthers =
        pod("p").withAffinity(List.of(new PodAffinityTerm(other, Set.of("ns"), RACK)), List.of());
    assertThat(SchedulerRules.place(state, wantsOthers).message())
        .isEqualTo("0/1 nodes are available: 1 node(s) didn't match pod affinity rules.");
  }

  @Test
  void aNodeWithoutTheTopologyLabelNeverMeetsAffinity() {
    SchedulingNode bare = new SchedulingNode("a", Map.of(), false, List.of(), Map.of("cpu", 9000L));
    assertThat(SchedulerRules.place(nodes(bare), group("x0", "x")).node()).isNull();
  }

  @Test
  void antiAffinityOfPlacedPodsHoldsForNewOnesToo() {
    SchedulerState state = nodes(node("a", "A", 9000), node("b", "B", 9000));
    List<LabelRequirement> web = List.of(LabelRequirement.is("app", "web"));
    SchedulingPod hermit =
        SchedulingPod.plain("hermit", "ns", Map.of("app", "hermit"), SMALL)
            .withAffinity(List.of(), List.of(new PodAffinityTerm(web, Set.of("ns"), RACK)));
    state.putPod(hermit, "a");
    assertThat(SchedulerRules.place(state, pod("p")).node()).isEqualTo("b");
    state.removeNode("b");
    assertThat(SchedulerRules.place(state, pod("p")).message())
        .isEqualTo(
            "0/1 nodes are available: 1 node(s) didn't satisfy existing pods anti-affinity"
                + " rules.");
    SchedulingPod elsewhere = SchedulingPod.plain("q", "other", Map.of("app", "web"), SMALL);
    assertThat(SchedulerRules.place(state, elsewhere).node()).isEqualTo("a");
    state.removePod("hermit");
    assertThat(SchedulerRules.place(state, pod("p")).node()).isEqualTo("a");
  }

  @Test
  void countsExtendedResourcesAndGivesThemBack() {
    SchedulingNode gpus =
        new SchedulingNode(
            "g", Map.of(), false, List.of(), Map.of("cpu", 9000L, "nvidia.com/gpu", 2000L));
    SchedulerState state = nodes(gpus);
    SchedulingPod one = SchedulingPod.plain("1", "ns", Map.of(), Map.of("nvidia.com/gpu", 2000L));
    SchedulingPod two = SchedulingPod.plain("2", "ns", Map.of(), Map.of("nvidia.com/gpu", 1000L));
    assertThat(SchedulerRules.schedule(state, List.of(one, two)).get(1).message())
        .isEqualTo("0/1 nodes are available: 1 Insufficient nvidia.com/gpu.");
    state.removePod("1");
    assertThat(SchedulerRules.place(state, two).node()).isEqualTo("g");
  }
}
