package io.leaderworkerset.manifest;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.leaderworkerset.api.Condition;
import io.leaderworkerset.api.LeaderWorkerSetStatus;
import io.leaderworkerset.observe.SetCondition;
import io.leaderworkerset.observe.SetStatus;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.Nullable;

/** Converts a set's status between what planning computes, the API type, and JSON. */
public final class Statuses {
  private Statuses() {}

  /** Returns the status that an object carries; {@link SetStatus#EMPTY} if it carries none. */
  public static SetStatus of(@Nullable LeaderWorkerSetStatus status) {
    if (status == null) {
      return SetStatus.EMPTY;
    }
    List<SetCondition> conditions = new ArrayList<>(status.conditions().size());
    for (Condition each : status.conditions()) {
      conditions.add(condition(each));
    }
    String selector = status.hpaPodSelector();
    return new SetStatus(
        conditions,
        orZero(status.readyReplicas()),
        orZero(status.updatedReplicas()),
        orZero(status.replicas()),
        selector == null ? "" : selector,
        orZero(status.observedGeneration()));
  }

  /** Returns the {@code status} member to write. Counts of 0 are written, not left out. */
  public static JsonObject toJson(SetStatus status) {
    JsonObject out = new JsonObject();
    JsonArray conditions = new JsonArray();
    for (SetCondition each : status.conditions()) {
      conditions.add(condition(each));
    }
    out.add("conditions", conditions);
    out.addProperty("readyReplicas", status.readyReplicas());
    out.addProperty("updatedReplicas", status.updatedReplicas());
    out.addProperty("replicas", status.replicas());
    out.addProperty("hpaPodSelector", status.hpaPodSelector());
    out.addProperty("observedGeneration", status.observedGeneration());
    return out;
  }

  private static SetCondition condition(Condition from) {
    return new SetCondition(
        from.type(),
        "True".equals(from.status()),
        orEmpty(from.reason()),
        orEmpty(from.message()),
        orZero(from.observedGeneration()),
        from.lastTransitionTime());
  }

  private static JsonObject condition(SetCondition from) {
    JsonObject out = new JsonObject();
    out.addProperty("type", from.type());
    out.addProperty("status", from.status() ? "True" : "False");
    out.addProperty("observedGeneration", from.observedGeneration());
    if (from.lastTransitionTime() != null) {
      out.addProperty(
          "lastTransitionTime",
          from.lastTransitionTime().truncatedTo(ChronoUnit.SECONDS).toString());
    }
    out.addProperty("reason", from.reason());
    out.addProperty("message", from.message());
    return out;
  }

  private static int orZero(@Nullable Integer value) {
    return value == null ? 0 : value;
  }

  private static long orZero(@Nullable Long value) {
    return value == null ? 0 : value;
  }

  private static String orEmpty(@Nullable String value) {
    return value == null ? "" : value;
  }
}
