package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;

/** One fault of one field, worded as Kubernetes words it. */
record FieldError(String reason, String field, String message) {
  static FieldError required(String field, String detail) {
    return new FieldError("FieldValueRequired", field, "Required value" + tail(detail));
  }

  static FieldError invalid(String field, JsonElement value, String detail) {
    String shown =
        value.isJsonPrimitive() && value.getAsJsonPrimitive().isString()
            ? "\"" + value.getAsString() + "\""
            : Json.write(value);
    return new FieldError("FieldValueInvalid", field, "Invalid value: " + shown + tail(detail));
  }

  static FieldError forbidden(String field, String detail) {
    return new FieldError("FieldValueForbidden", field, "Forbidden" + tail(detail));
  }

  static FieldError unsupported(String field, String value, String allowed) {
    return new FieldError(
        "FieldValueNotSupported",
        field,
        "Unsupported value: \"" + value + "\": supported values: " + allowed);
  }

  static FieldError duplicate(String field, String value) {
    return new FieldError("FieldValueDuplicate", field, "Duplicate value: \"" + value + "\"");
  }

  private static String tail(String detail) {
    return detail.isEmpty() ? "" : ": " + detail;
  }

  String text() {
    return field + ": " + message;
  }

  JsonObject toCause() {
    JsonObject cause = new JsonObject();
    cause.addProperty("reason", reason);
    cause.addProperty("message", message);
    cause.addProperty("field", field);
    return cause;
  }
}
