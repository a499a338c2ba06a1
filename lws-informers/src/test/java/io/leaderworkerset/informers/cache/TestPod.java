package io.leaderworkerset.informers.cache;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** A slim pod, read the streaming way. */
final class TestPod extends CachedObject {
  final String phase;
  final Map<String, String> labels;

  private TestPod(
      String namespace,
      String name,
      String uid,
      String version,
      String phase,
      Map<String, String> labels) {
    super(namespace, name, uid, version);
    this.phase = phase;
    this.labels = labels;
  }

  static TestPod parse(JsonReader in) throws IOException {
    String[] meta = {"", "", "", ""};
    Map<String, String> labels = new TreeMap<>();
    String phase = "";
    in.beginObject();
    while (in.hasNext()) {
      switch (in.nextName()) {
        case "metadata" -> metadata(in, meta, labels);
        case "status" -> {
          in.beginObject();
          while (in.hasNext()) {
            if (in.nextName().equals("phase") && in.peek() == JsonToken.STRING) {
              phase = in.nextString();
            } else {
              in.skipValue();
            }
          }
          in.endObject();
        }
        default -> in.skipValue();
      }
    }
    in.endObject();
    if (phase.equals("Bad")) {
      throw new IllegalStateException("a bad pod");
    }
    return phase.equals("Ignored")
        ? null
        : new TestPod(meta[0], meta[1], meta[2], meta[3], phase, Map.copyOf(labels));
  }

  private static void metadata(JsonReader in, String[] meta, Map<String, String> labels)
      throws IOException {
    in.beginObject();
    while (in.hasNext()) {
      switch (in.nextName()) {
        case "namespace" -> meta[0] = in.nextString();
        case "name" -> meta[1] = in.nextString();
        case "uid" -> meta[2] = in.nextString();
        case "resourceVersion" -> meta[3] = in.nextString();
        case "labels" -> {
          in.beginObject();
          while (in.hasNext()) {
            labels.put(in.nextName(), in.nextString());
          }
          in.endObject();
        }
        default -> in.skipValue();
      }
    }
    in.endObject();
  }

  static String json(String name, String uid, int version, String phase) {
    return "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"namespace\":\"ns\",\"name\":\""
        + name
        + "\",\"uid\":\""
        + uid
        + "\",\"resourceVersion\":\""
        + version
        + "\",\"labels\":{\"app\":\"a\"},\"futureMeta\":{\"x\":[1]}},"
        + "\"spec\":{\"containers\":null,\"futureField\":{\"a\":1}},"
        + "\"status\":{\"phase\":\""
        + phase
        + "\",\"futureStatus\":[]},\"futureTop\":true}";
  }

  static String event(String type, String object) {
    return "{\"type\":\"" + type + "\",\"object\":" + object + "}";
  }

  static String bookmark(int version) {
    return event(
        "BOOKMARK",
        "{\"kind\":\"Pod\",\"metadata\":{\"resourceVersion\":\""
            + version
            + "\"},\"spec\":{\"containers\":null}}");
  }

  static String initialEnd(int version) {
    return event(
        "BOOKMARK",
        "{\"kind\":\"Pod\",\"metadata\":{\"resourceVersion\":\""
            + version
            + "\",\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}}}");
  }

  static String list(int version, String... items) {
    return "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\""
        + version
        + "\",\"future\":{}},\"items\":["
        + String.join(",", items)
        + "]}";
  }
}
