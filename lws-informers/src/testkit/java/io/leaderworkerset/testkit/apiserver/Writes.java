package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.apiserver.AdmissionHook.Operation;
import io.leaderworkerset.testkit.apiserver.ManagedFields.Owner;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.annotation.Nullable;

/**
 * Creates, updates and applies: default, admit, check, account for the fields, commit. A commit
 * that meets another one starts over on the newer version, unless the caller named the version.
 */
final class Writes {
  private static final int GENERATED_NAME_TRIES = 8;

  private final Store store;
  private final Times times;
  private final Names names;
  private final Defaults defaults;
  private final Admission admission;

  Writes(Store store, Times times, Names names, Defaults defaults, Admission admission) {
    this.store = store;
    this.times = times;
    this.names = names;
    this.defaults = defaults;
    this.admission = admission;
  }

  /** Where the fields of a write are recorded. */
  @FunctionalInterface
  private interface Accounting {
    ManagedFields after(@Nullable JsonObject before, JsonObject after);
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

  /**
   * Creates an object.
   *
   * @param body belongs to this call
   */
  Stored create(Target collection, JsonObject body, WriteOptions options) {
    String prefix = Json.string(body, "metadata", "generateName");
    String given = Json.string(body, "metadata", "name");
    boolean generate = prefix != null && !prefix.isEmpty() && (given == null || given.isEmpty());
    for (int i = 1; ; i++) {
      if (generate) {
        Trees.metadata(body).addProperty("name", names.generate(prefix == null ? "" : prefix));
      }
      String name = Json.string(body, "metadata", "name");
      Target target =
          Target.of(collection.type(), collection.namespace(), name == null ? "" : name);
      JsonObject attempt = generate ? body.deepCopy() : body;
      Stored made = tryCreate(target, attempt, options, updating(target, options, null));
      if (made != null) {
        return made;
      }
      if (!generate || i >= GENERATED_NAME_TRIES) {
        throw Statuses.alreadyExists(target.type(), target.name());
      }
    }
  }

  @Nullable
  private Stored tryCreate(
      Target target, JsonObject body, WriteOptions options, Accounting accounting) {
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

  private Accounting updating(
      Target target, WriteOptions options, @Nullable JsonElement givenByClient) {
    return (before, after) -> {
      ManagedFields managed = base(before, givenByClient);
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
   * Updates an object with what {@code change} makes of the present version; that may carry a
   * resourceVersion and a uid as conditions.
   */
  Stored update(Target target, WriteOptions options, UnaryOperator<JsonObject> change) {
    while (true) {
      Stored current = store.get(target.type(), target.key());
      if (current == null) {
        throw Statuses.notFound(target.type(), target.name());
      }
      JsonObject desired = change.apply(current.object());
      Identities.check(target, desired);
      Identities.checkConditions(target, desired, current);
      JsonElement given = Json.at(desired, "metadata", "managedFields");
      Accounting accounting =
          updating(
              target,
              options,
              given == Json.at(current.object(), "metadata", "managedFields") ? null : given);
      Stored done = tryUpdate(target, options, current, desired, accounting);
      if (done != null) {
        return done;
      }
    }
  }

  /** Commits the desired version; null if the object has changed meanwhile. */
  @Nullable
  private Stored tryUpdate(
      Target target,
      WriteOptions options,
      Stored current,
      JsonObject desired,
      Accounting accounting) {
    JsonObject next = Successors.of(target, current.object(), desired);
    if (target.isStatus()) {
      if (next.has("status")) {
        Trees.clean(next.get("status"), target.type().builtIn());
      }
    } else {
      defaults.apply(target.type(), next);
    }
    JsonObject unadmitted = admission.hasHooks() ? next : null;
    JsonObject admitted = admit(target, Operation.UPDATE, next, current.object(), options);
    if (target.subresource().isEmpty() || target.subresource().equals("scale")) {
      Validation.onUpdate(target.type(), admitted, current.object());
    }
    Successors.stampGeneration(target.type(), admitted, current.object());
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

  /** The object, and whether the request created it. */
  record Applied(Stored object, boolean created) {}

  /**
   * Server-side apply.
   *
   * @param config belongs to this call
   */
  Applied apply(Target target, JsonObject config, WriteOptions options) {
    JsonObject clean = Identities.checkApplied(target, config);
    Owner owner = new Owner(options.manager(), ManagedFields.APPLY, target.subresource());
    FieldSet wanted = FieldPaths.ofApplied(clean, target.type().schema());
    while (true) {
      Stored current = store.get(target.type(), target.key());
      if (current == null) {
        Stored made = createApplied(target, clean, options, owner, wanted);
        if (made != null) {
          return new Applied(made, true);
        }
        continue;
      }
      Identities.checkConditions(target, clean, current);
      Stored done = applyOver(target, options, current, clean, owner, wanted);
      if (done != null) {
        return new Applied(done, false);
      }
    }
  }

  @Nullable
  private Stored createApplied(
      Target target, JsonObject config, WriteOptions options, Owner owner, FieldSet wanted) {
    if (!target.subresource().isEmpty()) {
      throw Statuses.notFound(target.type(), target.name());
    }
    String uid = Json.string(config, "metadata", "uid");
    if (uid != null) {
      throw Statuses.conflict(
          target.type(),
          target.name(),
          "uid mismatch: the provided object specified uid "
              + uid
              + ", and no existing object was found");
    }
    Accounting accounting =
        (before, after) -> {
          ManagedFields managed = new ManagedFields();
          managed.set(owner, target.type().apiVersion(), wanted, times.now());
          return managed;
        };
    return tryCreate(target, config.deepCopy(), options, accounting);
  }

  @Nullable
  private Stored applyOver(
      Target target,
      WriteOptions options,
      Stored current,
      JsonObject config,
      Owner owner,
      FieldSet wanted) {
    Schema schema = target.type().schema();
    JsonObject live = current.object();
    JsonObject merged = ServerSideApply.merge(live, config, schema);
    ManagedFields managed = ManagedFields.of(live);
    if (managed.isEmpty()) {
      managed.recordUpdate(
          new Owner("before-first-apply", ManagedFields.UPDATE, ""),
          target.type().apiVersion(),
          FieldPaths.between(null, live, schema),
          times.now());
    }
    FieldSet changed = FieldPaths.between(live, merged, schema).changed();
    var conflicts = managed.conflicts(owner, changed);
    if (!conflicts.isEmpty()) {
      if (!options.force()) {
        throw Conflicts.refusal(managed, conflicts);
      }
      conflicts.values().forEach(fields -> managed.takeFromOthers(owner, fields));
    }
    FieldSet last = managed.fieldsOf(owner);
    managed.set(owner, target.type().apiVersion(), wanted, times.now());
    JsonObject desired =
        last == null ? merged : ServerSideApply.prune(merged, last, managed.union(), schema);
    Accounting accounting =
        (before, after) -> {
          managed.takeFromOthers(owner, FieldPaths.between(before, after, schema).removed());
          return managed;
        };
    return tryUpdate(target, options, current, desired, accounting);
  }
}
