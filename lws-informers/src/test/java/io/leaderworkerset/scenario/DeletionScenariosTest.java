package io.leaderworkerset.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import java.util.List;

/** Sets are deleted in the middle of everything: nothing is left, nothing else is touched. */
class DeletionScenariosTest {
  private static final List<String> SETS =
      List.of("starting", "waiting", "rolling", "surging", "restarting", "shrinking", "blocked");

  private static final String FOREIGN_SERVICE =
      """
      {"apiVersion":"v1","kind":"Service","metadata":{"name":"blocked"},
       "spec":{"ports":[{"port":80}],"selector":{"app":"other"}}}
      """;

  private static SetManifest set(String name) {
    return SetManifest.named(name).size(2);
  }

  /** Pods that hold their set where it is. */
  private static boolean isHeld(JsonObject pod) {
    boolean newImage = World.image(pod).equals("two");
    return switch (World.name(pod)) {
      case "starting-0-1", "waiting-0" -> true;
      case "rolling-1", "surging-2" -> newImage;
      default -> false;
    };
  }

  private static void bringToTheMiddle(Scenario s) {
    s.create(World.SERVICES, FOREIGN_SERVICE);
    s.apply(set("blocked"));
    s.apply(set("starting"));
    s.apply(set("waiting").startupPolicy("LeaderReady"));
    for (String name : List.of("rolling", "surging", "restarting", "shrinking")) {
      s.apply(set(name));
    }
    for (String name : List.of("rolling", "surging", "restarting", "shrinking")) {
      s.awaitConverged(name);
    }
    s.apply(set("rolling").image("two"));
    s.apply(set("surging").image("two").maxSurge(1).maxUnavailable(0));
    s.await("rolling", w -> World.image(w.pod("rolling-1")).equals("two"));
    s.await("surging", w -> World.image(w.pod("surging-2")).equals("two"));
    s.await("starting", w -> w.has(World.PODS, "starting-0-1"));
    s.await("waiting", w -> w.has(World.PODS, "waiting-0"));
    s.awaitCondition("blocked", "Blocked");
    s.restartContainer("restarting-0-1", "main");
    s.scale("shrinking", 0);
  }

  private static void deletesAll(Scenario s, String propagation) throws Exception {
    try (AutoCloseable unready = s.unready(DeletionScenariosTest::isHeld)) {
      bringToTheMiddle(s);
      SETS.forEach(name -> s.delete(World.SETS, name, propagation));
      s.await(
          "everything is gone but what is not ours",
          w ->
              w.all(World.SETS).isEmpty()
                  && w.all(World.PODS).isEmpty()
                  && w.all(World.STATEFUL_SETS).isEmpty()
                  && w.all(World.REVISIONS).isEmpty()
                  && w.all(World.SERVICES).size() == 1);
    }
    assertThat(World.name(s.world().all(World.SERVICES).iterator().next())).isEqualTo("blocked");
    s.assertQuiet();
  }

  @ClusterTest(endsQuiet = false)
  void inTheBackground(Scenario s) throws Exception {
    deletesAll(s, "Background");
  }

  @ClusterTest(endsQuiet = false)
  void inTheForeground(Scenario s) throws Exception {
    deletesAll(s, "Foreground");
  }

  /** Orphans go on running; a set of that name made again does not take what is not its own. */
  @ClusterTest(endsQuiet = false)
  void leavingOrphans(Scenario s) {
    s.converge(set("web"));
    var pods = s.world().uids("web");
    s.delete(World.SETS, "web", "Orphan");
    s.awaitGone(World.SETS, "web");
    s.apply(set("web").image("two"));
    s.awaitCondition("web", "Blocked");
    s.awaitEvent("NameConflict", "StatefulSet web exists and is owned by nobody");
    assertThat(s.world().uids("web")).isEqualTo(pods);
    s.delete(World.STATEFUL_SETS, "web");
    s.delete(World.SERVICES, "web");
    s.await("the orphans are gone", w -> !w.uids("web").values().containsAll(pods.values()));
  }

  /** The set comes back as it was, and would make the revision that is still there. */
  @ClusterTest
  void tellsOfARevisionThatAnOrphaningDeletionLeft(Scenario s) {
    s.converge(set("web"));
    s.delete(World.SETS, "web", "Orphan");
    s.awaitGone(World.SETS, "web");
    s.await("the Service is an orphan", w -> isOrphan(w.get(World.SERVICES, "web")));
    s.delete(World.STATEFUL_SETS, "web");
    s.delete(World.SERVICES, "web");
    s.awaitGone(World.SERVICES, "web");
    s.await("the pods are gone", w -> w.pods("web").isEmpty());
    s.apply(set("web"));
    s.awaitCondition("web", "Blocked");
    s.awaitEvent("FailedUpdate", "exists and is owned by nobody; it is left alone. Delete it");
    s.world().all(World.REVISIONS).stream()
        .filter(DeletionScenariosTest::isOrphan)
        .forEach(each -> s.delete(World.REVISIONS, World.name(each)));
    s.awaitConverged("web");
  }

  private static boolean isOrphan(JsonObject object) {
    return Json.array(object, "metadata", "ownerReferences").isEmpty();
  }
}
