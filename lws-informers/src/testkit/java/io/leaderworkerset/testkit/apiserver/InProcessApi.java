package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi;
import java.util.List;
import java.util.function.Consumer;
import javax.annotation.Nullable;

/** The API without HTTP: the same store and the same rules, but neither faults nor accounting. */
final class InProcessApi implements ClusterApi {
  private static final String BINDING = "pods/binding";

  private final ResourceRegistry registry;
  private final Store store;
  private final Writes writes;
  private final Deletes deletes;
  private final Pods pods;
  private final WriteOptions options;

  InProcessApi(
      ResourceRegistry registry,
      Store store,
      Writes writes,
      Deletes deletes,
      Pods pods,
      String manager) {
    this.registry = registry;
    this.store = store;
    this.writes = writes;
    this.deletes = deletes;
    this.pods = pods;
    this.options = WriteOptions.of(manager);
  }

  @Override
  @Nullable
  public JsonObject get(String resource, @Nullable String namespace, String name) {
    Target target = Target.of(registry.get(resource), namespace, name);
    Stored found = store.get(target.type(), target.key());
    return found == null ? null : found.object();
  }

  @Override
  public List<JsonObject> list(String resource) {
    return store.list(registry.get(resource), null).objects().stream().map(Stored::object).toList();
  }

  @Override
  public JsonObject create(String resource, JsonObject object) {
    if (resource.equals(BINDING)) {
      pods.bind(target("pods", object), object, options);
      return object;
    }
    return writes.create(target(resource, object), object.deepCopy(), options).object();
  }

  @Override
  public JsonObject update(String resource, JsonObject object) {
    Target target = target(resource, object);
    return writes
        .update(binds(target, object) ? target.at("binding") : target, options, c -> object)
        .object();
  }

  /** An update that puts an unbound pod on a node is what its binding subresource does. */
  private boolean binds(Target target, JsonObject object) {
    if (!target.type().key().equals("pods") || Json.string(object, "spec", "nodeName") == null) {
      return false;
    }
    Stored current = store.get(target.type(), target.key());
    return current != null && Json.string(current.object(), "spec", "nodeName") == null;
  }

  @Override
  public JsonObject updateStatus(String resource, JsonObject object) {
    return writes
        .update(target(resource, object).at("status"), options, current -> object)
        .object();
  }

  private Target target(String resource, JsonObject object) {
    String name = Json.string(object, "metadata", "name");
    String namespace = Json.string(object, "metadata", "namespace");
    return Target.of(registry.get(resource), namespace, name == null ? "" : name);
  }

  @Override
  public void delete(
      String resource,
      @Nullable String namespace,
      String name,
      @Nullable String uid,
      @Nullable String propagation,
      @Nullable Long graceSeconds) {
    deletes.delete(
        Target.of(registry.get(resource), namespace, name),
        new DeleteOptions(graceSeconds, propagation, uid, null, false),
        options);
  }

  @Override
  public AutoCloseable watch(Consumer<Change> listener) {
    return store.listen(listener);
  }
}
