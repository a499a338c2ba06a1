package io.leaderworkerset.informers.http;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.leaderworkerset.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.annotation.Nullable;

/**
 * A call to the API server that did not succeed: refused by the server (code 400 and up), without
 * an answer (code 0), or with an answer that is not what was asked for.
 *
 * <p>Reason and causes are read leniently from the {@code Status} in the body; an answer of
 * something else, such as a proxy's page, still gives a code and a message.
 */
public final class KubeApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MAX_FOREIGN_BODY = 300;

  /** The reason of a call without an answer. */
  public static final String UNREACHABLE = "Unreachable";

  /** The reason of an answer that could not be read. */
  public static final String INVALID_RESPONSE = "InvalidResponse";

  private final transient KubeRequest request;
  private final int code;
  private final String reason;
  private final transient List<Cause> causes;
  @Nullable private final Duration retryAfter;

  /**
   * One detail of a refusal.
   *
   * @param reason such as {@code FieldValueInvalid}, empty if not given
   * @param field such as {@code spec.replicas}, empty if not given
   * @param message for people, empty if not given
   */
  public record Cause(String reason, String field, String message) {}

  private KubeApiException(
      KubeRequest request,
      int code,
      String reason,
      String message,
      List<Cause> causes,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    super(
        request.describe() + " failed: " + (code > 0 ? code + " " : "") + reason + ": " + message,
        cause);
    this.request = request;
    this.code = code;
    this.reason = reason;
    this.causes = List.copyOf(causes);
    this.retryAfter = retryAfter;
  }

  /**
   * Reads an answer that is not a success.
   *
   * @param code HTTP status, or the code of a Status within a watch
   * @param body what came with it, possibly empty or foreign
   * @param retryAfterHeader the header's value, or null
   */
  public static KubeApiException ofAnswer(
      KubeRequest request, int code, String body, @Nullable String retryAfterHeader) {
    JsonObject status = statusIn(body);
    Integer hinted = Json.integer(status, "details", "retryAfterSeconds");
    Duration retryAfter = seconds(retryAfterHeader);
    if (retryAfter == null && hinted != null && hinted > 0) {
      retryAfter = Duration.ofSeconds(hinted);
    }
    String message = Json.string(status, "message");
    String reason = Json.string(status, "reason");
    return new KubeApiException(
        request,
        code,
        reason == null || reason.isEmpty() ? reasonOf(code) : reason,
        message != null ? message : foreign(status, body),
        causesIn(status),
        retryAfter,
        null);
  }

  /** The call got no answer, or lost it half-way. */
  public static KubeApiException unreachable(KubeRequest request, Throwable cause) {
    return new KubeApiException(request, 0, UNREACHABLE, cause.toString(), List.of(), null, cause);
  }

  /** The server answered a success, but not with what was asked for. */
  public static KubeApiException invalid(
      KubeRequest request, int code, String why, @Nullable Throwable cause) {
    return new KubeApiException(request, code, INVALID_RESPONSE, why, List.of(), null, cause);
  }

  /** Returns the HTTP status, or 0 if there was no answer. */
  public int code() {
    return code;
  }

  /** Returns the reason of the Status, such as {@code AlreadyExists}; never empty. */
  public String reason() {
    return reason;
  }

  /** Returns the causes in the Status' details; empty if there are none. */
  public List<Cause> causes() {
    return causes == null ? List.of() : causes;
  }

  /** Returns how long the server asked to wait. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** Returns what was asked. */
  public KubeRequest request() {
    return request;
  }

  /** Returns whether the object is not there. */
  public boolean isNotFound() {
    return code == 404;
  }

  /** Returns whether the same request would be refused again: 400, 403 or 422. */
  public boolean isRefusal() {
    return code == 400 || code == 403 || code == 422;
  }

  /** Returns the message; never null. */
  public String describe() {
    String message = getMessage();
    return message == null ? toString() : message;
  }

  /** Returns whether the object changed in between, or a precondition does not hold. */
  public boolean isConflict() {
    return code == 409 && !isAlreadyExists();
  }

  /** Returns whether an object of that name is there already. */
  public boolean isAlreadyExists() {
    return code == 409 && reason.equals("AlreadyExists");
  }

  /** Returns whether the resource version or continue token is too old. */
  public boolean isGone() {
    return code == 410;
  }

  /** Returns whether the server asked for fewer calls. */
  public boolean isThrottled() {
    return code == 429;
  }

  /** Returns whether the resource version is one that the server has not reached yet. */
  public boolean isResourceVersionTooLarge() {
    return code == 504
        && (causes().stream().anyMatch(c -> c.reason().equals("ResourceVersionTooLarge"))
            || String.valueOf(getMessage()).contains("Too large resource version"));
  }

  /** Returns whether another manager owns a field of an apply that was not forced. */
  public boolean isApplyConflict() {
    return code == 409
        && causes().stream().anyMatch(c -> c.reason().equals("FieldManagerConflict"));
  }

  @Nullable
  private static JsonObject statusIn(String body) {
    try {
      JsonElement parsed = Json.parse(body);
      return parsed.isJsonObject() ? parsed.getAsJsonObject() : null;
    } catch (JsonParseException e) {
      return null;
    }
  }

  private static List<Cause> causesIn(@Nullable JsonObject status) {
    List<Cause> causes = new ArrayList<>();
    for (JsonElement cause : Json.array(status, "details", "causes")) {
      causes.add(new Cause(text(cause, "reason"), text(cause, "field"), text(cause, "message")));
    }
    return causes;
  }

  private static String text(JsonElement from, String name) {
    String value = Json.string(from, name);
    return value == null ? "" : value;
  }

  private static String foreign(@Nullable JsonObject status, String body) {
    if (status != null || body.isBlank()) {
      return "the answer has no message";
    }
    String text = body.strip();
    return text.length() <= MAX_FOREIGN_BODY ? text : text.substring(0, MAX_FOREIGN_BODY) + "...";
  }

  @Nullable
  private static Duration seconds(@Nullable String header) {
    if (header == null || !header.strip().matches("[0-9]{1,9}")) {
      return null;
    }
    return Duration.ofSeconds(Long.parseLong(header.strip()));
  }

  private static String reasonOf(int code) {
    return switch (code) {
      case 400 -> "BadRequest";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "NotFound";
      case 409 -> "Conflict";
      case 410 -> "Gone";
      case 415 -> "UnsupportedMediaType";
      case 422 -> "Invalid";
      case 429 -> "TooManyRequests";
      case 500 -> "InternalError";
      case 503 -> "ServiceUnavailable";
      case 504 -> "Timeout";
      default -> "Unknown";
    };
  }
}
