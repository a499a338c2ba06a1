package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the protobuf bodies that {@code kubectl create namespace}, {@code configmap}, {@code
 * secret}, {@code serviceaccount} and {@code kubectl drain} send. Other kinds are refused with 415.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding">
 *     rule followed: protobuf encoding of Kubernetes objects</a>
 */
final class Protobuf {
  private static final byte[] MAGIC = {'k', '8', 's', 0};

  /**
   * One message a line: its name, then {@code number=field:type} with s for a string, i for an
   * integer, b for a boolean, l for a list of strings, m for a map of strings, d for a map of
   * bytes, or the name of a message.
   */
  private static final String MESSAGES =
      """
      TypeMeta 1=apiVersion:s 2=kind:s
      Meta 1=name:s 2=generateName:s 3=namespace:s 5=uid:s 11=labels:m 12=annotations:m \
        14=finalizers:l
      Namespace 1=metadata:Meta
      ServiceAccount 1=metadata:Meta
      ConfigMap 1=metadata:Meta 2=data:m 3=binaryData:d 4=immutable:b
      Secret 1=metadata:Meta 2=data:d 3=type:s 4=stringData:m 5=immutable:b
      Eviction 1=metadata:Meta 2=deleteOptions:DeleteOptions
      DeleteOptions 1=gracePeriodSeconds:i 2=preconditions:Preconditions 4=propagationPolicy:s
      Preconditions 1=uid:s 2=resourceVersion:s
      """;

  private static final Map<String, Map<Integer, String[]>> TYPES = parse();

  private Protobuf() {}

  private static Map<String, Map<Integer, String[]>> parse() {
    Map<String, Map<Integer, String[]>> types = new HashMap<>();
    for (String line : MESSAGES.strip().split("\n")) {
      String[] words = line.strip().split("\\s+");
      Map<Integer, String[]> fields = new HashMap<>();
      for (String word : Arrays.asList(words).subList(1, words.length)) {
        String[] parts = word.split("[=:]");
        fields.put(Integer.valueOf(parts[0]), new String[] {parts[1], parts[2]});
      }
      types.put(words[0], fields);
    }
    return types;
  }

  /** Returns the object in the body; a 415 if it is of a kind that is not read here. */
  static JsonObject object(byte[] body) {
    if (body.length < 4 || !Arrays.equals(Arrays.copyOf(body, 4), MAGIC)) {
      throw Statuses.badRequest("the request body is not a Kubernetes protobuf message");
    }
    Reader envelope = new Reader(Arrays.copyOfRange(body, 4, body.length));
    JsonObject type = new JsonObject();
    byte[] raw = new byte[0];
    while (envelope.hasNext()) {
      int tag = (int) envelope.varint();
      byte[] value = envelope.bytes();
      if (tag >> 3 == 1) {
        type = message("TypeMeta", value);
      } else if (tag >> 3 == 2) {
        raw = value;
      }
    }
    String kind = type.has("kind") ? type.get("kind").getAsString() : "";
    if (!TYPES.containsKey(kind)) {
      throw Statuses.unsupportedMediaType(List.of("application/json", "application/yaml"));
    }
    JsonObject out = type;
    message(kind, raw).entrySet().forEach(e -> out.add(e.getKey(), e.getValue()));
    return out;
  }

  private static JsonObject message(String type, byte[] bytes) {
    Map<Integer, String[]> fields = TYPES.getOrDefault(type, Map.of());
    JsonObject out = new JsonObject();
    Reader reader = new Reader(bytes);
    while (reader.hasNext()) {
      int tag = (int) reader.varint();
      String[] field = fields.get(tag >> 3);
      switch (tag & 7) {
        case 0 -> {
          long value = reader.varint();
          if (field != null) {
            out.add(
                field[0],
                field[1].equals("b") ? new JsonPrimitive(value != 0) : new JsonPrimitive(value));
          }
        }
        case 1 -> reader.skip(8);
        case 5 -> reader.skip(4);
        default -> {
          byte[] value = reader.bytes();
          if (field != null) {
            add(out, field[0], field[1], value);
          }
        }
      }
    }
    return out;
  }

  private static void add(JsonObject out, String name, String type, byte[] value) {
    switch (type) {
      case "s" -> {
        if (value.length > 0) {
          out.addProperty(name, text(value));
        }
      }
      case "l" -> {
        if (!out.has(name)) {
          out.add(name, new JsonArray());
        }
        out.getAsJsonArray(name).add(text(value));
      }
      case "m", "d" -> {
        if (!out.has(name)) {
          out.add(name, new JsonObject());
        }
        entry(out.getAsJsonObject(name), type, value);
      }
      default -> out.add(name, message(type, value));
    }
  }

  private static void entry(JsonObject map, String type, byte[] bytes) {
    Reader reader = new Reader(bytes);
    String key = "";
    byte[] value = new byte[0];
    while (reader.hasNext()) {
      boolean isKey = reader.varint() >> 3 == 1;
      byte[] part = reader.bytes();
      if (isKey) {
        key = text(part);
      } else {
        value = part;
      }
    }
    map.addProperty(
        key, type.equals("d") ? Base64.getEncoder().encodeToString(value) : text(value));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Walks over one message; one that ends too early is a 400. */
  private static final class Reader {
    private final byte[] bytes;
    private int at;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    boolean hasNext() {
      return at < bytes.length;
    }

    long varint() {
      long out = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        skip(1);
        byte b = bytes[at - 1];
        out |= (b & 0x7FL) << shift;
        if (b >= 0) {
          break;
        }
      }
      return out;
    }

    byte[] bytes() {
      int length = (int) varint();
      skip(length);
      return Arrays.copyOfRange(bytes, at - length, at);
    }

    void skip(int count) {
      if (count < 0 || at + count > bytes.length) {
        throw Statuses.badRequest("the protobuf message in the request body is cut short");
      }
      at += count;
    }
  }
}
