package io.leaderworkerset.manifest;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.leaderworkerset.json.Json;
import java.math.BigDecimal;

/**
 * Writes JSON as Go's {@code json.Marshal} writes maps: keys sorted, no spaces, and {@code <},
 * {@code >}, {@code &}, U+2028 and U+2029 escaped. Members that are null are left out.
 */
final class GoJson {
  private static final BigDecimal PLAIN_LIMIT = new BigDecimal("1e21");

  private GoJson() {}

  static String write(JsonElement value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private static void write(JsonElement value, StringBuilder out) {
    if (value.isJsonObject()) {
      writeObject(value, out);
    } else if (value.isJsonArray()) {
      writeArray(value, out);
    } else if (value instanceof JsonPrimitive p) {
      writePrimitive(p, out);
    } else {
      out.append("null");
    }
  }

  private static void writeObject(JsonElement value, StringBuilder out) {
    out.append('{');
    String comma = "";
    JsonObject object = value.getAsJsonObject();
    for (String name : Json.sortedNames(object)) {
      JsonElement member = object.get(name);
      if (!member.isJsonNull()) {
        out.append(comma);
        writeText(name, out);
        out.append(':');
        write(member, out);
        comma = ",";
      }
    }
    out.append('}');
  }

  private static void writeArray(JsonElement value, StringBuilder out) {
    out.append('[');
    String comma = "";
    for (JsonElement each : value.getAsJsonArray()) {
      out.append(comma);
      write(each, out);
      comma = ",";
    }
    out.append(']');
  }

  private static void writePrimitive(JsonPrimitive value, StringBuilder out) {
    if (value.isNumber()) {
      out.append(number(value));
    } else if (value.isBoolean()) {
      out.append(value.getAsBoolean());
    } else {
      writeText(value.getAsString(), out);
    }
  }

  private static String number(JsonPrimitive value) {
    BigDecimal number;
    try {
      number = new BigDecimal(value.getAsString());
    } catch (NumberFormatException e) {
      return value.getAsString();
    }
    return number.abs().compareTo(PLAIN_LIMIT) < 0
        ? number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString()
        : number.toString();
  }

  private static void writeText(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      writeChar(text.charAt(i), out);
    }
    out.append('"');
  }

  private static void writeChar(char c, StringBuilder out) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      default -> {
        if (c < ' ' || c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029') {
          out.append("\\u")
              .append(Character.forDigit(c >> 12, 16))
              .append(Character.forDigit(c >> 8 & 15, 16))
              .append(Character.forDigit(c >> 4 & 15, 16))
              .append(Character.forDigit(c & 15, 16));
        } else {
          out.append(c);
        }
      }
    }
  }
}
