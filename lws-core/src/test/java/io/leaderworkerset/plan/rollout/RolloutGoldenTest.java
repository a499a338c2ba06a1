package io.leaderworkerset.plan.rollout;

import com.google.gson.JsonObject;
import io.leaderworkerset.golden.GoldenVectors;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.observe.GroupSummary;
import io.leaderworkerset.observe.RolloutSpec;
import io.leaderworkerset.observe.ScaledValue;
import io.leaderworkerset.plan.VectorGroups;
import io.leaderworkerset.plan.rollout.RolloutState.LeaderSet;
import java.util.ArrayList;
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
          RolloutStep step = RolloutPlanner.next(stateOf(c.in()), RolloutRules.REFERENCE);
          JsonObject actual = new JsonObject();
          actual.addProperty("partition", step.partition());
          actual.addProperty("replicas", step.replicas());
          return GoldenVectors.differences(c.out(), actual);
        });
  }

  @Test
  void differsUnderSafeRulesOnlyWhereTheFloorAsksForIt() {
    GoldenVectors.checkAll(
        "rollout.jsonl",
        c -> {
          RolloutState state = stateOf(c.in());
          int partition = c.out().get("partition").getAsInt();
          int replicas = c.out().get("replicas").getAsInt();
          return unexplained(state, partition, replicas, RolloutPlanner.next(state));
        });
  }

  /** What of the difference none of the stated rules explains. */
  private static List<String> unexplained(
      RolloutState state, int partition, int replicas, RolloutStep safe) {
    List<String> out = new ArrayList<>();
    LeaderSet now = state.leaderSet();
    int n = now == null ? 0 : Math.min(now.replicas(), state.spec().burst()); // the rest goes
    int floor = state.spec().replicas() - state.spec().maxUnavailable();
    LeaderSet live = now == null ? new LeaderSet(0, 0, null) : now;
    AvailabilityFloor survivors = new AvailabilityFloor(state, live, state.spec().burst());
    if (safe.partition() > partition && survivors.survivors(partition, n) >= floor) {
      out.add("defect 8: partition " + safe + " is higher, but the floor held");
    }
    int kept = Math.min(floor, survivors.survivors(partition, n));
    if (safe.partition() < partition && survivors.survivors(safe.partition(), n) < kept) {
      out.add("defect 7: partition " + safe + " is lower and the floor does not hold");
    }
    if (safe.replicas() > replicas && survivors.survivors(safe.partition(), replicas) >= floor) {
      out.add("defect 8: replicas " + safe + " are more, but the floor held");
    }
    if (safe.replicas() < replicas && !isSurgeOfHeldGroups(state)) {
      out.add("replicas " + safe + " are fewer, and no group is held");
    }
    int most = survivors.survivors(safe.partition(), n);
    int left = survivors.survivors(safe.partition(), safe.replicas());
    if (safe.replicas() < replicas && left < Math.min(floor, most)) {
      out.add("replicas " + safe + " are fewer, and the floor does not hold");
    }
    for (GroupSummary group : state.groups()) {
      boolean old = !state.targetRevision().equals(group.leaderRevision());
      if (safe.replace().contains(group.index()) && (group.isReady() || !old)) {
        out.add("defect 7: " + safe + " replaces a group that is ready or new");
      }
    }
    return out;
  }

  /** The reference keeps surge for groups that the spec's partition holds, for ever. */
  private static boolean isSurgeOfHeldGroups(RolloutState state) {
    int held = Math.min(state.spec().partition(), state.spec().replicas());
    long done =
        state.groups().stream()
            .filter(g -> g.index() < held && g.isReady() && g.isAt(state.targetRevision()))
            .count();
    return state.templateUpdated() ? held > 0 : done < held;
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
