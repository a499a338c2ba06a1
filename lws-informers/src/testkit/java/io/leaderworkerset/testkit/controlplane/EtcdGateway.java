package io.leaderworkerset.testkit.controlplane;

import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** What tests do to etcd behind the API server's back, through etcd's JSON gateway. */
final class EtcdGateway {
  private static final MediaType JSON = MediaType.get("application/json");

  private final OkHttpClient http;
  private final String url;

  EtcdGateway(OkHttpClient http, String url) {
    this.http = http;
    this.url = url;
  }

  /** Drops all history before the newest revision. */
  void compact() {
    JsonObject newest = post("/v3/kv/range", key("/registry/health"));
    JsonObject request = new JsonObject();
    request.addProperty("revision", Json.string(newest, "header", "revision"));
    request.addProperty("physical", true);
    post("/v3/kv/compaction", request);
  }

  /** Deletes one key, such as {@code /registry/pods/default/name}; returns whether it was there. */
  boolean delete(String key) {
    return "1".equals(Json.string(post("/v3/kv/deleterange", key(key)), "deleted"));
  }

  private static JsonObject key(String key) {
    JsonObject request = new JsonObject();
    request.addProperty(
        "key", Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8)));
    return request;
  }

  private JsonObject post(String path, JsonObject body) {
    Request request =
        new Request.Builder()
            .url(url + path)
            .post(RequestBody.create(Json.write(body), JSON))
            .build();
    try (Response response = http.newCall(request).execute()) {
      String answer = response.body().string();
      if (!response.isSuccessful()) {
        throw new IllegalStateException("etcd refused " + path + ": " + answer.strip());
      }
      return Json.parse(answer).getAsJsonObject();
    } catch (IOException e) {
      throw new UncheckedIOException("etcd did not answer " + path, e);
    }
  }
}
