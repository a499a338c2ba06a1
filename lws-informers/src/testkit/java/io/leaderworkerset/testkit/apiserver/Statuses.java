package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi.ApiException;
import java.util.List;
import java.util.stream.Collectors;
import javax.annotation.Nullable;

/** The API's refusals, with the code, reason, details and wording of a real API server. */
public final class Statuses {
  private Statuses() {}

  /** Returns a refusal without details. */
  public static ApiException failure(int code, String reason, String message) {
    return new ApiException(code, status(code, reason, message));
  }

  /** Returns the 403 of an admission plug-in. */
  public static ApiException denied(ResourceType type, String name, String message) {
    return about(
        type, name, 403, "Forbidden", quoted(type.key(), name) + " is forbidden: " + message);
  }

  /** Returns the refusal of an admission webhook that gives a text and no status of its own. */
  public static ApiException deniedByWebhook(String webhook, String message) {
    JsonObject status = new JsonObject();
    status.addProperty("code", 403);
    status.addProperty("reason", "Forbidden");
    status.addProperty("message", message);
    return deniedByWebhook(webhook, status);
  }

  /**
   * Returns the refusal of an admission webhook with the status that it answered: the server passes
   * on its code, reason and details, puts the webhook's name before the message, and makes a code
   * below 400 a 400.
   */
  public static ApiException deniedByWebhook(String webhook, JsonObject status) {
    String by = "admission webhook \"" + webhook + "\" denied the request";
    String message = orEmpty(Json.string(status, "message"));
    String reason = orEmpty(Json.string(status, "reason"));
    Integer code = Json.integer(status, "code");
    String why = message.isEmpty() ? reason : message;
    ApiException made =
        failure(
            code == null || code < 400 ? 400 : code,
            reason,
            why.isEmpty() ? by + " without explanation" : by + ": " + why);
    JsonObject details = Json.object(status, "details");
    if (details != null) {
      made.status().add("details", details.deepCopy());
    }
    return made;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  static ApiException notFound(ResourceType type, String name) {
    return about(type, name, 404, "NotFound", quoted(type.key(), name) + " not found");
  }

  static ApiException noSuchPath() {
    ApiException made =
        failure(404, "NotFound", "the server could not find the requested resource");
    made.status().add("details", new JsonObject());
    return made;
  }

  static ApiException alreadyExists(ResourceType type, String name) {
    return about(type, name, 409, "AlreadyExists", quoted(type.key(), name) + " already exists");
  }

  static ApiException modified(ResourceType type, String name) {
    return conflict(
        type,
        name,
        "the object has been modified; please apply your changes to the latest version and try"
            + " again");
  }

  static ApiException conflict(ResourceType type, String name, String why) {
    return about(
        type,
        name,
        409,
        "Conflict",
        "Operation cannot be fulfilled on " + quoted(type.key(), name) + ": " + why);
  }

  static ApiException applyConflict(String message, JsonArray causes) {
    ApiException made = failure(409, "Conflict", message);
    JsonObject details = new JsonObject();
    details.add("causes", causes);
    made.status().add("details", details);
    return made;
  }

  static ApiException badRequest(String message) {
    return failure(400, "BadRequest", message);
  }

  static ApiException invalid(ResourceType type, String name, List<FieldError> errors) {
    String list = errors.stream().map(FieldError::text).collect(Collectors.joining(", "));
    ApiException made =
        failure(
            422,
            "Invalid",
            quoted(type.groupKind(), name)
                + " is invalid: "
                + (errors.size() == 1 ? list : "[" + list + "]"));
    JsonObject details = details(type.group(), type.kind(), name);
    JsonArray causes = new JsonArray();
    errors.forEach(e -> causes.add(e.toCause()));
    details.add("causes", causes);
    made.status().add("details", details);
    return made;
  }

  static ApiException methodNotAllowed() {
    ApiException made =
        failure(
            405,
            "MethodNotAllowed",
            "the server does not allow this method on the requested" + " resource");
    made.status().add("details", new JsonObject());
    return made;
  }

  static ApiException unsupportedMediaType(List<String> accepted) {
    return failure(
        415,
        "UnsupportedMediaType",
        "the body of the request was in an unknown format - accepted media types include: "
            + String.join(", ", accepted));
  }

  static ApiException expired(String message) {
    return failure(410, "Expired", message);
  }

  static ApiException tooOld(long asked, long oldest) {
    return expired("too old resource version: " + asked + " (" + oldest + ")");
  }

  static ApiException tooLarge(long asked, long current) {
    ApiException made =
        failure(504, "Timeout", "Too large resource version: " + asked + ", current: " + current);
    JsonObject cause = new JsonObject();
    cause.addProperty("reason", "ResourceVersionTooLarge");
    cause.addProperty("message", "Too large resource version");
    JsonArray causes = new JsonArray();
    causes.add(cause);
    JsonObject details = new JsonObject();
    details.add("causes", causes);
    details.addProperty("retryAfterSeconds", 1);
    made.status().add("details", details);
    return made;
  }

  static ApiException retryLater(int code, String reason, String message, long seconds) {
    ApiException made = failure(code, reason, message);
    JsonObject details = new JsonObject();
    details.addProperty("retryAfterSeconds", seconds);
    made.status().add("details", details);
    return made;
  }

  static JsonObject success(ResourceType type, String name, @Nullable String uid) {
    JsonObject out = base("Success");
    JsonObject details = details(type.group(), type.plural(), name);
    if (uid != null) {
      details.addProperty("uid", uid);
    }
    out.add("details", details);
    return out;
  }

  static JsonObject created() {
    JsonObject out = base("Success");
    out.addProperty("code", 201);
    return out;
  }

  private static ApiException about(
      ResourceType type, String name, int code, String reason, String message) {
    ApiException made = failure(code, reason, message);
    made.status().add("details", details(type.group(), type.plural(), name));
    return made;
  }

  private static JsonObject details(String group, String kind, String name) {
    JsonObject out = new JsonObject();
    out.addProperty("name", name);
    if (!group.isEmpty()) {
      out.addProperty("group", group);
    }
    out.addProperty("kind", kind);
    return out;
  }

  private static JsonObject status(int code, String reason, String message) {
    JsonObject out = base("Failure");
    out.addProperty("message", message);
    out.addProperty("reason", reason);
    out.addProperty("code", code);
    return out;
  }

  private static JsonObject base(String status) {
    JsonObject out = new JsonObject();
    out.addProperty("kind", "Status");
    out.addProperty("apiVersion", "v1");
    out.add("metadata", new JsonObject());
    out.addProperty("status", status);
    return out;
  }

  private static String quoted(String kind, String name) {
    return kind + " \"" + name + "\"";
  }
}
