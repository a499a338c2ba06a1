package io.leaderworkerset.admission;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import io.leaderworkerset.json.Json;
import java.util.List;
import javax.annotation.Nullable;

/**
 * One thing wrong with an object, in the form Kubernetes reports it.
 *
 * @param type what kind of error it is
 * @param field path of the field, such as {@code spec.leaderWorkerTemplate.size}
 * @param badValue the value that is wrong; JSON null if there is none
 * @param detail what is wrong with it
 */
public record FieldError(Type type, String field, JsonElement badValue, String detail) {
  /** Kinds of errors; {@link #value()} is how the API spells them. */
  public enum Type {
    /** The value is not acceptable. */
    INVALID("FieldValueInvalid", "Invalid value"),
    /** The value must be given. */
    REQUIRED("FieldValueRequired", "Required value"),
    /** The value is not one of those there are. */
    NOT_SUPPORTED("FieldValueNotSupported", "Unsupported value"),
    /** The field must not be given. */
    FORBIDDEN("FieldValueForbidden", "Forbidden"),
    /** The value is longer than allowed. */
    TOO_LONG("FieldValueTooLong", "Too long");

    private final String value;
    private final String text;

    Type(String value, String text) {
      this.value = value;
      this.text = text;
    }

    /** Returns the kind as the API spells it, such as {@code FieldValueInvalid}. */
    public String value() {
      return value;
    }
  }

  /** Returns an error about an unacceptable value. */
  static FieldError invalid(String field, @Nullable JsonElement badValue, String detail) {
    return new FieldError(
        Type.INVALID, field, badValue == null ? JsonNull.INSTANCE : badValue, detail);
  }

  /** Returns an error about an unacceptable text. */
  static FieldError invalid(String field, String badValue, String detail) {
    return invalid(field, new JsonPrimitive(badValue), detail);
  }

  /** Returns an error about an unacceptable number. */
  static FieldError invalid(String field, @Nullable Number badValue, String detail) {
    return invalid(field, badValue == null ? null : new JsonPrimitive(badValue), detail);
  }

  /** Returns an error about a missing value. */
  static FieldError required(String field, String detail) {
    return new FieldError(Type.REQUIRED, field, JsonNull.INSTANCE, detail);
  }

  /** Returns an error about a value that is none of those supported. */
  static FieldError notSupported(String field, String badValue, List<String> supported) {
    StringBuilder detail = new StringBuilder("supported values: ");
    String comma = "";
    for (String each : supported) {
      detail.append(comma).append('"').append(each).append('"');
      comma = ", ";
    }
    return new FieldError(
        Type.NOT_SUPPORTED, field, new JsonPrimitive(badValue), detail.toString());
  }

  /**
   * Returns the error as Kubernetes prints it: {@code spec.replicas: Invalid value: -1: replicas
   * must be equal or greater than 0}.
   */
  public String message() {
    StringBuilder out = new StringBuilder(field).append(": ").append(type.text);
    boolean showsValue = type == Type.INVALID || type == Type.NOT_SUPPORTED;
    if (showsValue) {
      out.append(": ").append(badValue.isJsonNull() ? "null" : Json.write(badValue));
    }
    if (!detail.isEmpty()) {
      out.append(": ").append(detail);
    }
    return out.toString();
  }

  /**
   * Returns several errors as Kubernetes prints them together: one as it is, more in brackets, each
   * text once.
   *
   * @param errors the errors; none give an empty text
   */
  public static String summary(List<FieldError> errors) {
    List<String> messages = errors.stream().map(FieldError::message).distinct().toList();
    return messages.size() == 1
        ? messages.get(0)
        : messages.isEmpty() ? "" : "[" + String.join(", ", messages) + "]";
  }
}
