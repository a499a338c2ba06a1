package io.leaderworkerset.informers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.leaderworkerset.admission.Gang;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.informers.http.KubeApiException;
import io.leaderworkerset.informers.support.Eventually;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.plan.explain.Blocker;
import io.leaderworkerset.plan.explain.Blocker.Code;
import io.leaderworkerset.plan.rollout.RolloutRules;
import io.leaderworkerset.testkit.EmbeddedCluster;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Blockers of clusters that the scenarios do not have: without admission, with gangs. */
class SetSnapshotsTest {
  private static final String SETS = "leaderworkersets.leaderworkerset.x-k8s.io";

  @Test
  void namesASpecThatNoWebhookRefused() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.builder().admission(false).start();
        LeaderWorkerSetControllers manager = manager(cluster, false)) {
      cluster.api().create(SETS, set("web", 0));
      awaitCode(manager, cluster, "web", Code.INVALID_SPEC);
      String name = "a-set-with-a-name-that-is-too-long-for-the-names-of-its-pod";
      cluster.api().create(SETS, set(name, 300));
      awaitCode(manager, cluster, name, Code.POD_NAME_TOO_LONG);
    }
  }

  @Test
  void namesAPodOfAClusterWithoutOrdinals() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.builder().admission(false).start();
        LeaderWorkerSetControllers manager = manager(cluster, false)) {
      JsonObject set = set("web", 2);
      Json.ensureObject(template(set), "metadata")
          .add(
              "annotations",
              Json.ofStrings(Map.of(Names.LEADER_NAME_ANNOTATION, "web-0", "a", "b")));
      cluster.api().create(SETS, set);
      awaitCode(manager, cluster, "web", Code.UNSUPPORTED_CLUSTER);
    }
  }

  @Test
  void namesAGangThatIsNotScheduled() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.builder().gang(Gang.VOLCANO).nodes(0).start();
        LeaderWorkerSetControllers manager = manager(cluster, true)) {
      cluster.api().create(SETS, set("web", 2));
      Blocker found = awaitCode(manager, cluster, "web", Code.GANG_NOT_SCHEDULABLE);
      assertThat(found.evidence()).contains("[web-0, web-0-1] of the gang are not scheduled");
    }
  }

  @Test
  void saysWhatTheServerRefused() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.start();
        LeaderWorkerSetControllers manager = manager(cluster, false)) {
      JsonObject set = set("web", 1);
      template(set).getAsJsonObject("spec").addProperty("restartPolicy", "Sometimes");
      cluster.api().create(SETS, set);
      Eventually.await(
          "the manager says what was refused",
          () -> codes(manager.explain("default", "web")).contains(Code.WRITE_REFUSED));
    }
  }

  @Test
  void writesNothingAndLeavesNoThread() {
    try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
      cluster.api().create(SETS, set("web", 1));
      String before = version(cluster);
      SetSnapshot seen = SetSnapshots.read(cluster.newClient(), "default", "web").orElseThrow();
      assertThat(codes(seen.explain(Instant.now(), RolloutRules.SAFE))).contains(Code.PROGRESSING);
      assertThat(version(cluster)).isEqualTo(before);
    }
  }

  private static String version(EmbeddedCluster cluster) {
    return String.valueOf(
        Json.string(cluster.api().get(SETS, "default", "web"), "metadata", "resourceVersion"));
  }

  @Test
  void failsIfTheServerCannotBeReached() {
    EmbeddedCluster cluster = EmbeddedCluster.start();
    var client = cluster.newClient();
    cluster.close();
    assertThatThrownBy(() -> SetSnapshots.read(client, "default", "web"))
        .isInstanceOf(KubeApiException.class);
  }

  private static LeaderWorkerSetControllers manager(EmbeddedCluster cluster, boolean gang) {
    LeaderWorkerSetControllers manager =
        LeaderWorkerSetControllers.builder(cluster.newClient()).gangScheduling(gang).build();
    manager.start();
    Eventually.await("the manager is ready", manager::isReady);
    return manager;
  }

  /** Both one look and the manager's caches name the code. */
  private static Blocker awaitCode(
      LeaderWorkerSetControllers manager, EmbeddedCluster cluster, String set, Code code) {
    Eventually.await("one look says " + code, () -> codes(look(cluster, set)).contains(code));
    Eventually.await(
        "the manager says " + code, () -> codes(manager.explain("default", set)).contains(code));
    return look(cluster, set).stream().filter(b -> b.code() == code).findFirst().orElseThrow();
  }

  private static List<Blocker> look(EmbeddedCluster cluster, String set) {
    return SetSnapshots.read(cluster.newClient(), "default", set)
        .map(seen -> seen.explain(Instant.now(), RolloutRules.SAFE))
        .orElse(List.of());
  }

  private static List<Code> codes(List<Blocker> blockers) {
    return blockers.stream().map(Blocker::code).toList();
  }

  private static JsonObject template(JsonObject set) {
    return set.getAsJsonObject("spec")
        .getAsJsonObject("leaderWorkerTemplate")
        .getAsJsonObject("workerTemplate");
  }

  private static JsonObject set(String name, int size) {
    return Json.parse(
            """
            {"apiVersion": "leaderworkerset.x-k8s.io/v1", "kind": "LeaderWorkerSet",
             "metadata": {"namespace": "default", "name": "%s"},
             "spec": {"replicas": 1, "leaderWorkerTemplate": {"size": %d, "workerTemplate":
               {"spec": {"containers": [{"name": "main", "image": "serving:1"}]}}}}}
            """
                .formatted(name, size))
        .getAsJsonObject();
  }
}
