package io.leaderworkerset.testkit;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.leaderworkerset.admission.Defaulting;
import io.leaderworkerset.admission.FieldError;
import io.leaderworkerset.admission.Gang;
import io.leaderworkerset.admission.PodAdmission;
import io.leaderworkerset.admission.Validation;
import io.leaderworkerset.admission.review.AdmissionPath;
import io.leaderworkerset.admission.review.AdmissionReviews;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi;
import io.leaderworkerset.testkit.apiserver.AdmissionHook;
import io.leaderworkerset.testkit.apiserver.Statuses;
import java.util.List;
import javax.annotation.Nullable;

/**
 * What the webhooks do, in process: defaults and validates sets, makes pods members of groups. What
 * they refuse is refused with the status that their review answers.
 */
final class LeaderWorkerSetAdmission implements AdmissionHook {
  private static final Gson GSON = new Gson();

  private final Gang gang;

  /** Makes the hook; {@code gang} says which scheduler's metadata pods get. */
  LeaderWorkerSetAdmission(Gang gang) {
    this.gang = gang;
  }

  @Override
  public JsonObject admit(Review review) {
    if (review.subresource() != null || review.operation() == Operation.DELETE) {
      return review.object();
    }
    String resource = review.resource().plural();
    if (resource.equals(Names.PLURAL) && review.resource().group().equals(Names.GROUP)) {
      return admitSet(review);
    }
    boolean newPod =
        resource.equals("pods")
            && review.resource().group().isEmpty()
            && review.operation() == Operation.CREATE;
    return newPod ? admitPod(review) : review.object();
  }

  private JsonObject admitPod(Review review) {
    PodAdmission.Result result = PodAdmission.admit(review.object(), gang);
    if (!result.isAdmitted()) {
      throw denied("mpod.kb.io", AdmissionPath.MUTATE_POD, review, review.object());
    }
    return result.pod();
  }

  private JsonObject admitSet(Review review) {
    JsonObject defaulted = Defaulting.apply(review.object());
    if (Json.string(defaulted, "metadata", "deletionTimestamp") != null) {
      return defaulted;
    }
    List<FieldError> errors = Validation.validate(set(defaulted), setOrNull(review.oldObject()));
    if (!errors.isEmpty()) {
      throw denied("vleaderworkerset.kb.io", AdmissionPath.VALIDATE_SET, review, defaulted);
    }
    return defaulted;
  }

  /** Asks the webhook for the words and the status. */
  private ClusterApi.ApiException denied(
      String webhook, AdmissionPath path, Review review, JsonObject object) {
    JsonObject resource = new JsonObject();
    resource.addProperty("group", review.resource().group());
    resource.addProperty("version", review.resource().version());
    resource.addProperty("resource", review.resource().plural());
    JsonObject request = new JsonObject();
    request.addProperty("uid", "denied");
    request.add("resource", resource);
    request.addProperty("operation", review.operation().name());
    request.addProperty("namespace", review.namespace());
    request.addProperty("name", review.name());
    request.add("object", object);
    request.add("oldObject", review.oldObject());
    JsonObject asked = new JsonObject();
    asked.addProperty("apiVersion", "admission.k8s.io/v1");
    asked.addProperty("kind", "AdmissionReview");
    asked.add("request", request);
    JsonObject answer = new AdmissionReviews(gang).handle(path, asked);
    JsonObject status = Json.object(answer, "response", "status");
    return Statuses.deniedByWebhook(webhook, status == null ? new JsonObject() : status);
  }

  private static LeaderWorkerSet set(JsonObject json) {
    return GSON.fromJson(json, LeaderWorkerSet.class);
  }

  @Nullable
  private static LeaderWorkerSet setOrNull(@Nullable JsonObject json) {
    return json == null ? null : set(json);
  }
}
