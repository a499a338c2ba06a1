package io.leaderworkerset.testkit.cluster;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.annotation.Nullable;

/** A small API server: store, versions, finalizers, grace periods and a watch. */
final class InMemoryClusterApi implements ClusterApi {
  private final TreeMap<String, JsonObject> objects = new TreeMap<>();
  private final List<Consumer<Change>> listeners = new ArrayList<>();
  private final TreeMap<String, Integer> writes = new TreeMap<>();
  private long version;
  private int failEvery;
  private int calls;

  /** Makes every n-th write fail with a conflict. */
  synchronized void conflictEvery(int n) {
    failEvery = n;
  }

  synchronized int writes(String verbAndResource) {
    return writes.getOrDefault(verbAndResource, 0);
  }

  synchronized int allWrites() {
    return writes.values().stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  @Nullable
  public synchronized JsonObject get(String resource, @Nullable String namespace, String name) {
    return objects.get(key(resource, namespace, name));
  }

  @Override
  public synchronized List<JsonObject> list(String resource) {
    return new ArrayList<>(objects.subMap(resource + "|", resource + "}").values());
  }

  @Override
  public synchronized JsonObject create(String resource, JsonObject object) {
    write("create", resource);
    if (resource.equals("pods/binding")) {
      return bind(object);
    }
    JsonObject made = object.deepCopy();
    JsonObject metadata = Json.ensureObject(made, "metadata");
    String key = key(resource, Meta.namespace(made), Meta.name(made));
    if (objects.containsKey(key)) {
      throw failure(409, "AlreadyExists", key);
    }
    metadata.addProperty("uid", UUID.randomUUID().toString());
    metadata.addProperty("creationTimestamp", Instant.now().toString());
    metadata.addProperty("generation", 1);
    if (resource.equals("pods")) {
      Json.ensureObject(made, "status").addProperty("phase", "Pending");
    }
    return commit(resource, key, made, "ADDED");
  }

  private JsonObject bind(JsonObject binding) {
    String key = key("pods", Meta.namespace(binding), Meta.name(binding));
    JsonObject pod = found(key).deepCopy();
    if (Json.string(pod, "spec", "nodeName") != null || !Meta.uid(pod).equals(Meta.uid(binding))) {
      throw failure(409, "Conflict", key);
    }
    Json.ensureObject(pod, "spec").addProperty("nodeName", Json.string(binding, "target", "name"));
    commit("pods", key, pod, "MODIFIED");
    return binding;
  }

  @Override
  public synchronized JsonObject update(String resource, JsonObject object) {
    write("update", resource);
    String key = key(resource, Meta.namespace(object), Meta.name(object));
    JsonObject old = checked(key, object);
    JsonObject next = object.deepCopy();
    next.remove("status");
    if (old.has("status")) {
      next.add("status", old.get("status").deepCopy());
    }
    if (!Objects.equals(old.get("spec"), next.get("spec"))) {
      long generation = StatefulSetJson.number(old, 1, "metadata", "generation") + 1;
      Json.ensureObject(next, "metadata").addProperty("generation", generation);
    }
    if (next.equals(old)) {
      return old;
    }
    return commitOrRemove(resource, key, next);
  }

  @Override
  public synchronized JsonObject updateStatus(String resource, JsonObject object) {
    write("updateStatus", resource);
    String key = key(resource, Meta.namespace(object), Meta.name(object));
    JsonObject next = checked(key, object).deepCopy();
    next.remove("status");
    next.add("status", object.get("status").deepCopy());
    return commit(resource, key, next, "MODIFIED");
  }

  @Override
  public synchronized void delete(
      String resource,
      @Nullable String namespace,
      String name,
      @Nullable String uid,
      @Nullable String propagation,
      @Nullable Long graceSeconds) {
    write("delete", resource);
    String key = key(resource, namespace, name);
    JsonObject old = found(key);
    if (uid != null && !uid.equals(Meta.uid(old))) {
      throw failure(409, "Conflict", key);
    }
    JsonObject next = old.deepCopy();
    JsonObject metadata = Json.ensureObject(next, "metadata");
    addFinalizer(metadata, propagation);
    long grace = resource.equals("pods") ? grace(next, graceSeconds) : 0;
    long had = StatefulSetJson.number(next, Integer.MAX_VALUE, "metadata", GRACE);
    if (!Meta.isTerminating(old) || grace < had) {
      metadata.addProperty(
          "deletionTimestamp", Instant.now().plus(Duration.ofSeconds(grace)).toString());
      metadata.addProperty(GRACE, grace);
    }
    if (!next.equals(old)) {
      commitOrRemove(resource, key, next);
    }
  }

  private static final String GRACE = "deletionGracePeriodSeconds";

  private static void addFinalizer(JsonObject metadata, @Nullable String propagation) {
    String finalizer =
        "Foreground".equals(propagation)
            ? "foregroundDeletion"
            : "Orphan".equals(propagation) ? "orphan" : null;
    if (finalizer != null) {
      JsonArray finalizers = Json.array(metadata, "finalizers");
      JsonElement item = new JsonPrimitive(finalizer);
      if (!finalizers.contains(item)) {
        finalizers.add(item);
      }
      metadata.add("finalizers", finalizers);
    }
  }

  private static long grace(JsonObject pod, @Nullable Long asked) {
    if (Json.string(pod, "spec", "nodeName") == null || StatefulSetJson.phase(pod).isFinished()) {
      return 0;
    }
    return asked != null
        ? asked
        : StatefulSetJson.number(pod, 30, "spec", "terminationGracePeriodSeconds");
  }

  private JsonObject commitOrRemove(String resource, String key, JsonObject next) {
    boolean goes =
        Meta.isTerminating(next)
            && Json.array(next, "metadata", "finalizers").isEmpty()
            && StatefulSetJson.number(next, 0, "metadata", GRACE) == 0;
    return commit(resource, key, next, goes ? "DELETED" : "MODIFIED");
  }

  private JsonObject commit(String resource, String key, JsonObject object, String type) {
    version++;
    Json.ensureObject(object, "metadata").addProperty("resourceVersion", "" + version);
    if (type.equals("DELETED")) {
      objects.remove(key);
    } else {
      objects.put(key, object);
    }
    listeners.forEach(listener -> listener.accept(new Change(resource, type, object)));
    notifyAll();
    return object;
  }

  private JsonObject checked(String key, JsonObject object) {
    JsonObject old = found(key);
    if (Meta.version(object) != Meta.version(old) || !Meta.uid(object).equals(Meta.uid(old))) {
      throw failure(409, "Conflict", key);
    }
    return old;
  }

  private JsonObject found(String key) {
    JsonObject found = objects.get(key);
    if (found == null) {
      throw failure(404, "NotFound", key);
    }
    return found;
  }

  private void write(String verb, String resource) {
    writes.merge(verb + " " + resource, 1, Integer::sum);
    calls++;
    if (failEvery > 0 && calls % failEvery == 0) {
      throw failure(409, "Conflict", "on purpose");
    }
  }

  @Override
  public synchronized AutoCloseable watch(Consumer<Change> listener) {
    objects.forEach(
        (key, object) ->
            listener.accept(new Change(key.substring(0, key.indexOf('|')), "ADDED", object)));
    listeners.add(listener);
    return () -> {
      synchronized (this) {
        listeners.remove(listener);
      }
    };
  }

  /** Waits until the condition holds, looking after every change. */
  synchronized void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!condition.getAsBoolean()) {
      long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      if (left <= 0) {
        throw new AssertionError("not reached: " + what + "\n" + dump());
      }
      try {
        wait(Math.min(left, 100));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private String dump() {
    StringBuilder out = new StringBuilder();
    objects.forEach(
        (key, object) ->
            out.append(key)
                .append(' ')
                .append(object.get("metadata"))
                .append(' ')
                .append(Json.string(object, "status", "phase"))
                .append('\n'));
    return out.toString();
  }

  private static String key(String resource, @Nullable String namespace, String name) {
    return resource + "|" + (namespace == null ? "" : namespace) + "|" + name;
  }

  private static ApiException failure(int code, String reason, String what) {
    JsonObject status = new JsonObject();
    status.addProperty("kind", "Status");
    status.addProperty("code", code);
    status.addProperty("reason", reason);
    status.addProperty("message", what);
    return new ApiException(code, status);
  }
}
