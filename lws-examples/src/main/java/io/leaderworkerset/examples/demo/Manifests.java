package io.leaderworkerset.examples.demo;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.api.LeaderWorkerSetYaml;
import io.leaderworkerset.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The manifests that come with the demo, read strictly: a field spelt wrong is an error. */
final class Manifests {
  static final String VLLM = "vllm-multinode.yaml";
  static final String ROUTED = "vllm-subgroups.yaml";

  private Manifests() {}

  /** Returns the manifest's set. */
  static LeaderWorkerSet load(String file) {
    String path = "/manifests/" + file;
    try (InputStream in = Manifests.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalArgumentException("there is no manifest " + path);
      }
      return LeaderWorkerSetYaml.strict()
          .load(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the manifest's set as it is sent. */
  static JsonObject json(String file) {
    return new Gson().toJsonTree(load(file)).getAsJsonObject();
  }

  /** Returns a copy with that many groups, whose workers' first container has that image. */
  static JsonObject with(JsonObject set, int groups, String image) {
    JsonObject copy = set.deepCopy();
    Json.ensureObject(copy, "spec").addProperty("replicas", groups);
    JsonElement container =
        Json.array(copy, "spec", "leaderWorkerTemplate", "workerTemplate", "spec", "containers")
            .get(0);
    container.getAsJsonObject().addProperty("image", image);
    return copy;
  }
}
