package io.leaderworkerset.admission.review;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.leaderworkerset.admission.FieldError;
import io.leaderworkerset.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Builds the answers to reviews. */
final class Responses {
  /** Longest text of one message, in characters: it goes into audit logs and terminals. */
  private static final int MAX_MESSAGE = 4096;

  private static final int MAX_CAUSES = 32;

  private Responses() {}

  /** Returns a review that allows the request as it is. */
  static JsonObject allowed(String uid) {
    return review(response(uid, true));
  }

  /** Returns a review that allows the request with a patch, if the patch does anything. */
  static JsonObject patched(String uid, JsonArray patch, List<String> warnings) {
    JsonObject response = response(uid, true);
    if (!patch.isEmpty()) {
      response.addProperty("patchType", "JSONPatch");
      byte[] text = patch.toString().getBytes(StandardCharsets.UTF_8); // keeps nulls in values
      response.addProperty("patch", Base64.getEncoder().encodeToString(text));
    }
    warn(response, warnings);
    return review(response);
  }

  /** Returns a review that allows the request as it is, with warnings for the user. */
  static JsonObject allowed(String uid, List<String> warnings) {
    JsonObject response = response(uid, true);
    warn(response, warnings);
    return review(response);
  }

  /** Returns a review that refuses the request. */
  static JsonObject denied(String uid, int code, String reason, String message) {
    JsonObject status = new JsonObject();
    status.addProperty("status", "Failure");
    status.addProperty("message", clip(message));
    status.addProperty("reason", reason);
    status.addProperty("code", code);
    JsonObject response = response(uid, false);
    response.add("status", status);
    return review(response);
  }

  /** Returns a review that refuses an object with errors, each one a cause of its own. */
  static JsonObject invalid(ReviewRequest request, List<FieldError> errors) {
    JsonObject out = denied(request.uid(), 422, "Invalid", FieldError.summary(errors));
    JsonArray causes = new JsonArray();
    for (FieldError each : errors.subList(0, Math.min(errors.size(), MAX_CAUSES))) {
      JsonObject cause = new JsonObject();
      cause.addProperty("reason", each.type().value());
      cause.addProperty("message", clip(each.message().substring(each.field().length() + 2)));
      cause.addProperty("field", clip(each.field()));
      causes.add(cause);
    }
    JsonObject details = new JsonObject();
    details.addProperty("name", clip(request.name()));
    details.addProperty("group", request.path().group());
    details.addProperty("kind", request.kind());
    details.add("causes", causes);
    JsonObject status = Json.ensureObject(Json.ensureObject(out, "response"), "status");
    status.add("details", details);
    return out;
  }

  /** Returns the text, cut if it is too long to show. */
  static String clip(String text) {
    if (text.length() <= MAX_MESSAGE) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(MAX_MESSAGE - 1)) ? 1 : 0;
    return text.substring(0, MAX_MESSAGE - end) + "...";
  }

  private static void warn(JsonObject response, List<String> warnings) {
    if (!warnings.isEmpty()) {
      JsonArray array = new JsonArray();
      warnings.forEach(array::add);
      response.add("warnings", array);
    }
  }

  private static JsonObject response(String uid, boolean allowed) {
    JsonObject out = new JsonObject();
    out.addProperty("uid", uid);
    out.addProperty("allowed", allowed);
    return out;
  }

  private static JsonObject review(JsonObject response) {
    JsonObject out = new JsonObject();
    out.addProperty("kind", ReviewRequest.KIND);
    out.addProperty("apiVersion", ReviewRequest.API_VERSION);
    out.add("response", response);
    return out;
  }
}
