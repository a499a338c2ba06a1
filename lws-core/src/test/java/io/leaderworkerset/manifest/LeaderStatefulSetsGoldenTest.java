package io.leaderworkerset.manifest;

import com.google.gson.JsonObject;
import io.leaderworkerset.golden.GoldenVectors;
import org.junit.jupiter.api.Test;

class LeaderStatefulSetsGoldenTest {
  @Test
  void buildsWhatTheReferenceApplies() {
    GoldenVectors.checkAll(
        "leader-statefulset.jsonl",
        c -> {
          JsonObject built =
              LeaderStatefulSets.build(
                  Sets.of(c.in().get("lws")),
                  c.in().get("partition").getAsInt(),
                  c.in().get("replicas").getAsInt(),
                  c.in().get("revision").getAsString());
          JsonObject expected = c.out().getAsJsonObject("statefulSet");
          ClaimDifferences.assertClaimsAreWhole(c.in().get("lws"), built, expected);
          return GoldenVectors.differences(expected, built);
        });
  }
}
