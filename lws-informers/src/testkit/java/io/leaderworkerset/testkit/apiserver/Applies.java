package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.apiserver.ManagedFields.Owner;
import javax.annotation.Nullable;

/** Server-side apply over the store. */
final class Applies {
  private final Store store;
  private final Times times;
  private final Commits commits;

  Applies(Store store, Times times, Commits commits) {
    this.store = store;
    this.times = times;
    this.commits = commits;
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
    Commits.Accounting accounting =
        (before, after) -> {
          ManagedFields managed = new ManagedFields();
          managed.set(owner, target.type().apiVersion(), wanted, times.now());
          return managed;
        };
    return commits.tryCreate(target, config.deepCopy(), options, accounting);
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
    Commits.Accounting accounting =
        (before, after) -> {
          managed.takeFromOthers(owner, FieldPaths.between(before, after, schema).removed());
          return managed;
        };
    return commits.tryUpdate(target, options, current, desired, accounting);
  }
}
