package io.leaderworkerset.testkit;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.leaderworkerset.admission.Defaulting;
import io.leaderworkerset.admission.FieldError;
import io.leaderworkerset.admission.Gang;
import io.leaderworkerset.admission.PodAdmission;
import io.leaderworkerset.admission.Validation;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.apiserver.AdmissionHook;
import io.leaderworkerset.testkit.apiserver.Statuses;
import java.util.List;
import java.util.stream.Collectors;
import javax.annotation.Nullable;

/** What the webhooks do, in process: defaults and validates sets, makes pods members of groups. */
public final class LeaderWorkerSetAdmission implements AdmissionHook {
  private static final Gson GSON = new Gson();

  private final Gang gang;

  /** Makes the hook; {@code gang} says which scheduler's metadata pods get. */
  public LeaderWorkerSetAdmission(Gang gang) {
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
      throw Statuses.deniedByWebhook("mpod.kb.io", String.valueOf(result.error()));
    }
    return result.pod();
  }

  private static JsonObject admitSet(Review review) {
    JsonObject defaulted = Defaulting.apply(review.object());
    if (Json.string(defaulted, "metadata", "deletionTimestamp") != null) {
      return defaulted;
    }
    List<FieldError> errors = Validation.validate(set(defaulted), setOrNull(review.oldObject()));
    if (!errors.isEmpty()) {
      throw Statuses.deniedByWebhook(
          "vleaderworkerset.kb.io",
          errors.stream().map(FieldError::message).collect(Collectors.joining(", ")));
    }
    return defaulted;
  }

  private static LeaderWorkerSet set(JsonObject json) {
    return GSON.fromJson(json, LeaderWorkerSet.class);
  }

  @Nullable
  private static LeaderWorkerSet setOrNull(@Nullable JsonObject json) {
    return json == null ? null : set(json);
  }
}
