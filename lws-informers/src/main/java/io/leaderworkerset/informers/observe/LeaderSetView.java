package io.leaderworkerset.informers.observe;

import com.google.gson.JsonObject;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.identity.RestartAnnotations;
import io.leaderworkerset.json.Json;
import javax.annotation.Nullable;

/**
 * A leader StatefulSet, kept whole (managed fields included) so that what we own in it can be
 * compared with what we would apply. There is one for each set.
 *
 * @param object the object; not to be changed
 */
record LeaderSetView(JsonObject object) {
  ObjectId id() {
    return ObjectId.of(object);
  }

  Owner owner() {
    return Owner.of(object);
  }

  int replicas() {
    return orElse(Json.integer(object, "spec", "replicas"), 1);
  }

  int partition() {
    return orElse(Json.integer(object, "spec", "updateStrategy", "rollingUpdate", "partition"), 0);
  }

  boolean onDelete() {
    return "OnDelete".equals(Json.string(object, "spec", "updateStrategy", "type"));
  }

  @Nullable
  String revisionKey() {
    return ObjectId.label(object, Names.REVISION_LABEL);
  }

  @Nullable
  Integer replicasAnnotation() {
    return Fields.parseInt(
        Json.string(object, "metadata", "annotations", Names.REPLICAS_ANNOTATION));
  }

  @Nullable
  String restartHistory() {
    return Json.string(object, "metadata", "annotations", RestartAnnotations.HISTORY);
  }

  int statusReplicas() {
    return orElse(Json.integer(object, "status", "replicas"), 0);
  }

  boolean deleting() {
    return Json.string(object, "metadata", "deletionTimestamp") != null;
  }

  private static int orElse(@Nullable Integer value, int absent) {
    return value == null ? absent : value;
  }
}
