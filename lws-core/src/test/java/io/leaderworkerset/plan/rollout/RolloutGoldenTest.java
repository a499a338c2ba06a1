package io.leaderworkerset.plan.rollout;

import com.google.gson.JsonObject;
import io.leaderworkerset.golden.GoldenVectors;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.observe.RolloutSpec;
import io.leaderworkerset.observe.ScaledValue;
import io.leaderworkerset.plan.VectorGroups;
import java.util.List;
import java.util.Objects;
import javax.annotation.Nullable;
import org.junit.jupiter.api.Test;

class RolloutGoldenTest {
  @Test
  void decidesPartitionAndReplicasAsTheReferenceDoes() {
    GoldenVectors.checkAll(
        "rollout.jsonl",
        c -> {
          RolloutStep step = RolloutPlanner.next(stateOf(c.in()));
          JsonObject actual = new JsonObject();
          actual.addProperty("partition", step.partition());
          actual.addProperty("replicas", step.replicas());
          return GoldenVectors.differences(c.out(), actual);
        });
  }

  private static RolloutState stateOf(JsonObject in) {
    int replicas = in.get("replicas").getAsInt();
    RolloutSpec spec =
        new RolloutSpec(
            replicas,
            in.get("partition").getAsInt(),
            ScaledValue.roundDown(in.get("maxUnavailable").getAsString(), replicas),
            ScaledValue.roundUp(in.get("maxSurge").getAsString(), replicas));
    return new RolloutState(
        spec,
        Objects.requireNonNull(Json.string(in, "revision")),
        Json.isTrue(in, "templateUpdated"),
        leaderSetOf(Json.object(in, "leaderStatefulSet")),
        VectorGroups.of(in));
  }

  @Nullable
  private static RolloutState.LeaderSet leaderSetOf(@Nullable JsonObject json) {
    return json == null
        ? null
        : new RolloutState.LeaderSet(
            json.get("replicas").getAsInt(),
            json.get("partition").getAsInt(),
            Json.integer(json, "replicasAnnotation"));
  }

  @Test
  void readsEveryKindOfGroupInTheVectors() {
    List<GoldenVectors.Case> cases = GoldenVectors.cases("rollout.jsonl");
    org.assertj.core.api.Assertions.assertThat(cases)
        .anyMatch(c -> VectorGroups.of(c.in()).isEmpty())
        .anyMatch(c -> VectorGroups.of(c.in()).size() > 3);
  }
}
