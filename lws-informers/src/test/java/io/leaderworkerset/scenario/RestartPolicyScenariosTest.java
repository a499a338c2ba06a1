package io.leaderworkerset.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Each way for a pod to fail, under each restart policy: one set for each policy. */
class RestartPolicyScenariosTest {
  private static final Map<String, String> POLICIES =
      Map.of(
          "always", "RecreateGroupOnPodRestart",
          "started", "RecreateGroupAfterStart",
          "none", "None",
          "default", "Default");
  private static final List<String> AS_A_WHOLE = List.of("always", "started");
  private static final List<String> ONE_BY_ONE = List.of("none", "default");

  private static SetManifest set(String name) {
    return SetManifest.named(name)
        .replicas(1)
        .size(3)
        .restartPolicy(POLICIES.get(name))
        .initContainer("prepare");
  }

  /** Converges all sets, fails one pod of each, and returns the pods that were there before. */
  private static Map<String, Map<String, String>> fail(Scenario s, Consumer<String> failure) {
    POLICIES.keySet().forEach(name -> s.apply(set(name)));
    POLICIES.keySet().forEach(s::awaitConverged);
    Map<String, Map<String, String>> before = pods(s);
    POLICIES.keySet().forEach(failure);
    return before;
  }

  private static Map<String, Map<String, String>> pods(Scenario s) {
    return POLICIES.keySet().stream()
        .collect(Collectors.toMap(set -> set, set -> s.world().uids(set)));
  }

  private static void awaitMadeAnew(
      Scenario s, Collection<String> sets, Map<String, Map<String, String>> before) {
    for (String set : sets) {
      int pods = before.get(set).size();
      s.await(
          "group of " + set + " is made anew",
          w ->
              w.uids(set).size() == pods
                  && Collections.disjoint(w.uids(set).values(), before.get(set).values()));
      s.awaitConverged(set);
    }
  }

  /** Each of the sets had its group made anew just once, so many times by our doing. */
  private static void assertMadeAnewOnce(Scenario s, Collection<String> sets, int restarts) {
    s.assertComesToRest();
    for (String set : sets) {
      assertThat(s.board().incarnations(World.PODS, set + "-0"))
          .as(() -> set + "\n" + s.board().tail(set, 100))
          .isEqualTo(2);
      assertThat(s.calls().restarts(set)).as(set).isEqualTo(restarts);
    }
    ONE_BY_ONE.forEach(set -> assertThat(s.calls().restarts(set)).as(set).isZero());
  }

  /** Awaits that one worker, and nothing else, is another in the sets without group restarts. */
  private static void awaitOnlyReplaced(
      Scenario s, String worker, Map<String, Map<String, String>> before) {
    for (String set : ONE_BY_ONE) {
      String name = set + worker;
      s.await(
          name + " is another",
          w -> w.has(World.PODS, name) && !before.get(set).containsValue(World.uid(w.pod(name))));
      s.awaitConverged(set);
      Map<String, String> others = new HashMap<>(before.get(set));
      others.remove(name);
      assertThat(s.world().uids(set)).hasSize(before.get(set).size()).containsAllEntriesOf(others);
    }
  }

  private static void awaitUntouched(Scenario s, Map<String, Map<String, String>> before) {
    for (String set : ONE_BY_ONE) {
      s.awaitConverged(set);
      assertThat(s.world().uids(set)).isEqualTo(before.get(set));
    }
  }

  @ClusterTest
  void aContainerRestarts(Scenario s) {
    var before = fail(s, set -> s.restartContainer(set + "-0-2", "main"));
    awaitMadeAnew(s, AS_A_WHOLE, before);
    awaitUntouched(s, before);
    assertMadeAnewOnce(s, AS_A_WHOLE, 1);
  }

  @ClusterTest
  void anInitContainerRestarts(Scenario s) {
    var before = fail(s, set -> s.restartContainer(set + "-0-1", "prepare"));
    awaitMadeAnew(s, AS_A_WHOLE, before);
    awaitUntouched(s, before);
    assertMadeAnewOnce(s, AS_A_WHOLE, 1);
    assertThat(s.world().events("RecreateGroup")).anyMatch(note -> note.contains("prepare"));
  }

  @ClusterTest
  void aWorkerIsDeleted(Scenario s) {
    var before = fail(s, set -> s.delete(World.PODS, set + "-0-1"));
    awaitMadeAnew(s, AS_A_WHOLE, before);
    awaitOnlyReplaced(s, "-0-1", before);
    assertMadeAnewOnce(s, AS_A_WHOLE, 1);
  }

  @ClusterTest
  void aWorkerIsEvicted(Scenario s) {
    var before = fail(s, set -> s.kubelets().evict(s.namespace(), set + "-0-2"));
    awaitMadeAnew(s, AS_A_WHOLE, before);
    awaitOnlyReplaced(s, "-0-2", before);
    assertMadeAnewOnce(s, AS_A_WHOLE, 1);
  }

  @ClusterTest
  void aWorkerIsReplacedUnderItsName(Scenario s) {
    var before = fail(s, set -> s.forceDelete(set + "-0-1"));
    awaitMadeAnew(s, AS_A_WHOLE, before);
    awaitOnlyReplaced(s, "-0-1", before);
    assertMadeAnewOnce(s, AS_A_WHOLE, 1);
  }

  /** Workers belong to their leader: without it they go, whatever the policy. */
  @ClusterTest
  void theLeaderIsDeleted(Scenario s) {
    var before = fail(s, set -> s.delete(World.PODS, set + "-0"));
    awaitMadeAnew(s, POLICIES.keySet(), before);
    assertMadeAnewOnce(s, POLICIES.keySet(), 0);
  }

  @ClusterTest
  void theLeaderIsLostAtOnce(Scenario s) {
    var before = fail(s, set -> s.forceDelete(set + "-0"));
    awaitMadeAnew(s, POLICIES.keySet(), before);
    assertMadeAnewOnce(s, POLICIES.keySet(), 0);
  }

  /** The workers' node is lost; when it comes back, its kubelet says that they have ended. */
  @ClusterTest
  void aNodeIsLost(Scenario s) {
    List<String> nodes = s.ownNodes(2, Map.of());
    POLICIES.keySet().forEach(name -> s.apply(spread(s, name, nodes)));
    POLICIES.keySet().forEach(s::awaitConverged);
    Map<String, Map<String, String>> before = pods(s);
    s.cluster().nodes().notReady(nodes.get(1));
    for (String set : POLICIES.keySet()) {
      s.await("the worker of " + set + " is given up", w -> World.isDeleting(w.pod(set + "-0-1")));
    }
    for (String set : AS_A_WHOLE) {
      s.await("the leader of " + set + " goes too", w -> World.isDeleting(w.pod(set + "-0")));
    }
    s.cluster().nodes().ready(nodes.get(1));
    awaitMadeAnew(s, AS_A_WHOLE, before);
    awaitOnlyReplaced(s, "-0-1", before);
    assertMadeAnewOnce(s, AS_A_WHOLE, 1);
  }

  /** The leader on the first node, its worker on the second. */
  private static SetManifest spread(Scenario s, String name, List<String> nodes) {
    String host = "kubernetes.io/hostname";
    return set(name)
        .size(2)
        .onOwnNodes(s)
        .leavingLostNodesAtOnce()
        .nodeSelector(host, nodes.get(0))
        .leaderLikeWorkers()
        .nodeSelector(host, nodes.get(1));
  }
}
