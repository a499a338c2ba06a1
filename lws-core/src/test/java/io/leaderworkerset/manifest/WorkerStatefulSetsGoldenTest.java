package io.leaderworkerset.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.golden.GoldenVectors;
import io.leaderworkerset.identity.Keys;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerStatefulSetsGoldenTest {
  @Test
  void buildsWhatTheReferenceCreates() {
    GoldenVectors.checkAll(
        "worker-statefulset.jsonl",
        c -> {
          LeaderWorkerSet set = Sets.of(c.in().get("lws"));
          JsonObject revision = c.in().getAsJsonObject("revisionData");
          JsonObject built =
              WorkerStatefulSets.build(
                  set,
                  Revisions.restore(set, revision),
                  LeaderPod.of(c.in().getAsJsonObject("leaderPod")),
                  null);
          JsonObject expected = c.out().getAsJsonObject("statefulSet");
          ClaimDifferences.assertClaimsAreWhole(revision, built, expected);
          nameTheGroupOfARefusedLeader(c.in().getAsJsonObject("leaderPod"), expected);
          return GoldenVectors.differences(expected, built);
        });
  }

  /**
   * Some vectors hold a leader pod that the reference's admission refused (TPUs under
   * LeaderExcluded), so that it has no group labels, and a StatefulSet that selects on empty ones.
   * Ours computes both from the pod's name, as admission would have.
   */
  private static void nameTheGroupOfARefusedLeader(JsonObject leader, JsonObject expected) {
    JsonObject labels = Json.object(leader, "metadata", "labels");
    if (labels.has(Names.GROUP_INDEX_LABEL)) {
      return;
    }
    String name = Json.string(leader, "metadata", "name");
    String namespace = Json.string(leader, "metadata", "namespace");
    for (JsonObject each :
        List.of(
            Json.object(expected, "metadata", "labels"),
            Json.object(expected, "spec", "selector", "matchLabels"),
            Json.object(expected, "spec", "template", "metadata", "labels"))) {
      assertThat(Json.string(each, Names.GROUP_INDEX_LABEL)).isEmpty();
      each.addProperty(Names.GROUP_INDEX_LABEL, name.substring(name.lastIndexOf('-') + 1));
      each.addProperty(Names.GROUP_KEY_LABEL, Keys.groupKey(namespace, name));
    }
  }
}
