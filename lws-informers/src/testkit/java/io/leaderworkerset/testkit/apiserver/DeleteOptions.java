package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import java.util.Map;
import javax.annotation.Nullable;

/**
 * How to delete; null for what the request leaves open.
 *
 * @param uid deleted only if it has this UID
 * @param version deleted only at this resourceVersion
 */
record DeleteOptions(
    @Nullable Long graceSeconds,
    @Nullable String propagation,
    @Nullable String uid,
    @Nullable String version,
    boolean dryRun) {
  static final String FOREGROUND = "Foreground";
  static final String BACKGROUND = "Background";
  static final String ORPHAN = "Orphan";

  DeleteOptions {
    if (propagation != null
        && !propagation.equals(FOREGROUND)
        && !propagation.equals(BACKGROUND)
        && !propagation.equals(ORPHAN)) {
      throw Statuses.badRequest(
          "invalid propagationPolicy \""
              + propagation
              + "\": use one of \"Foreground\", \"Background\", \"Orphan\"");
    }
  }

  /** Reads the query, and the body, which wins. */
  static DeleteOptions of(Map<String, String> query, @Nullable JsonObject body) {
    Integer grace = Json.integer(body, "gracePeriodSeconds");
    String asked = query.get("gracePeriodSeconds");
    String policy = Json.string(body, "propagationPolicy");
    if (policy == null) {
      policy = query.get("propagationPolicy");
    }
    if (Json.isTrue(body, "orphanDependents") || "true".equals(query.get("orphanDependents"))) {
      policy = ORPHAN;
    }
    return new DeleteOptions(
        grace != null ? Long.valueOf(grace) : asked == null ? null : number(asked),
        policy,
        Json.string(body, "preconditions", "uid"),
        Json.string(body, "preconditions", "resourceVersion"),
        query.containsKey("dryRun") || !Json.array(body, "dryRun").isEmpty());
  }

  private static Long number(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      throw Statuses.badRequest("gracePeriodSeconds is not a number: " + text);
    }
  }
}
