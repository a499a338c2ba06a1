package io.leaderworkerset.crd;

import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.controlplane.ControlPlane;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Requests of any kind to a control plane, and its answers as they are. */
final class RawClient {
  private static final String JSON = "application/json";

  private final OkHttpClient http;
  private final String url;

  record Answer(int code, JsonObject body) {}

  RawClient(ControlPlane plane) {
    this.http = plane.newClient().getHttpClient();
    this.url = plane.url();
  }

  Answer get(String path) throws IOException {
    return send("GET", path, JSON, null);
  }

  Answer create(String path, JsonObject object) throws IOException {
    return send("POST", path, JSON, Json.write(object));
  }

  Answer update(String path, JsonObject object) throws IOException {
    return send("PUT", path, JSON, Json.write(object));
  }

  Answer delete(String path) throws IOException {
    return send("DELETE", path, JSON, null);
  }

  Answer send(String method, String path, String type, String body) throws IOException {
    RequestBody content =
        body == null
            ? null
            : RequestBody.create(body.getBytes(StandardCharsets.UTF_8), MediaType.get(type));
    Request request = new Request.Builder().url(url + path).method(method, content).build();
    try (Response response = http.newCall(request).execute()) {
      return new Answer(response.code(), object(response.body().string()));
    }
  }

  private static JsonObject object(String text) {
    if (text.startsWith("{")) {
      return Json.parse(text).getAsJsonObject();
    }
    JsonObject plain = new JsonObject(); // a path that is not served is answered in plain text
    plain.addProperty("message", text);
    return plain;
  }
}
