package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.apiserver.AdmissionHook.Operation;
import java.time.Duration;
import java.util.Set;
import javax.annotation.Nullable;

/** Deletion: preconditions, grace, and the finalizers that stand for the propagation policy. */
final class Deletes {
  private static final String FOREGROUND = "foregroundDeletion";
  private static final String ORPHAN = "orphan";
  private static final long DEFAULT_GRACE = 30;

  private final Store store;
  private final Times times;
  private final Admission admission;

  Deletes(Store store, Times times, Admission admission) {
    this.store = store;
    this.times = times;
    this.admission = admission;
  }

  /**
   * What a deletion did.
   *
   * @param object the object as it is now, or as it was last
   * @param gone whether it left the store
   */
  record Deleted(Stored object, boolean gone) {}

  Deleted delete(Target target, DeleteOptions options, WriteOptions write) {
    while (true) {
      Stored current = store.get(target.type(), target.key());
      if (current == null) {
        throw Statuses.notFound(target.type(), target.name());
      }
      checkPreconditions(target, options, current);
      if (admission.hasHooks()) {
        JsonObject copy = current.object().deepCopy();
        admission.run(target, Operation.DELETE, copy, current.object(), write);
      }
      Deleted done = tryDelete(target, options, current);
      if (done != null) {
        return done;
      }
    }
  }

  private static void checkPreconditions(Target target, DeleteOptions options, Stored current) {
    String uid = options.uid();
    if (uid != null && !uid.equals(current.uid())) {
      throw Statuses.conflict(
          target.type(),
          target.name(),
          "Precondition failed: UID in precondition: "
              + uid
              + ", UID in object meta: "
              + current.uid());
    }
    String version = options.version();
    String present = Json.string(current.object(), "metadata", "resourceVersion");
    if (version != null && !version.equals(present)) {
      throw Statuses.conflict(
          target.type(),
          target.name(),
          "Precondition failed: ResourceVersion in precondition: "
              + version
              + ", ResourceVersion in object meta: "
              + present);
    }
  }

  /** Returns null if the object changed meanwhile. */
  @Nullable
  private Deleted tryDelete(Target target, DeleteOptions options, Stored current) {
    if (isUnderWay(target.type(), current.object(), options)) {
      return new Deleted(current, false);
    }
    JsonObject next = Trees.withOwnMetadata(current.object());
    JsonObject metadata = Trees.metadata(next);
    JsonArray finalizers = finalizers(current.object(), options.propagation());
    if (finalizers.isEmpty()) {
      metadata.remove("finalizers");
    } else {
      metadata.add("finalizers", finalizers);
    }
    long grace = grace(target.type(), current.object(), options);
    boolean held =
        !finalizers.isEmpty() || !Json.array(current.object(), "spec", "finalizers").isEmpty();
    if (grace == 0 && !held) {
      Stored last =
          options.dryRun()
              ? current
              : store.remove(target.type(), current, v -> Trees.atVersion(next, v));
      return last == null ? null : new Deleted(last, true);
    }
    mark(target.type(), next, grace);
    if (next.equals(current.object())) {
      return new Deleted(current, false);
    }
    if (options.dryRun()) {
      return new Deleted(new Stored(next, current.key(), current.version()), false);
    }
    Stored marked = store.replace(target.type(), current, v -> Trees.atVersion(next, v));
    return marked == null ? null : new Deleted(marked, false);
  }

  /**
   * Whether the pod is being deleted, and this would not hurry it: then nothing changes, finalizers
   * included (kubernetes, {@code rest.BeforeDelete}).
   */
  private static boolean isUnderWay(ResourceType type, JsonObject object, DeleteOptions options) {
    Integer before = Json.integer(object, "metadata", "deletionGracePeriodSeconds");
    Long asked = options.graceSeconds();
    return type.key().equals("pods")
        && Json.at(object, "metadata", "deletionTimestamp") != null
        && before != null
        && (asked == null || asked >= before);
  }

  private void mark(ResourceType type, JsonObject next, long grace) {
    JsonObject metadata = Trees.metadata(next);
    Integer before = Json.integer(metadata, "deletionGracePeriodSeconds");
    boolean marked = metadata.has("deletionTimestamp");
    if (marked && before != null && before <= grace) {
      return; // a deletion under way can only be hurried
    }
    metadata.addProperty("deletionTimestamp", times.in(Duration.ofSeconds(grace)));
    metadata.addProperty("deletionGracePeriodSeconds", grace);
    Integer generation = Json.integer(metadata, "generation");
    if (generation != null && !marked) {
      metadata.addProperty("generation", generation + 1);
    }
    if (type.key().equals("namespaces")) {
      JsonObject status = Trees.shallow(Json.object(next, "status"));
      status.addProperty("phase", "Terminating");
      next.add("status", status);
    }
  }

  private static long grace(ResourceType type, JsonObject object, DeleteOptions options) {
    if (!type.key().equals("pods")) {
      return 0;
    }
    String node = Json.string(object, "spec", "nodeName");
    String phase = Json.string(object, "status", "phase");
    if (node == null || node.isEmpty() || Set.of("Succeeded", "Failed").contains(phase + "")) {
      return 0;
    }
    Long asked = options.graceSeconds();
    if (asked != null) {
      return Math.max(0, asked);
    }
    Integer own = Json.integer(object, "spec", "terminationGracePeriodSeconds");
    return own == null ? DEFAULT_GRACE : own;
  }

  private static JsonArray finalizers(JsonObject object, @Nullable String propagation) {
    JsonArray out = new JsonArray();
    for (JsonElement e : Json.array(object, "metadata", "finalizers")) {
      boolean policy = e.getAsString().equals(FOREGROUND) || e.getAsString().equals(ORPHAN);
      if (propagation == null || !policy) {
        out.add(e);
      }
    }
    if (DeleteOptions.FOREGROUND.equals(propagation)) {
      out.add(FOREGROUND);
    } else if (DeleteOptions.ORPHAN.equals(propagation)) {
      out.add(ORPHAN);
    }
    return out;
  }
}
