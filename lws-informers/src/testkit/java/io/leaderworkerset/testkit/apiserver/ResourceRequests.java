package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi.ApiException;
import java.io.IOException;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.annotation.Nullable;

/** The verbs on resources and their subresources, over HTTP. */
final class ResourceRequests {
  private final Store store;
  private final Writes writes;
  private final Applies applies;
  private final Deletes deletes;
  private final Pods pods;
  private final ListHandler lists;
  private final WatchHandler watches;

  ResourceRequests(
      Store store,
      Writes writes,
      Applies applies,
      Deletes deletes,
      Pods pods,
      WatchHandler watches) {
    this.store = store;
    this.writes = writes;
    this.applies = applies;
    this.deletes = deletes;
    this.pods = pods;
    this.lists = new ListHandler(store);
    this.watches = watches;
  }

  /** A status code and a JSON body. */
  record Answer(int code, byte[] body) {}

  void watch(HttpExchange exchange, ApiRequest request, ResourcePath path, ResourceType type)
      throws IOException, InterruptedException {
    watches.watch(exchange, request, path, type);
  }

  /** Carries the request out. A list is sent at once; everything else is the caller's to send. */
  Answer serve(HttpExchange exchange, ApiRequest request, ResourcePath path, ResourceType type)
      throws IOException {
    String name = path.name();
    if (name == null) {
      return collection(exchange, request, path, type);
    }
    Target target =
        new Target(type, type.namespaced() ? path.namespace() : null, name, path.subresource());
    String sub = target.subresource();
    if (!sub.isEmpty() && !type.hasSubresource(sub)) {
      throw Statuses.noSuchPath();
    }
    return switch (sub) {
      case "scale" -> scale(exchange, request, target);
      case "binding", "eviction" -> podAction(exchange, request, target);
      default -> object(exchange, request, target);
    };
  }

  private Answer collection(
      HttpExchange exchange, ApiRequest request, ResourcePath path, ResourceType type)
      throws IOException {
    switch (request.verb()) {
      case "list" -> {
        ListHandler.Page page = lists.page(type, path.namespace(), exchange.query());
        Rendering rendering = Rendering.of(exchange, type);
        if (rendering.isPlain()) {
          lists.send(exchange, type, page);
        } else {
          rendering.sendList(exchange, page);
        }
        return new Answer(200, new byte[0]);
      }
      case "create" -> {
        JsonObject body = Bodies.object(exchange);
        if (type.namespaced() && path.namespace() == null) {
          throw Statuses.badRequest("an empty namespace may not be set during creation");
        }
        Target target = Target.of(type, path.namespace(), "");
        Stored made = writes.create(target, body, ApiHandler.options(exchange, null));
        return new Answer(201, Rendering.of(exchange, type).bytes(made));
      }
      case "deletecollection" -> {
        return deleteCollection(exchange, path, type);
      }
      default -> throw Statuses.methodNotAllowed();
    }
  }

  private Answer deleteCollection(HttpExchange exchange, ResourcePath path, ResourceType type) {
    JsonObject body = Bodies.optionalObject(exchange);
    DeleteOptions options = DeleteOptions.of(exchange.query(), body);
    JsonArray items = new JsonArray();
    for (Stored o : lists.page(type, path.namespace(), exchange.query()).objects()) {
      String namespace = Json.string(o.object(), "metadata", "namespace");
      try {
        Target target = Target.of(type, namespace, o.name());
        items.add(
            deletes.delete(target, options, ApiHandler.options(exchange, body)).object().object());
      } catch (ApiException e) {
        if (e.code() != 404) {
          throw e;
        }
      }
    }
    JsonObject out = new JsonObject();
    out.addProperty("kind", type.listKind());
    out.addProperty("apiVersion", type.apiVersion());
    JsonObject metadata = new JsonObject();
    metadata.addProperty("resourceVersion", Long.toString(store.version()));
    out.add("metadata", metadata);
    out.add("items", items);
    return new Answer(200, Trees.bytes(out));
  }

  private Answer object(HttpExchange exchange, ApiRequest request, Target target) {
    return switch (request.verb()) {
      case "get" -> plain(exchange, target, 200, get(exchange, target));
      case "update" -> {
        JsonObject body = Bodies.object(exchange);
        Identities.checkReplacement(target, body);
        yield plain(
            exchange,
            target,
            200,
            writes.update(target, ApiHandler.options(exchange, null), current -> body));
      }
      case "patch" -> {
        UnaryOperator<JsonObject> patch =
            Patches.of(target.type(), Bodies.mediaType(exchange), Bodies.read(exchange));
        yield plain(
            exchange,
            target,
            200,
            writes.update(target, ApiHandler.options(exchange, null), patch));
      }
      case "apply" -> apply(exchange, target);
      case "delete" -> delete(exchange, target);
      default -> throw Statuses.methodNotAllowed();
    };
  }

  private static Answer plain(HttpExchange exchange, Target target, int code, Stored stored) {
    return new Answer(code, Rendering.of(exchange, target.type()).bytes(stored));
  }

  private Stored get(@Nullable HttpExchange exchange, Target target) {
    String asked = exchange == null ? null : exchange.parameter("resourceVersion");
    if (asked != null && !asked.isEmpty()) {
      long version = ListHandler.number(asked, "resourceVersion");
      if (version > store.version()) {
        throw Statuses.tooLarge(version, store.version());
      }
    }
    Stored found = store.get(target.type(), target.key());
    if (found == null) {
      throw Statuses.notFound(target.type(), target.name());
    }
    return found;
  }

  private Answer apply(HttpExchange exchange, Target target) {
    if (exchange.query().getOrDefault("fieldManager", "").isEmpty()) {
      throw Statuses.failure(
          422,
          "Invalid",
          "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for"
              + " apply patch");
    }
    Applies.Applied done =
        applies.apply(target, Bodies.object(exchange), ApiHandler.options(exchange, null));
    return plain(exchange, target, done.created() ? 201 : 200, done.object());
  }

  private Answer delete(HttpExchange exchange, Target target) {
    if (!target.subresource().isEmpty()) {
      throw Statuses.methodNotAllowed();
    }
    JsonObject body = Bodies.optionalObject(exchange);
    Deletes.Deleted done =
        deletes.delete(
            target, DeleteOptions.of(exchange.query(), body), ApiHandler.options(exchange, body));
    Set<String> answerWithObject = Set.of("pods", "namespaces", "persistentvolumeclaims");
    if (done.gone() && !answerWithObject.contains(target.type().key())) {
      return new Answer(
          200, Trees.bytes(Statuses.success(target.type(), target.name(), done.object().uid())));
    }
    return plain(exchange, target, 200, done.object());
  }

  private Answer scale(HttpExchange exchange, ApiRequest request, Target target) {
    WriteOptions options = ApiHandler.options(exchange, null);
    UnaryOperator<JsonObject> change =
        switch (request.verb()) {
          case "get" -> null;
          case "update" -> {
            JsonObject body = Bodies.object(exchange);
            yield scale -> body;
          }
          case "apply" -> {
            JsonElement body = Bodies.read(exchange);
            yield scale -> MergePatch.apply(scale, body).getAsJsonObject();
          }
          case "patch" ->
              Patches.of(target.type(), Bodies.mediaType(exchange), Bodies.read(exchange));
          default -> throw Statuses.methodNotAllowed();
        };
    Stored result =
        change == null
            ? get(exchange, target)
            : writes.update(target, options, Scales.change(target, change));
    return new Answer(200, Trees.bytes(Scales.of(target.type(), result.object())));
  }

  private Answer podAction(HttpExchange exchange, ApiRequest request, Target target) {
    if (!request.verb().equals("create")) {
      throw Statuses.methodNotAllowed();
    }
    WriteOptions options = ApiHandler.options(exchange, null);
    JsonObject body = Bodies.optionalObject(exchange);
    if (target.subresource().equals("binding")) {
      pods.bind(target, body == null ? new JsonObject() : body, options);
    } else {
      pods.evict(target, body, options);
    }
    return new Answer(201, Trees.bytes(Statuses.created()));
  }
}
