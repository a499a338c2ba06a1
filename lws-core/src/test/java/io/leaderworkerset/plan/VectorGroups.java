package io.leaderworkerset.plan;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.observe.GroupSummary;
import io.leaderworkerset.observe.LeaderState;
import io.leaderworkerset.observe.WorkersState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Reads the groups of a vector. */
public final class VectorGroups {
  private VectorGroups() {}

  /** Returns the groups of a vector's input, sorted by index. */
  public static List<GroupSummary> of(JsonObject in) {
    List<GroupSummary> groups = new ArrayList<>();
    for (JsonElement each : Json.array(in, "groups")) {
      groups.add(group(each));
    }
    groups.sort(Comparator.comparingInt(GroupSummary::index));
    return groups;
  }

  private static GroupSummary group(JsonElement json) {
    String leader = Objects.requireNonNull(Json.string(json, "leader"));
    String workers = Objects.requireNonNull(Json.string(json, "workers"));
    return new GroupSummary(
        json.getAsJsonObject().get("index").getAsInt(),
        LeaderState.valueOf(leader.toUpperCase(Locale.ROOT)),
        switch (workers) {
          case "absent" -> WorkersState.ABSENT;
          case "notReady" -> WorkersState.NOT_READY;
          case "ready" -> WorkersState.READY;
          case "n/a" -> WorkersState.NOT_APPLICABLE;
          default -> throw new IllegalArgumentException("workers: " + workers);
        },
        leader.equals("absent") ? null : Json.string(json, "leaderRevision"),
        workers.equals("absent") ? null : Json.string(json, "workersRevision"));
  }
}
