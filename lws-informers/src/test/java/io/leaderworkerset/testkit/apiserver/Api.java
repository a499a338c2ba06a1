package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.leaderworkerset.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A plain HTTP client of the server, for tests that look at what goes over the wire. */
final class Api {
  static final String MERGE = "application/merge-patch+json";
  static final String STRATEGIC = "application/strategic-merge-patch+json";
  static final String JSON_PATCH = "application/json-patch+json";
  static final String APPLY = "application/apply-patch+yaml";

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final EmbeddedApiServer server;

  Api(EmbeddedApiServer server) {
    this.server = server;
  }

  record Answer(int code, JsonObject body, HttpResponse<String> raw) {
    String string(String... path) {
      return Json.string(body, path);
    }

    String version() {
      return string("metadata", "resourceVersion");
    }

    JsonArray items() {
      return Json.array(body, "items");
    }
  }

  Answer get(String path) {
    return send("GET", path, null, null);
  }

  Answer post(String path, String body) {
    return send("POST", path, "application/json", body);
  }

  Answer put(String path, JsonElement body) {
    return send("PUT", path, "application/json", body.toString());
  }

  Answer patch(String path, String type, String body) {
    return send("PATCH", path, type, body);
  }

  /** Applies a YAML or JSON configuration; more query parameters may follow the manager. */
  Answer apply(String path, String manager, String body) {
    return patch(path + "?fieldManager=" + manager, APPLY, body);
  }

  Answer delete(String path) {
    return send("DELETE", path, null, null);
  }

  Answer delete(String path, String options) {
    return send("DELETE", path, "application/json", options);
  }

  Answer send(String method, String path, String type, String body) {
    try {
      HttpResponse<String> response =
          http.send(request(method, path, type, body), BodyHandlers.ofString());
      JsonElement read = JsonParser.parseString(response.body());
      return new Answer(
          response.statusCode(),
          read.isJsonObject() ? read.getAsJsonObject() : new JsonObject(),
          response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpRequest request(String method, String path, String type, String body) {
    HttpRequest.Builder made =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .timeout(Duration.ofSeconds(10))
            .header("User-Agent", "test-client/1.0")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    return (type == null ? made : made.header("Content-Type", type)).build();
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Opens a watch; the path ends in its query. */
  Watch watch(String path) {
    try {
      HttpResponse<InputStream> response =
          http.send(request("GET", path, null, null), BodyHandlers.ofInputStream());
      return new Watch(response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The stream of one watch. */
  static final class Watch implements AutoCloseable {
    private final HttpResponse<InputStream> response;
    private final BufferedReader reader;

    Watch(HttpResponse<InputStream> response) {
      this.response = response;
      this.reader =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    int code() {
      return response.statusCode();
    }

    /** Returns the next event; null at the end of the stream, however it ended. */
    JsonObject next() {
      try {
        String line = reader.readLine();
        return line == null ? null : JsonParser.parseString(line).getAsJsonObject();
      } catch (IOException e) {
        return null;
      }
    }

    /** Returns the next event as {@code TYPE name}. */
    String nextText() {
      JsonObject event = next();
      return event == null
          ? "END"
          : Json.string(event, "type") + " " + Json.string(event, "object", "metadata", "name");
    }

    @Override
    public void close() throws IOException {
      response.body().close();
    }
  }
}
