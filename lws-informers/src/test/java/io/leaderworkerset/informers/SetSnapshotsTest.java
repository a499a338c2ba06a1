package io.leaderworkerset.informers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.leaderworkerset.informers.http.KubeApiException;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.plan.explain.Blocker;
import io.leaderworkerset.plan.explain.Blocker.Code;
import io.leaderworkerset.plan.rollout.RolloutRules;
import io.leaderworkerset.testkit.EmbeddedCluster;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One look at a cluster; the scenarios say what it finds. */
class SetSnapshotsTest {
  private static final String SETS = "leaderworkersets.leaderworkerset.x-k8s.io";

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

  private static List<Code> codes(List<Blocker> blockers) {
    return blockers.stream().map(Blocker::code).toList();
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
