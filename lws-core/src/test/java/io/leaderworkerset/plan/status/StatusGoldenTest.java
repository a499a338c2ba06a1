package io.leaderworkerset.plan.status;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.golden.GoldenVectors;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.manifest.SpecReader;
import io.leaderworkerset.manifest.Statuses;
import io.leaderworkerset.observe.SetStatus;
import io.leaderworkerset.plan.VectorGroups;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class StatusGoldenTest {
  @Test
  void computesTheStatusThatTheReferenceWritesButForDefect6() {
    GoldenVectors.checkAll(
        "status.jsonl",
        c -> {
          StatusCalculator.Output out = StatusCalculator.compute(inputOf(c.in()), Instant.EPOCH);
          JsonObject actual = new JsonObject();
          actual.add("status", toJson(out.status()));
          actual.addProperty("updateDone", out.updateDone());
          return GoldenVectors.differences(withBothOfAPair(c.out()), actual);
        });
  }

  /** Defect 6 of the reference: where the first condition changed, the second one was dropped. */
  private static JsonObject withBothOfAPair(JsonObject out) {
    JsonObject cured = out.deepCopy();
    JsonArray conditions = cured.getAsJsonObject("status").getAsJsonArray("conditions");
    for (int i = 0; i < conditions.size(); i++) {
      conditions.get(i).getAsJsonObject().remove("lastTransitionTime");
      if ("UpdateInProgress".equals(Json.string(conditions.get(i), "type"))
          && Json.string(conditions.get(i), "status").equals("True")) {
        JsonObject progressing = conditions.get(i).deepCopy().getAsJsonObject();
        progressing.addProperty("type", "Progressing");
        progressing.addProperty("reason", "GroupsProgressing");
        progressing.addProperty("message", "Replicas are progressing");
        conditions.add(progressing);
      }
    }
    return cured;
  }

  private static StatusCalculator.Input inputOf(JsonObject in) {
    LeaderWorkerSet set = new Gson().fromJson(in.get("lws"), LeaderWorkerSet.class);
    return new StatusCalculator.Input(
        Objects.requireNonNull(set.metadata().getName()),
        Objects.requireNonNull(set.metadata().getGeneration()),
        SpecReader.rollout(set),
        Objects.requireNonNull(Json.string(in, "revision")),
        in.get("leaderStatefulSetStatusReplicas").getAsInt(),
        VectorGroups.of(in),
        null,
        SetStatus.EMPTY,
        List.of());
  }

  /** As our status is written, but for counts of 0, which the reference leaves out. */
  private static JsonObject toJson(SetStatus status) {
    JsonObject out = Statuses.toJson(status);
    for (String count : List.of("readyReplicas", "updatedReplicas", "replicas")) {
      if (out.get(count).getAsInt() == 0) {
        out.remove(count);
      }
    }
    out.getAsJsonArray("conditions")
        .forEach(each -> each.getAsJsonObject().remove("lastTransitionTime"));
    return out;
  }
}
