package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonObject;

/** What a field manager owns after server-side apply. */
public final class AppliedFields {
  private AppliedFields() {}

  /**
   * Returns the {@code fieldsV1} of a manager that applied this StatefulSet and nothing before.
   *
   * @param statefulSet the apply body
   */
  public static JsonObject of(JsonObject statefulSet) {
    return FieldPaths.ofApplied(statefulSet, Schemas.named("Workload")).toJson();
  }
}
