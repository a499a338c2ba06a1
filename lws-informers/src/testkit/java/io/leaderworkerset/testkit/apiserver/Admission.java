package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.apiserver.AdmissionHook.Operation;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.annotation.Nullable;

/** Runs the hooks over a write, and the API's own check that its namespace is there. */
final class Admission {
  private final List<AdmissionHook> hooks;
  private final Store store;
  private final ResourceType namespaces;

  Admission(List<AdmissionHook> hooks, Store store, ResourceType namespaces) {
    this.hooks = new CopyOnWriteArrayList<>(hooks);
    this.store = store;
    this.namespaces = namespaces;
  }

  void add(AdmissionHook hook) {
    hooks.add(hook);
  }

  boolean hasHooks() {
    return !hooks.isEmpty();
  }

  /** Throws if nothing can be created in the target's namespace. */
  void checkNamespace(Target target) {
    String name = target.namespace();
    if (name == null) {
      return;
    }
    Stored found = store.get(namespaces, Stored.key(null, name));
    if (found == null) {
      throw Statuses.notFound(namespaces, name);
    }
    if (Json.string(found.object(), "metadata", "deletionTimestamp") != null) {
      throw Statuses.denied(
          target.type(),
          target.name(),
          "unable to create new content in namespace " + name + " because it is being terminated");
    }
  }

  /** Returns the object as the hooks leave it. */
  JsonObject run(
      Target target,
      Operation operation,
      JsonObject object,
      @Nullable JsonObject old,
      WriteOptions options) {
    JsonObject out = object;
    for (AdmissionHook hook : hooks) {
      out =
          hook.admit(
              new AdmissionHook.Review(
                  target.type(),
                  target.subresource().isEmpty() ? null : target.subresource(),
                  operation,
                  target.namespace(),
                  target.name(),
                  out,
                  old,
                  options.userAgent(),
                  options.dryRun()));
    }
    return out;
  }
}
