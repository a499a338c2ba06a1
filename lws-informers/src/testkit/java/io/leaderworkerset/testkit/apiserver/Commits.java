package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.apiserver.AdmissionHook.Operation;
import io.leaderworkerset.testkit.apiserver.ManagedFields.Owner;
import java.util.List;
import java.util.UUID;
import javax.annotation.Nullable;

/**
 * One attempt at a write: default, admit, check, account for the fields, commit. An attempt that
 * meets another write comes to nothing, and the caller starts over on the newer version.
 */
final class Commits {
  private final Store store;
  private final Times times;
  private final Defaults defaults;
  private final Admission admission;

  Commits(Store store, Times times, Defaults defaults, Admission admission) {
    this.store = store;
    this.times = times;
    this.defaults = defaults;
    this.admission = admission;
  }

  /** Where the fields of a write are recorded. */
  @FunctionalInterface
  interface Accounting {
    ManagedFields after(@Nullable JsonObject before, JsonObject after);
  }

  /** Returns the accounting of a create or an update. */
  Accounting updating(Target target, WriteOptions options, @Nullable JsonElement givenByClient) {
    return (before, after) -> {
      ManagedFields managed = base(before, givenByClient);
      if (target.subresource().equals("binding")) {
        return managed; // nobody owns the node a pod is bound to
      }
      managed.recordUpdate(
          new Owner(options.manager(), ManagedFields.UPDATE, target.subresource()),
          target.type().apiVersion(),
          FieldPaths.between(before, after, target.type().schema()),
          times.now());
      return managed;
    };
  }

  private static ManagedFields base(@Nullable JsonObject before, @Nullable JsonElement given) {
    if (before == null) {
      return new ManagedFields();
    }
    if (given == null || given.isJsonNull()) {
      return ManagedFields.of(before);
    }
    JsonObject metadata = new JsonObject();
    metadata.add("managedFields", given);
    JsonObject holder = new JsonObject();
    holder.add("metadata", metadata);
    return ManagedFields.of(holder);
  }

  /**
   * Commits a new object; null if there is one of that name.
   *
   * @param body belongs to this call
   */
  @Nullable
  Stored tryCreate(Target target, JsonObject body, WriteOptions options, Accounting accounting) {
    Identities.check(target, body);
    admission.checkNamespace(target);
    String version = Json.string(body, "metadata", "resourceVersion");
    if (version != null && !version.isEmpty()) {
      throw Statuses.badRequest("resourceVersion should not be set on objects to be created");
    }
    JsonObject object = initial(target, body);
    defaults.apply(target.type(), object);
    JsonObject unadmitted = admission.hasHooks() ? object : null;
    JsonObject admitted = admit(target, Operation.CREATE, object, null, options);
    Validation.onCreate(target.type(), admitted);
    JsonArray managed = account(target, options, accounting, null, unadmitted, admitted);
    Trees.metadata(admitted).add("managedFields", managed);
    if (options.dryRun()) {
      if (store.get(target.type(), target.key()) != null) {
        return null;
      }
      return new Stored(admitted, target.key(), 0);
    }
    return store.create(target.type(), target.key(), v -> Trees.atVersion(admitted, v));
  }

  private JsonObject initial(Target target, JsonObject body) {
    JsonObject out = new JsonObject();
    out.addProperty("apiVersion", target.type().apiVersion());
    out.addProperty("kind", target.type().kind());
    JsonObject metadata = Trees.shallow(Json.object(body, "metadata"));
    out.add("metadata", metadata);
    body.entrySet().stream()
        .filter(e -> !out.has(e.getKey()))
        .forEach(e -> out.add(e.getKey(), e.getValue()));
    for (String name :
        List.of(
            "selfLink",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "managedFields",
            "generation",
            "resourceVersion")) {
      metadata.remove(name);
    }
    if (target.namespace() != null) {
      metadata.addProperty("namespace", target.namespace());
    } else {
      metadata.remove("namespace");
    }
    metadata.addProperty("uid", UUID.randomUUID().toString());
    metadata.addProperty("creationTimestamp", times.now());
    if (target.type().hasGeneration() || !target.type().builtIn()) {
      metadata.addProperty("generation", 1);
    }
    if (target.type().hasSubresource("status") && !target.type().key().equals("nodes")) {
      out.remove("status");
    }
    return out;
  }

  /** Commits the desired version; null if the object has changed meanwhile. */
  @Nullable
  Stored tryUpdate(
      Target target,
      WriteOptions options,
      Stored current,
      JsonObject desired,
      Accounting accounting) {
    JsonObject next = Successors.of(target, current.object(), desired);
    if (target.isStatus()) {
      StatusDefaults.apply(target.type(), next);
    } else {
      defaults.apply(target.type(), next);
    }
    JsonObject unadmitted = admission.hasHooks() ? next : null;
    JsonObject admitted = admit(target, Operation.UPDATE, next, current.object(), options);
    if (target.subresource().isEmpty() || target.subresource().equals("scale")) {
      Validation.onUpdate(target.type(), admitted, current.object());
    }
    if (!target.subresource().equals("binding")) {
      Successors.stampGeneration(target.type(), admitted, current.object());
    }
    JsonArray managed =
        account(target, options, accounting, current.object(), unadmitted, admitted);
    if (managed.isEmpty()) {
      Trees.metadata(admitted).remove("managedFields");
    } else {
      Trees.metadata(admitted).add("managedFields", managed);
    }
    if (admitted.equals(current.object())) {
      return current;
    }
    if (options.dryRun()) {
      return new Stored(admitted, current.key(), current.version());
    }
    if (Successors.isFinalized(admitted)) {
      return store.remove(target.type(), current, version -> Trees.atVersion(admitted, version));
    }
    return store.replace(target.type(), current, version -> Trees.atVersion(admitted, version));
  }

  /** What hooks change in an applied object is recorded as an update of the same manager. */
  private JsonArray account(
      Target target,
      WriteOptions options,
      Accounting accounting,
      @Nullable JsonObject before,
      @Nullable JsonObject unadmitted,
      JsonObject after) {
    ManagedFields managed = accounting.after(before, after);
    if (unadmitted != null) {
      managed.recordUpdate(
          new Owner(options.manager(), ManagedFields.UPDATE, target.subresource()),
          target.type().apiVersion(),
          FieldPaths.between(unadmitted, after, target.type().schema()),
          times.now());
    }
    return managed.toJson();
  }

  private JsonObject admit(
      Target target,
      Operation operation,
      JsonObject object,
      @Nullable JsonObject old,
      WriteOptions options) {
    if (!admission.hasHooks()) {
      return object;
    }
    JsonObject out = admission.run(target, operation, object.deepCopy(), old, options);
    if (!target.isStatus()) {
      defaults.apply(target.type(), out);
    }
    return out;
  }
}
