package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi.ApiException;
import io.leaderworkerset.testkit.api.ClusterApi.Change;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Empties a namespace that is being deleted, and lets it go when it is empty. */
final class Namespaces {
  private final Store store;
  private final ResourceRegistry registry;
  private final Deletes deletes;
  private final Writes writes;
  private final Set<String> terminating = ConcurrentHashMap.newKeySet();

  Namespaces(Store store, ResourceRegistry registry, Deletes deletes, Writes writes) {
    this.store = store;
    this.registry = registry;
    this.deletes = deletes;
    this.writes = writes;
  }

  /** Takes note of a change in the store. */
  void onChange(Change change) {
    if (change.resource().equals("namespaces")) {
      onNamespace(change);
    } else if (change.type().equals(Event.DELETED) && !terminating.isEmpty()) {
      String namespace = Json.string(change.object(), "metadata", "namespace");
      if (namespace != null && terminating.contains(namespace)) {
        finishIfEmpty(namespace);
      }
    }
  }

  private void onNamespace(Change change) {
    String name = Json.string(change.object(), "metadata", "name");
    if (name == null) {
      return;
    }
    if (change.type().equals(Event.DELETED)) {
      terminating.remove(name);
    } else if (Json.string(change.object(), "metadata", "deletionTimestamp") != null
        && terminating.add(name)) {
      empty(name);
      finishIfEmpty(name);
    }
  }

  private void empty(String namespace) {
    WriteOptions write = WriteOptions.of("kube-controller-manager");
    DeleteOptions background = new DeleteOptions(null, DeleteOptions.BACKGROUND, null, null, false);
    for (ResourceType type : registry.all()) {
      for (Stored o :
          type.namespaced() ? store.list(type, namespace).objects() : Set.<Stored>of()) {
        quietly(() -> deletes.delete(Target.of(type, namespace, o.name()), background, write));
      }
    }
  }

  private void finishIfEmpty(String namespace) {
    boolean empty =
        registry.all().stream()
            .noneMatch(t -> t.namespaced() && !store.list(t, namespace).objects().isEmpty());
    if (empty) {
      Target target = Target.of(registry.get("namespaces"), null, namespace);
      WriteOptions write = WriteOptions.of("kube-controller-manager");
      quietly(() -> writes.update(target.at("finalize"), write, Namespaces::finalized));
    }
  }

  static JsonObject finalized(JsonObject current) {
    JsonObject spec = Trees.shallow(Json.object(current, "spec"));
    spec.remove("finalizers");
    JsonObject next = Trees.shallow(current);
    next.add("spec", spec);
    return next;
  }

  private static void quietly(Runnable work) {
    try {
      work.run();
    } catch (ApiException e) {
      // changed or gone meanwhile: its own event brings us back
    }
  }
}
