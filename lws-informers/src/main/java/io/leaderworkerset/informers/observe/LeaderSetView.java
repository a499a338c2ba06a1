package io.leaderworkerset.informers.observe;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.identity.RestartAnnotations;
import io.leaderworkerset.json.Json;
import java.util.ArrayList;
import java.util.List;
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

  /** Whether both are the same object and differ at most in their status. */
  boolean sameButForStatus(@Nullable LeaderSetView other) {
    return other != null
        && Json.integer(object, "metadata", "generation") != null
        && at("uid").equals(other.at("uid"))
        && at("generation").equals(other.at("generation"))
        && at("labels").equals(other.at("labels"))
        && at("annotations").equals(other.at("annotations"))
        && at("ownerReferences").equals(other.at("ownerReferences"))
        && at("deletionTimestamp").equals(other.at("deletionTimestamp"))
        && managers().equals(other.managers());
  }

  private JsonElement at(String member) {
    JsonObject metadata = Json.object(object, "metadata");
    JsonElement value = metadata == null ? null : metadata.get(member);
    return value == null ? JsonNull.INSTANCE : value;
  }

  /** Who owns fields, those of the status left out. */
  private List<JsonElement> managers() {
    List<JsonElement> out = new ArrayList<>();
    for (JsonElement each : Json.array(object, "metadata", "managedFields")) {
      if (!"status".equals(Json.string(each, "subresource"))) {
        out.add(each);
      }
    }
    return out;
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

  /**
   * Whether its controller has acted on its newest generation; one without a status has nothing.
   */
  boolean observed() {
    Integer generation = Json.integer(object, "metadata", "generation");
    Integer observed = Json.integer(object, "status", "observedGeneration");
    return generation == null || observed == null || observed >= generation;
  }

  boolean deleting() {
    return Json.string(object, "metadata", "deletionTimestamp") != null;
  }

  private static int orElse(@Nullable Integer value, int absent) {
    return value == null ? absent : value;
  }
}
