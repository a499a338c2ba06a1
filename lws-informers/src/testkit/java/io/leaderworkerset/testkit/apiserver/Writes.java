package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import java.util.function.UnaryOperator;

/**
 * Creates and updates. A write that meets another one starts over on the newer version, unless the
 * caller named the version.
 */
final class Writes {
  private static final int GENERATED_NAME_TRIES = 8;

  private final Store store;
  private final Names names;
  private final Commits commits;

  Writes(Store store, Names names, Commits commits) {
    this.store = store;
    this.names = names;
    this.commits = commits;
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
      Stored made =
          commits.tryCreate(target, attempt, options, commits.updating(target, options, null));
      if (made != null) {
        return made;
      }
      if (!generate || i >= GENERATED_NAME_TRIES) {
        throw Statuses.alreadyExists(target.type(), target.name());
      }
    }
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
      Commits.Accounting accounting =
          commits.updating(
              target,
              options,
              given == Json.at(current.object(), "metadata", "managedFields") ? null : given);
      Stored done = commits.tryUpdate(target, options, current, desired, accounting);
      if (done != null) {
        return done;
      }
    }
  }
}
