package io.leaderworkerset.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.golden.GoldenVectors;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.json.Json;
import org.junit.jupiter.api.Test;

class PodGroupsGoldenTest {
  @Test
  void buildsTheReferencesPodGroup() {
    GoldenVectors.checkAll(
        "volcano-podgroup.jsonl",
        c -> {
          LeaderWorkerSet set = Sets.of(c.in().get("lws"));
          JsonObject built =
              PodGroups.build(set, set, LeaderPod.of(c.in().getAsJsonObject("leaderPod")));
          JsonObject expected = c.out().getAsJsonObject("podGroup");
          expected.addProperty("apiVersion", "scheduling.volcano.sh/v1beta1");
          expected.addProperty("kind", "PodGroup");
          nameTheGroupOfARefusedLeader(c.in().getAsJsonObject("leaderPod"), expected);
          return GoldenVectors.differences(expected, built);
        });
  }

  /** See {@link WorkerStatefulSetsGoldenTest}: such a leader pod has no group labels. */
  private static void nameTheGroupOfARefusedLeader(JsonObject leader, JsonObject expected) {
    if (Json.at(leader, "metadata", "labels", Names.GROUP_INDEX_LABEL) != null) {
      return;
    }
    JsonObject metadata = Json.object(expected, "metadata");
    JsonObject labels = Json.object(metadata, "labels");
    assertThat(Json.string(labels, Names.GROUP_INDEX_LABEL)).isEmpty();
    String pod = Json.string(leader, "metadata", "name");
    labels.addProperty(Names.GROUP_INDEX_LABEL, pod.substring(pod.lastIndexOf('-') + 1));
    metadata.addProperty("name", pod + "-" + Json.string(labels, Names.REVISION_LABEL));
  }
}
