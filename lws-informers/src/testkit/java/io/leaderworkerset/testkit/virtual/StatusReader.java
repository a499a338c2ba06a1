package io.leaderworkerset.testkit.virtual;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.api.Condition;
import io.leaderworkerset.api.LeaderWorkerSetStatus;
import io.leaderworkerset.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.Nullable;

/** Reads the status that a manager writes, as an API client would. */
final class StatusReader {
  private StatusReader() {}

  static LeaderWorkerSetStatus read(@Nullable JsonObject status) {
    List<Condition> conditions = new ArrayList<>(4);
    for (JsonElement each : Json.array(status, "conditions")) {
      conditions.add(condition(each));
    }
    return new LeaderWorkerSetStatus(
        conditions,
        Json.integer(status, "readyReplicas"),
        Json.integer(status, "updatedReplicas"),
        Json.integer(status, "replicas"),
        Json.string(status, "hpaPodSelector"),
        number(status));
  }

  private static Condition condition(JsonElement json) {
    String time = Json.string(json, "lastTransitionTime");
    return Condition.builder()
        .type(orEmpty(Json.string(json, "type")))
        .status(orEmpty(Json.string(json, "status")))
        .observedGeneration(number(json))
        .lastTransitionTime(time == null ? null : Instant.parse(time))
        .reason(Json.string(json, "reason"))
        .message(Json.string(json, "message"))
        .build();
  }

  @Nullable
  private static Long number(@Nullable JsonElement json) {
    JsonElement found = Json.at(json, "observedGeneration");
    return found == null ? null : found.getAsLong();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
