package io.leaderworkerset.admission.review;

import com.google.gson.JsonObject;
import io.leaderworkerset.admission.FieldError;
import io.leaderworkerset.admission.Gang;
import io.leaderworkerset.admission.PodAdmission;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.json.Json;
import java.util.List;

/** Reviews of pods. Only their creation is looked at. */
final class PodReviews {
  private PodReviews() {}

  static JsonObject mutate(ReviewRequest request, Gang gang) {
    if (!request.isCreate()) {
      return Responses.allowed(request.uid());
    }
    JsonObject pod = request.object();
    if (Json.at(pod, "metadata", "labels", Names.SET_NAME_LABEL) == null) {
      return Responses.allowed(request.uid()); // a pod of no set
    }
    List<FieldError> misshapen = Shapes.POD.check(pod);
    if (!misshapen.isEmpty()) {
      return Responses.invalid(request, misshapen);
    }
    PodAdmission.Result result = PodAdmission.admit(pod, gang);
    return result.isAdmitted()
        ? Responses.patched(request.uid(), JsonPatchDiff.diff(pod, result.pod()), List.of())
        : Responses.denied(request.uid(), 422, "Invalid", String.valueOf(result.error()));
  }
}
