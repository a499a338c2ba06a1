package io.leaderworkerset.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.informers.support.Eventually;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.cluster.PodMatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Templates, sizes and budgets change while groups serve. */
class RolloutScenariosTest {
  private static void allAt(Scenario s, String set, String image) {
    assertThat(s.world().pods(set).stream().map(World::image).distinct().toList())
        .containsExactly(image);
  }

  @ClusterTest
  void replacesGroupsOneAtATime(Scenario s) {
    SetManifest web = SetManifest.named("web").replicas(3).size(2);
    s.converge(web);
    s.board().always(Laws.readyLeadersAtLeast("web", 2));
    s.converge(web.image("two"));
    allAt(s, "web", "two");
    s.await(
        "an event tells of the last group at first",
        w -> w.events("GroupsUpdating").stream().anyMatch(this::tellsOfReplica2));
    Eventually.await(
        "the rollout is counted",
        () -> s.calls().rollouts().equals(List.of("started", "completed")));
  }

  /** Alone or, if the next group followed at once, together with others. */
  private boolean tellsOfReplica2(String note) {
    return note.matches("Updating replica(s \\d+ to)? 2( \\(inclusive\\))?");
  }

  @ClusterTest
  void replacesAsManyGroupsAsMayBeUnavailable(Scenario s) {
    SetManifest web = SetManifest.named("web").replicas(4).size(2).maxUnavailable(2);
    s.converge(web);
    s.board().always(Laws.readyLeadersAtLeast("web", 2));
    s.converge(web.image("two"));
    allAt(s, "web", "two");
  }

  @ClusterTest
  void roundsAPercentageOfUnavailableGroupsDown(Scenario s) {
    SetManifest web = SetManifest.named("web").replicas(4).size(1).maxUnavailable("49%");
    s.converge(web);
    s.board().always(Laws.readyLeadersAtLeast("web", 3));
    s.converge(web.image("two"));
    allAt(s, "web", "two");
  }

  @ClusterTest
  void roundsAPercentageOfSurgeUp(Scenario s) {
    SetManifest web =
        SetManifest.named("web").replicas(4).size(1).maxUnavailable(0).maxSurge("26%");
    s.converge(web);
    s.board().always(Laws.readyLeadersAtLeast("web", 4));
    s.board().always(Laws.groupsAtMost("web", 6));
    s.converge(web.image("two"));
    allAt(s, "web", "two");
    assertThat(s.board().incarnations(World.PODS, "web-5")).isPositive();
  }

  @ClusterTest
  void goesNoFurtherThanAGroupThatDoesNotBecomeReady(Scenario s) throws Exception {
    SetManifest web = SetManifest.named("web").replicas(3).size(2);
    s.converge(web);
    Map<String, String> first = s.world().uids("web", 0);
    Map<String, String> second = s.world().uids("web", 1);
    s.board().always(Laws.readyLeadersAtLeast("web", 2));
    PodMatcher broken =
        PodMatcher.named(s.namespace(), "web-2-1").and(pod -> World.image(pod).equals("two"));
    try (AutoCloseable unready = s.unready(broken)) {
      s.apply(web.image("two"));
      s.await("group 2 is at two", w -> World.image(w.pod("web-2-1")).equals("two"));
      s.await("it is said", w -> !s.waiting("web").isEmpty());
      assertThat(s.board().stays(Duration.ofMillis(300), w -> w.partition("web") == 2)).isTrue();
      assertThat(s.world().uids("web", 0)).isEqualTo(first);
      assertThat(s.world().uids("web", 1)).isEqualTo(second);
    }
    s.awaitConverged("web");
    allAt(s, "web", "two");
  }

  @ClusterTest
  void rollsWhatAPartitionAllowsPastABrokenGroupBelowIt(Scenario s) throws Exception {
    SetManifest web = SetManifest.named("web").replicas(4).size(1).partition(2);
    s.converge(web);
    try (AutoCloseable unready = s.unready("web-0")) {
      s.await("group 0 is down", w -> !World.isReady(w.pod("web-0")));
      String uid = World.uid(s.world().pod("web-0"));
      s.apply(web.image("two").maxUnavailable(2));
      for (String pod : List.of("web-2", "web-3")) {
        s.await(
            pod + " is at two",
            w -> World.image(w.pod(pod)).equals("two") && World.isReady(w.pod(pod)));
      }
      assertThat(World.uid(s.world().pod("web-0"))).isEqualTo(uid);
      assertThat(World.image(s.world().pod("web-1"))).isEqualTo("one");
    }
    s.awaitConverged("web");
  }

  @ClusterTest
  void rollsWhenOnlyTheLeadersTemplateChanges(Scenario s) {
    SetManifest web = SetManifest.named("web").size(2).leaderImage("leader");
    s.converge(web);
    s.converge(web.leaderImage("leader-two"));
    for (String leader : List.of("web-0", "web-1")) {
      assertThat(World.image(s.world().pod(leader))).isEqualTo("leader-two");
      assertThat(World.image(s.world().pod(leader + "-1"))).isEqualTo("one");
    }
  }

  @ClusterTest
  void takesABudgetLargerThanTheSet(Scenario s) {
    SetManifest web = SetManifest.named("web").replicas(2).maxUnavailable(10);
    s.converge(web);
    s.converge(web.image("two"));
    allAt(s, "web", "two");
  }

  @ClusterTest
  void rollsWithSurgeAloneAndLosesNoGroup(Scenario s) {
    SetManifest web = SetManifest.named("web").replicas(3).size(2).maxUnavailable(0).maxSurge(1);
    s.converge(web);
    s.board().always(Laws.readyLeadersAtLeast("web", 3));
    s.board().always(Laws.groupsAtMost("web", 4));
    s.converge(web.image("two"));
    allAt(s, "web", "two");
    assertThat(s.board().incarnations(World.PODS, "web-3")).isPositive();
  }

  @ClusterTest
  void scalesDuringARolloutWithSurge(Scenario s) throws Exception {
    SetManifest web = SetManifest.named("web").replicas(3).size(2).maxSurge(1);
    s.converge(web);
    s.board().always(Laws.groupsAtMost("web", 6));
    try (AutoCloseable unready = s.unready("web-3")) {
      s.apply(web.image("two"));
      s.await("the surge group is there", w -> w.has(World.PODS, "web-3"));
      s.apply(web.replicas(5));
      s.await("five groups", w -> w.has(World.PODS, "web-4"));
    }
    s.awaitConverged("web");
    allAt(s, "web", "two");
    s.converge(web.replicas(2));
  }

  @ClusterTest
  void keepsGroupsBelowThePartition(Scenario s) {
    SetManifest web = SetManifest.named("web").replicas(3).size(2);
    s.converge(web);
    Map<String, String> kept = s.world().uids("web", 0);
    s.converge(web.image("two").partition(1));
    assertThat(s.world().uids("web", 0)).isEqualTo(kept);
    assertThat(World.image(s.world().pod("web-1"))).isEqualTo("two");
    assertThat(s.world().revisions("web")).hasSize(2);
    s.converge(web.partition(0));
    allAt(s, "web", "two");
  }

  @ClusterTest
  void surgesAboveAPartition(Scenario s) {
    SetManifest web = SetManifest.named("web").replicas(3).size(2).maxSurge(1).maxUnavailable(0);
    s.converge(web);
    Map<String, String> kept = s.world().uids("web", 0);
    s.board().always(Laws.groupsAtMost("web", 4));
    s.board().always(Laws.readyLeadersAtLeast("web", 3));
    s.apply(web.image("two").partition(1));
    s.await("group 1 is at two", w -> World.image(w.pod("web-1-1")).equals("two"));
    s.awaitCondition("web", "Available");
    assertThat(s.world().uids("web", 0)).isEqualTo(kept);
    s.converge(web.partition(0));
    allAt(s, "web", "two");
  }

  @ClusterTest
  void takesASecondTemplateInTheMiddleOfARollout(Scenario s) throws Exception {
    SetManifest web = SetManifest.named("web").replicas(3).size(2);
    s.converge(web);
    try (AutoCloseable unready = s.unready("web-2")) {
      s.apply(web.image("two"));
      s.await("group 2 is at two", w -> World.image(w.pod("web-2")).equals("two"));
      s.apply(web.image("three"));
      s.await("group 2 is at three", w -> World.image(w.pod("web-2")).equals("three"));
    }
    s.awaitConverged("web");
    allAt(s, "web", "three");
  }

  @ClusterTest
  void rollsBackInTheMiddleOfARollout(Scenario s) throws Exception {
    SetManifest web = SetManifest.named("web").replicas(3).size(2);
    s.converge(web);
    Map<String, String> kept = s.world().uids("web", 0);
    String first = s.world().revisions("web").get(0);
    try (AutoCloseable unready = s.unready("web-2")) {
      s.apply(web.image("two"));
      s.await("group 2 is at two", w -> World.image(w.pod("web-2")).equals("two"));
      s.apply(web.image("one"));
      s.await("group 2 is at one", w -> World.image(w.pod("web-2")).equals("one"));
    }
    s.awaitConverged("web");
    assertThat(s.world().revisions("web")).containsExactly(first);
    assertThat(s.world().uids("web", 0)).isEqualTo(kept);
  }

  @ClusterTest
  void changesTemplateAndReplicasTogether(Scenario s) {
    SetManifest web = SetManifest.named("web").replicas(2).size(2);
    s.converge(web);
    s.converge(web.image("two").replicas(4));
    allAt(s, "web", "two");
    s.converge(web.image("three").replicas(1));
    allAt(s, "web", "three");
  }

  @ClusterTest
  void resizesGroups(Scenario s) {
    SetManifest web = SetManifest.named("web").replicas(2).size(3);
    s.converge(web);
    for (int size : List.of(1, 4, 2)) {
      s.converge(web.size(size));
      assertThat(s.world().pods("web")).hasSize(2 * size);
    }
  }

  @ClusterTest
  void countsGroupsOfTheOldSizeAsReadyWhileTheyServe(Scenario s) {
    SetManifest web = SetManifest.named("web").replicas(3).size(1);
    s.converge(web);
    s.board().always(Laws.readyLeadersAtLeast("web", 2));
    s.converge(web.size(3));
  }

  @ClusterTest
  void rebuildsAnOldGroupAtItsOwnRevisionAndSize(Scenario s) throws Exception {
    SetManifest web = SetManifest.named("web").replicas(3).size(3);
    s.converge(web);
    String uid = World.uid(s.world().pod("web-0"));
    try (AutoCloseable unready = s.unready("web-2")) {
      s.apply(web.image("two").size(2));
      s.await("group 2 is at two", w -> World.image(w.pod("web-2")).equals("two"));
      s.restartContainer("web-0-1", "main");
      s.await(
          "group 0 is made anew, whole",
          w ->
              !World.uid(w.pod("web-0")).equals(uid)
                  && w.pods("web", 0).size() == 3
                  && w.pods("web", 0).stream().allMatch(World::isReady));
      assertThat(s.world().pods("web", 0).stream().map(World::image).distinct().toList())
          .containsExactly("one");
    }
    s.awaitConverged("web");
    allAt(s, "web", "two");
  }

  @ClusterTest(embeddedOnly = "it needs a watch that is held up")
  void waitsForTheCacheBeforeItMakesARevision(Scenario s) throws Exception {
    SetManifest web = SetManifest.named("web").replicas(1).size(1);
    s.converge(web);
    try (AutoCloseable silent = s.holdUp(World.REVISIONS)) {
      s.apply(web.image("two"));
      s.await(
          "the leader StatefulSet is at two",
          w ->
              w.revisions("web").size() == 2
                  && w.revisions("web")
                      .get(1)
                      .equals(World.label(w.statefulSet("web"), Names.REVISION_LABEL)));
      s.skip(Duration.ofSeconds(6)); // longer than a manager waits for its own writes to show
      s.apply(web.image("three"));
      assertThat(s.board().stays(Duration.ofMillis(300), w -> w.revisions("web").size() == 2))
          .as("no revision is made beside those there are")
          .isTrue();
    }
    s.awaitConverged("web");
    allAt(s, "web", "three");
  }

  @ClusterTest
  void rollsToAChangeMadeWhenTheRevisionBeforeItWasLost(Scenario s) {
    SetManifest web = SetManifest.named("web").replicas(2).size(2);
    s.converge(web);
    s.stop();
    s.world().all(World.REVISIONS).stream()
        .filter(r -> Names.KIND.equals(World.ownerKind(r)))
        .forEach(r -> s.delete(World.REVISIONS, World.name(r)));
    s.apply(web.image("two"));
    s.start();
    s.awaitConverged("web");
    allAt(s, "web", "two");
  }

  /** Defect 7 of the reference: one broken old group at a low index stalls its rollout for ever. */
  @ClusterTest
  void getsPastABrokenOldGroupAtALowIndex(Scenario s) throws Exception {
    SetManifest web = SetManifest.named("web").replicas(4).size(2);
    s.converge(web);
    try (AutoCloseable unready = s.unready(brokenOld(s, "web"))) {
      s.await("group 1 is down", w -> !World.isReady(w.pod("web-1")));
      s.board().always(Laws.readyLeadersAtLeast("web", 3));
      s.converge(web.image("two"));
    }
    allAt(s, "web", "two");
    assertThat(strategy(s.world(), "web")).isEqualTo("RollingUpdate");
  }

  /** The strategy OnDelete is never left behind, whatever happens while a group is replaced. */
  @ClusterTest
  void endsTheStrategyOnDeleteThoughItIsKilledAndTheSetChangesMeanwhile(Scenario s)
      throws Exception {
    SetManifest scaled = SetManifest.named("scaled").replicas(3).size(1);
    SetManifest edited = SetManifest.named("edited").replicas(3).size(1);
    SetManifest paused = SetManifest.named("paused").replicas(3).size(1);
    SetManifest reread = SetManifest.named("reread").replicas(3).size(1);
    List<SetManifest> sets = List.of(scaled, edited, paused, reread);
    List<AutoCloseable> broken = new ArrayList<>();
    sets.forEach(s::converge);
    for (SetManifest set : sets) {
      broken.add(s.unready(brokenOld(s, set.name())));
      broken.add(
          s.change(brokenOld(s, set.name()), b -> b.withTerminationDelay(Duration.ofSeconds(25))));
      s.await("group 1 is down", w -> !World.isReady(w.pod(set.name() + "-1")));
      s.apply(set.image("two"));
    }
    for (SetManifest set : sets) {
      String name = set.name();
      s.await(
          "group 1 of " + name + " is being deleted under OnDelete",
          w -> strategy(w, name).equals("OnDelete") && World.isDeleting(w.pod(name + "-1")));
    }
    s.stop();
    s.apply(scaled.image("two").replicas(5));
    s.apply(edited.image("three"));
    s.apply(paused.image("two").partition(3));
    s.start();
    s.await("paused goes back", w -> strategy(w, "paused").equals("RollingUpdate"));
    for (AutoCloseable each : broken) {
      each.close();
    }
    sets.forEach(set -> s.awaitConverged(set.name()));
    sets.forEach(set -> assertThat(strategy(s.world(), set.name())).isEqualTo("RollingUpdate"));
    allAt(s, "scaled", "two");
    allAt(s, "edited", "three");
    allAt(s, "paused", "one");
    allAt(s, "reread", "two");
  }

  @ClusterTest
  void takesOverALeaderStatefulSetThatIsAtOnDelete(Scenario s) {
    SetManifest web = SetManifest.named("web").replicas(2).size(2);
    s.converge(web);
    s.stop();
    s.change(
        World.STATEFUL_SETS,
        "web",
        each -> {
          JsonObject strategy = new JsonObject();
          strategy.addProperty("type", "OnDelete");
          each.getAsJsonObject("spec").add("updateStrategy", strategy);
        });
    s.apply(web.image("two"));
    s.board().always(Laws.readyLeadersAtLeast("web", 1));
    s.start();
    s.awaitConverged("web");
    allAt(s, "web", "two");
    assertThat(strategy(s.world(), "web")).isEqualTo("RollingUpdate");
  }

  private static PodMatcher brokenOld(Scenario s, String set) {
    return PodMatcher.named(s.namespace(), set + "-1").and(pod -> World.image(pod).equals("one"));
  }

  private static String strategy(World world, String set) {
    return String.valueOf(Json.string(world.statefulSet(set), "spec", "updateStrategy", "type"));
  }
}
