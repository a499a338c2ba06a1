package io.leaderworkerset.admission.review;

import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import java.nio.charset.StandardCharsets;

/**
 * What to send back over HTTP: an AdmissionReview under status 200, or a {@code Status} object that
 * says what is wrong with the request.
 *
 * @param status the HTTP status
 * @param json the body
 */
public record ReviewAnswer(int status, JsonObject json) {
  /** The media type of every answer. */
  public static final String CONTENT_TYPE = "application/json";

  /** Returns the body in UTF-8. */
  public byte[] body() {
    return Json.write(json).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Returns an answer to a request that is no review.
   *
   * @param status the HTTP status, 400 or more
   * @param reason the reason as Kubernetes spells it, such as {@code BadRequest}
   * @param message what is wrong and what to do
   */
  public static ReviewAnswer failure(int status, String reason, String message) {
    JsonObject out = new JsonObject();
    out.addProperty("kind", "Status");
    out.addProperty("apiVersion", "v1");
    out.addProperty("status", "Failure");
    out.addProperty("message", message);
    out.addProperty("reason", reason);
    out.addProperty("code", status);
    return new ReviewAnswer(status, out);
  }
}
