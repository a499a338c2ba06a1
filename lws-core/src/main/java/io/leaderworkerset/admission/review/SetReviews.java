package io.leaderworkerset.admission.review;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.leaderworkerset.admission.Defaulting;
import io.leaderworkerset.admission.FieldError;
import io.leaderworkerset.admission.Validation;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.identity.RestartPolicy;
import io.leaderworkerset.json.Json;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.Nullable;

/** Reviews of sets. */
final class SetReviews {
  private static final Gson GSON = new Gson();
  private static final String WORKER_TEMPLATE = "spec.leaderWorkerTemplate.workerTemplate";

  /** What validation reads of the metadata; the server itself has checked the rest. */
  private static final List<String> METADATA =
      List.of(
          "name",
          "generateName",
          "namespace",
          "generation",
          "labels",
          "annotations",
          "ownerReferences",
          "finalizers");

  private SetReviews() {}

  static JsonObject mutate(ReviewRequest request) {
    JsonObject set = request.object();
    List<FieldError> misshapen = Shapes.SET.check(set);
    return misshapen.isEmpty()
        ? Responses.patched(
            request.uid(), JsonPatchDiff.diff(set, Defaulting.apply(set)), deprecations(set))
        : Responses.invalid(request, misshapen);
  }

  static JsonObject validate(ReviewRequest request) {
    JsonObject set = request.object();
    JsonObject old = request.oldObject();
    if (Json.string(old, "metadata", "deletionTimestamp") != null) {
      return Responses.allowed(request.uid()); // else its finalizers could not be removed
    }
    List<FieldError> errors = new ArrayList<>(Shapes.SET.check(set));
    if (Json.at(set, WORKER_TEMPLATE.split("\\.")) == null) {
      errors.add(
          new FieldError(
              FieldError.Type.REQUIRED,
              WORKER_TEMPLATE,
              JsonNull.INSTANCE,
              "pods need a template"));
    }
    if (errors.isEmpty() && old != null && !Shapes.SET.check(old).isEmpty()) {
      throw new MalformedReviewException(
          "request.oldObject is no LeaderWorkerSet: " + FieldError.summary(Shapes.SET.check(old)));
    }
    if (errors.isEmpty()) {
      errors.addAll(Validation.validate(read(set), readOrNull(old)));
    }
    return errors.isEmpty()
        ? Responses.allowed(request.uid(), experiments(set))
        : Responses.invalid(request, errors);
  }

  private static List<String> deprecations(JsonObject set) {
    String policy = Json.string(set, "spec", "leaderWorkerTemplate", "restartPolicy");
    return RestartPolicy.DEFAULT.value().equals(policy)
        ? List.of(
            "spec.leaderWorkerTemplate.restartPolicy: Default is deprecated and was changed to"
                + " None, which means the same; use None")
        : List.of();
  }

  private static List<String> experiments(JsonObject set) {
    return Json.at(set, "metadata", "annotations", Names.RECREATE_AFTER_START_ANNOTATION) == null
        ? List.of()
        : List.of(
            "metadata.annotations["
                + Names.RECREATE_AFTER_START_ANNOTATION
                + "] is experimental; use restartPolicy RecreateGroupAfterStart");
  }

  @Nullable
  private static LeaderWorkerSet readOrNull(@Nullable JsonObject set) {
    return set == null ? null : read(set);
  }

  private static LeaderWorkerSet read(JsonObject set) {
    JsonObject metadata = new JsonObject();
    for (String each : METADATA) {
      JsonElement value = Json.at(set, "metadata", each);
      if (value != null) {
        metadata.add(each, value);
      }
    }
    JsonObject out = new JsonObject();
    out.add("metadata", metadata);
    out.add("spec", set.get("spec"));
    return GSON.fromJson(out, LeaderWorkerSet.class);
  }
}
