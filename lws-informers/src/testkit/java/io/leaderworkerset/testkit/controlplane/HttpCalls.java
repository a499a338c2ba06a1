package io.leaderworkerset.testkit.controlplane;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.Pair;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi.ApiException;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Sends JSON to a server through an {@link ApiClient}: its address, TLS and authentication. */
final class HttpCalls {
  private static final MediaType JSON = MediaType.get("application/json");
  private static final String[] AUTHENTICATIONS = {"BearerToken"};
  private static final int NO_ANSWER = 503;

  private final ApiClient client;
  private final OkHttpClient http;
  private final OkHttpClient watching;

  HttpCalls(ApiClient client) {
    this.client = client;
    this.http = client.getHttpClient();
    this.watching =
        http.newBuilder()
            .readTimeout(Duration.ZERO)
            .callTimeout(Duration.ZERO)
            .pingInterval(Duration.ofSeconds(10)) // else a frozen server is never noticed
            .build();
  }

  JsonObject get(String path) {
    return send("GET", path, null);
  }

  /**
   * Sends one request and returns the object answered.
   *
   * @throws ApiException with the server's code and Status; 503 if it did not answer
   */
  JsonObject send(String method, String path, @Nullable JsonObject body) {
    Request request = request(path);
    RequestBody content = body == null ? null : RequestBody.create(Json.write(body), JSON);
    try (Response response =
        http.newCall(request.newBuilder().method(method, content).build()).execute()) {
      JsonObject answer = parse(response.body().string());
      if (!response.isSuccessful()) {
        throw new ApiException(response.code(), answer);
      }
      return answer;
    } catch (IOException e) {
      throw noAnswer(method + " " + path, e);
    }
  }

  /** Returns a call whose answer may take as long as it wants, for a watch. */
  Call watch(String path) {
    return watching.newCall(request(path));
  }

  private Request request(String path) {
    try {
      Map<String, String> headers = new HashMap<>();
      headers.put("Accept", "application/json");
      List<Pair> none = List.of();
      return client
          .buildCall(
              client.getBasePath(),
              path,
              "GET",
              none,
              none,
              null,
              headers,
              new HashMap<>(),
              new HashMap<>(),
              AUTHENTICATIONS,
              null)
          .request();
    } catch (io.kubernetes.client.openapi.ApiException e) {
      throw new IllegalArgumentException("cannot make a request for " + path, e);
    }
  }

  private static JsonObject parse(String text) {
    try {
      JsonElement answer = Json.parse(text);
      if (answer.isJsonObject()) {
        return answer.getAsJsonObject();
      }
    } catch (JsonParseException e) {
      // Not JSON: text of a proxy or of the HTTP server itself.
    }
    return status(NO_ANSWER, "Unknown", text.strip());
  }

  static ApiException noAnswer(String what, IOException cause) {
    ApiException failure =
        failure(NO_ANSWER, "ServiceUnavailable", what + " got no answer: " + cause.getMessage());
    failure.initCause(cause);
    return failure;
  }

  static ApiException failure(int code, String reason, String message) {
    return new ApiException(code, status(code, reason, message));
  }

  private static JsonObject status(int code, String reason, String message) {
    JsonObject status = new JsonObject();
    status.addProperty("kind", "Status");
    status.addProperty("apiVersion", "v1");
    status.addProperty("status", "Failure");
    status.addProperty("code", code);
    status.addProperty("reason", reason);
    status.addProperty("message", message);
    return status;
  }
}
