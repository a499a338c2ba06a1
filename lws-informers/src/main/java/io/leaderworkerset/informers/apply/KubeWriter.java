package io.leaderworkerset.informers.apply;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.leaderworkerset.informers.concurrent.TokenBucket;
import io.leaderworkerset.informers.http.KubeApiException;
import io.leaderworkerset.informers.http.KubeHttp;
import io.leaderworkerset.informers.http.KubeRequest;
import io.leaderworkerset.informers.http.KubeRequest.Body;
import io.leaderworkerset.informers.http.ResourceType;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.annotation.Nullable;

/**
 * The only thing that writes to the cluster. Objects are trees that hold exactly what is meant:
 * generated models are never serialised, because they write empty lists that nobody asked for.
 *
 * <p>Every write waits for the rate limit, then asks the {@link WriteGate}, then is sent. After
 * {@link #stop} has returned, no write is on its way and none will be.
 *
 * <p>All methods may throw {@link KubeApiException}; the writing ones also {@link
 * WriteRefusedException} if nothing was sent.
 */
public final class KubeWriter implements ObjectWriter {
  private static final String JSON = "application/json";
  private static final String APPLY = "application/apply-patch+yaml";
  private static final String MERGE = "application/merge-patch+json";
  private static final String JSON_PATCH = "application/json-patch+json";

  private final KubeHttp http;
  private final String fieldManager;
  private final TokenBucket bucket;
  private final WritePermits permits;
  private final LwsMetrics metrics;

  /**
   * A writer.
   *
   * @param http the way to the server
   * @param fieldManager the name under which fields are owned, at most 128 characters
   * @param bucket the rate limit of this writer's writes; reads do not wait
   * @param gate asked before each write
   * @param metrics told of waits
   */
  public KubeWriter(
      KubeHttp http, String fieldManager, TokenBucket bucket, WriteGate gate, LwsMetrics metrics) {
    if (fieldManager.isEmpty() || fieldManager.length() > 128) {
      throw new IllegalArgumentException(
          "a field manager has 1 to 128 characters, not '" + fieldManager + "'");
    }
    this.http = http;
    this.fieldManager = fieldManager;
    this.bucket = bucket;
    this.permits = new WritePermits(gate);
    this.metrics = metrics;
  }

  @Override
  public Optional<JsonObject> get(ResourceType type, @Nullable String namespace, String name) {
    try {
      return Optional.of(
          http.call(new KubeRequest("get", "GET", type, namespace, name, null, Map.of(), null)));
    } catch (KubeApiException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Returns the objects with such labels as the server has them now; for few, small objects. */
  public List<JsonObject> list(ResourceType type, @Nullable String namespace, String selector) {
    JsonObject answer =
        http.call(
            new KubeRequest(
                "list",
                "GET",
                type,
                namespace,
                null,
                null,
                Map.of("labelSelector", selector),
                null));
    List<JsonObject> items = new ArrayList<>();
    Json.array(answer, "items").forEach(item -> items.add(item.getAsJsonObject()));
    return items;
  }

  @Override
  public JsonObject create(ResourceType type, @Nullable String namespace, JsonObject object) {
    return write(
        "create",
        "POST",
        new Target(type, namespace, null, null),
        new Body(JSON, Json.write(object)),
        Map.of("fieldManager", fieldManager));
  }

  @Override
  public JsonObject apply(
      ResourceType type,
      @Nullable String namespace,
      String name,
      JsonObject object,
      boolean force) {
    return apply(new Target(type, namespace, name, null), object, force);
  }

  /** Server-side apply of the status, as {@link #apply} does it. */
  public JsonObject applyStatus(
      ResourceType type,
      @Nullable String namespace,
      String name,
      JsonObject object,
      boolean force) {
    return apply(new Target(type, namespace, name, "status"), object, force);
  }

  /** Merges the members given into the object; an explicit null removes a member. */
  public JsonObject mergePatch(
      ResourceType type, @Nullable String namespace, String name, JsonObject patch) {
    return patch(new Target(type, namespace, name, null), MERGE, patch.toString());
  }

  @Override
  public JsonObject mergePatchAs(
      String manager,
      ResourceType type,
      @Nullable String namespace,
      String name,
      JsonObject patch) {
    return write(
        "patch",
        "PATCH",
        new Target(type, namespace, name, null),
        new Body(MERGE, patch.toString()),
        Map.of("fieldManager", manager));
  }

  @Override
  public JsonObject mergePatchStatus(
      ResourceType type, @Nullable String namespace, String name, JsonObject patch) {
    return patch(new Target(type, namespace, name, "status"), MERGE, patch.toString());
  }

  /** Carries out the operations of a JSON patch (RFC 6902), all or none. */
  public JsonObject jsonPatch(
      ResourceType type, @Nullable String namespace, String name, JsonArray operations) {
    return patch(new Target(type, namespace, name, null), JSON_PATCH, operations.toString());
  }

  /** Sets the replicas through the scale subresource. */
  public JsonObject scale(
      ResourceType type, @Nullable String namespace, String name, int replicas) {
    JsonObject spec = new JsonObject();
    spec.addProperty("replicas", replicas);
    JsonObject patch = new JsonObject();
    patch.add("spec", spec);
    return patch(new Target(type, namespace, name, "scale"), MERGE, patch.toString());
  }

  /**
   * Replaces the object, if it is still in the state of {@code metadata.resourceVersion}.
   *
   * @throws IllegalArgumentException if the object carries no resource version
   */
  public JsonObject update(
      ResourceType type, @Nullable String namespace, String name, JsonObject object) {
    return put(new Target(type, namespace, name, null), object);
  }

  /**
   * Replaces the status, if the object is still in the state of {@code metadata.resourceVersion}.
   *
   * @throws IllegalArgumentException if the object carries no resource version
   */
  public JsonObject updateStatus(
      ResourceType type, @Nullable String namespace, String name, JsonObject object) {
    return put(new Target(type, namespace, name, "status"), object);
  }

  @Override
  public JsonObject delete(
      ResourceType type, @Nullable String namespace, String name, DeleteOptions options) {
    return write(
        "delete",
        "DELETE",
        new Target(type, namespace, name, null),
        new Body(JSON, Json.write(options.toJson())),
        Map.of());
  }

  /** Returns whether a write may be sent now. */
  public boolean isOpen() {
    return permits.isOpen();
  }

  /**
   * Refuses further writes, and waits for those on their way. Writes still waiting for the rate
   * limit are refused.
   *
   * @return whether none is on its way any more; if not in time, the caller must close the {@link
   *     KubeHttp}, which cuts them off
   */
  public boolean stop(Duration timeout) {
    return permits.stop(timeout);
  }

  /** Interrupts the thread, and the call it is in. */
  public void interrupt(Thread thread) {
    http.interrupt(thread);
  }

  /** What a write is about. */
  private record Target(
      ResourceType type,
      @Nullable String namespace,
      @Nullable String name,
      @Nullable String subresource) {}

  private JsonObject apply(Target target, JsonObject object, boolean force) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("fieldManager", fieldManager);
    query.put("force", Boolean.toString(force));
    return write("apply", "PATCH", target, new Body(APPLY, Json.write(object)), query);
  }

  private JsonObject patch(Target target, String contentType, String text) {
    return write(
        "patch",
        "PATCH",
        target,
        new Body(contentType, text),
        Map.of("fieldManager", fieldManager));
  }

  private JsonObject put(Target target, JsonObject object) {
    String version = Json.string(object, "metadata", "resourceVersion");
    if (version == null || version.isEmpty()) {
      throw new IllegalArgumentException(
          "an update of "
              + target.type().fullName()
              + " "
              + target.name()
              + " needs metadata.resourceVersion, else it would overwrite what others wrote");
    }
    return write(
        "update",
        "PUT",
        target,
        new Body(JSON, Json.write(object)),
        Map.of("fieldManager", fieldManager));
  }

  private JsonObject write(
      String verb, String method, Target target, Body body, Map<String, String> query) {
    KubeRequest request =
        new KubeRequest(
            verb,
            method,
            target.type(),
            target.namespace(),
            target.name(),
            target.subresource(),
            query,
            body);
    permits.check(request);
    awaitTurn(request);
    permits.enter(request);
    try {
      return http.call(request);
    } finally {
      permits.leave();
    }
  }

  private void awaitTurn(KubeRequest request) {
    try {
      long waited = bucket.acquire();
      if (waited > 0) {
        metrics.writeThrottled(waited);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WriteRefusedException(request.describe(), "interrupted while it waited its turn");
    }
  }
}
