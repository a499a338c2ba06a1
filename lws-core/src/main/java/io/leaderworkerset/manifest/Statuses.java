package io.leaderworkerset.manifest;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.leaderworkerset.api.Condition;
import io.leaderworkerset.api.LeaderWorkerSetStatus;
import io.leaderworkerset.observe.SetCondition;
import io.leaderworkerset.observe.SetStatus;
import java.time.Instant;
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
    return toJson(status, List.of());
  }

  /**
   * Returns the {@code status} member to write, with conditions of somebody else as they are.
   *
   * @param status the status to write
   * @param foreign conditions to write as they are, each in the place of the status's own of its
   *     type: their status may be Unknown
   */
  public static JsonObject toJson(SetStatus status, List<Condition> foreign) {
    JsonObject out = new JsonObject();
    JsonArray conditions = new JsonArray();
    for (SetCondition each : status.conditions()) {
      Condition asIs = ofType(each.type(), foreign);
      conditions.add(asIs == null ? json(each) : json(asIs));
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

  @Nullable
  private static Condition ofType(String type, List<Condition> conditions) {
    for (Condition each : conditions) {
      if (each.type().equals(type)) {
        return each;
      }
    }
    return null;
  }

  private static JsonObject json(SetCondition from) {
    JsonObject out = new JsonObject();
    out.addProperty("type", from.type());
    out.addProperty("status", from.status() ? "True" : "False");
    out.addProperty("observedGeneration", from.observedGeneration());
    addTransition(out, from.lastTransitionTime());
    out.addProperty("reason", from.reason());
    out.addProperty("message", from.message());
    return out;
  }

  private static JsonObject json(Condition from) {
    JsonObject out = new JsonObject();
    out.addProperty("type", from.type());
    out.addProperty("status", from.status());
    if (from.observedGeneration() != null) {
      out.addProperty("observedGeneration", from.observedGeneration());
    }
    addTransition(out, from.lastTransitionTime());
    out.addProperty("reason", orEmpty(from.reason()));
    out.addProperty("message", orEmpty(from.message()));
    return out;
  }

  private static void addTransition(JsonObject to, @Nullable Instant at) {
    if (at != null) {
      to.addProperty("lastTransitionTime", at.truncatedTo(ChronoUnit.SECONDS).toString());
    }
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
