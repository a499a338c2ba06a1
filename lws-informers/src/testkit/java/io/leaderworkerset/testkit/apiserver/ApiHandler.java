package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi.ApiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.annotation.Nullable;

/** Answers requests: counts them, lets faults strike, and hands them to what serves the verb. */
final class ApiHandler implements LoopbackHttpServer.Handler {
  private static final String JSON = "application/json";

  private final ResourceRegistry registry;
  private final Discovery discovery;
  private final OpenApi openApi;
  private final ResourceRequests resources;
  private final Faults faults;
  private final RequestCounts counts;
  private final Consumer<ApiRequest> log;

  ApiHandler(
      ResourceRegistry registry,
      ResourceRequests resources,
      Faults faults,
      RequestCounts counts,
      Consumer<ApiRequest> log) {
    this.registry = registry;
    this.discovery = new Discovery(registry);
    this.openApi = new OpenApi(registry);
    this.resources = resources;
    this.faults = faults;
    this.counts = counts;
    this.log = log;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException, InterruptedException {
    ResourcePath path = ResourcePath.parse(exchange.path(), registry);
    ApiRequest request = describe(exchange, path);
    counts.record(request);
    log.accept(request);
    try {
      Faults.Before fault = faults.before(request);
      if (fault.cut()) {
        exchange.cut();
      } else if (fault.refusal() != null) {
        throw fault.refusal();
      } else {
        answer(exchange, request, path);
      }
    } catch (ApiException e) {
      refuse(exchange, e);
    } catch (RuntimeException e) {
      System.getLogger(ApiHandler.class.getName())
          .log(System.Logger.Level.WARNING, "failed: " + request, e);
      refuse(exchange, Statuses.failure(500, "InternalError", "Internal error occurred: " + e));
    }
  }

  private static void refuse(HttpExchange exchange, ApiException refusal) throws IOException {
    if (exchange.isAnswered()) {
      exchange.cut();
      return;
    }
    JsonElement seconds = Json.at(refusal.status(), "details", "retryAfterSeconds");
    boolean retry = refusal.code() == 429 && seconds instanceof JsonPrimitive;
    exchange.send(
        refusal.code(),
        JSON,
        retry && seconds != null ? Map.of("Retry-After", seconds.getAsString()) : Map.of(),
        List.of(Trees.bytes(refusal.status())));
  }

  private static ApiRequest describe(HttpExchange exchange, @Nullable ResourcePath path) {
    String userAgent = exchange.header("user-agent");
    if (path == null || path.type() == null) {
      String verb = exchange.method().toLowerCase(java.util.Locale.ROOT);
      return new ApiRequest(verb, exchange.path(), null, null, null, userAgent);
    }
    return new ApiRequest(
        verb(exchange, path),
        path.type().key(),
        path.subresource().isEmpty() ? null : path.subresource(),
        path.namespace(),
        path.name(),
        userAgent);
  }

  private static String verb(HttpExchange exchange, ResourcePath path) {
    return switch (exchange.method()) {
      case "GET" ->
          path.watch() || exchange.isSet("watch") ? "watch" : path.name() == null ? "list" : "get";
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> Patches.isApply(Bodies.mediaType(exchange)) ? "apply" : "patch";
      case "DELETE" -> path.name() == null ? "deletecollection" : "delete";
      default -> exchange.method().toLowerCase(java.util.Locale.ROOT);
    };
  }

  private void answer(HttpExchange exchange, ApiRequest request, @Nullable ResourcePath path)
      throws IOException, InterruptedException {
    if (path == null) {
      document(exchange);
      return;
    }
    ResourceType type = path.type();
    if (type == null) {
      throw Statuses.noSuchPath();
    }
    if (request.isWatch()) {
      resources.watch(exchange, request, path, type);
      return;
    }
    ResourceRequests.Answer answer = resources.serve(exchange, request, path, type);
    if (faults.losesResponse(request)) {
      exchange.cut();
    } else if (!exchange.isAnswered()) {
      exchange.send(answer.code(), JSON, Map.of(), List.of(answer.body()));
    }
  }

  private void document(HttpExchange exchange) throws IOException {
    switch (exchange.path()) {
      case "/healthz", "/livez", "/readyz" -> {
        byte[] ok = "ok".getBytes(StandardCharsets.UTF_8);
        exchange.send(200, "text/plain", Map.of(), List.of(ok));
        return;
      }
      default -> {
        // looked up below
      }
    }
    JsonElement found = discovery.at(exchange.path());
    if (found == null) {
      found = openApi.at(exchange.path());
    }
    if (found == null) {
      throw Statuses.noSuchPath();
    }
    exchange.send(200, JSON, Map.of(), List.of(Trees.bytes(found)));
  }

  /** Returns the name a client goes by as a field manager: its user agent up to the slash. */
  static String manager(HttpExchange exchange) {
    String given = exchange.query().getOrDefault("fieldManager", "");
    if (!given.isEmpty()) {
      return given;
    }
    String agent = exchange.header("user-agent").split("/")[0];
    return agent.isEmpty() ? "unknown" : agent;
  }

  /** Returns the options of a write request. */
  static WriteOptions options(HttpExchange exchange, @Nullable JsonObject body) {
    return new WriteOptions(
        manager(exchange),
        exchange.header("user-agent"),
        exchange.query().containsKey("dryRun") || !Json.array(body, "dryRun").isEmpty(),
        exchange.isSet("force"));
  }
}
