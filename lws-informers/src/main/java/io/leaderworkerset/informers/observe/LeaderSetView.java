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
 * compared with what we would apply. There is one for each set. What a look needs is read once.
 */
final class LeaderSetView {
  private final JsonObject object;
  private final ObjectId id;
  private final Owner owner;
  private final int replicas;
  private final int partition;
  private final boolean onDelete;
  @Nullable private final String revisionKey;
  @Nullable private final Integer replicasAnnotation;
  @Nullable private final String restartHistory;
  private final int statusReplicas;
  @Nullable private final Integer generation;
  private final boolean observed;
  private final boolean deleting;

  /**
   * Reads a leader StatefulSet.
   *
   * @param object the object; not to be changed
   */
  LeaderSetView(JsonObject object) {
    this.object = object;
    JsonObject metadata = Json.object(object, "metadata");
    JsonObject annotations = Json.object(metadata, "annotations");
    JsonObject spec = Json.object(object, "spec");
    JsonObject strategy = Json.object(spec, "updateStrategy");
    JsonObject status = Json.object(object, "status");
    id = ObjectId.of(object);
    owner = Owner.of(object);
    replicas = orElse(Json.integer(spec, "replicas"), 1);
    partition = orElse(Json.integer(strategy, "rollingUpdate", "partition"), 0);
    onDelete = "OnDelete".equals(Json.string(strategy, "type"));
    revisionKey = ObjectId.label(object, Names.REVISION_LABEL);
    replicasAnnotation = Fields.parseInt(Json.string(annotations, Names.REPLICAS_ANNOTATION));
    restartHistory = Json.string(annotations, RestartAnnotations.HISTORY);
    statusReplicas = orElse(Json.integer(status, "replicas"), 0);
    generation = Json.integer(metadata, "generation");
    Integer seen = Json.integer(status, "observedGeneration");
    observed = generation == null || seen == null || seen >= generation;
    deleting = Json.string(metadata, "deletionTimestamp") != null;
  }

  /** Whether both are the same object and differ at most in their status. */
  boolean sameButForStatus(@Nullable LeaderSetView other) {
    return other != null
        && generation != null
        && generation.equals(other.generation)
        && id.uid().equals(other.id.uid())
        && deleting == other.deleting
        && at("labels").equals(other.at("labels"))
        && at("annotations").equals(other.at("annotations"))
        && at("ownerReferences").equals(other.at("ownerReferences"))
        && managers().equals(other.managers());
  }

  private JsonElement at(String member) {
    JsonElement value = Json.at(Json.object(object, "metadata"), member);
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

  /** Returns the object; not to be changed. */
  JsonObject object() {
    return object;
  }

  ObjectId id() {
    return id;
  }

  Owner owner() {
    return owner;
  }

  int replicas() {
    return replicas;
  }

  int partition() {
    return partition;
  }

  boolean onDelete() {
    return onDelete;
  }

  @Nullable
  String revisionKey() {
    return revisionKey;
  }

  @Nullable
  Integer replicasAnnotation() {
    return replicasAnnotation;
  }

  @Nullable
  String restartHistory() {
    return restartHistory;
  }

  int statusReplicas() {
    return statusReplicas;
  }

  /** Returns the generation of its spec; null if it tells none. */
  @Nullable
  Integer generation() {
    return generation;
  }

  /**
   * Whether its controller has acted on its newest generation; one without a status has nothing.
   */
  boolean observed() {
    return observed;
  }

  boolean deleting() {
    return deleting;
  }

  private static int orElse(@Nullable Integer value, int absent) {
    return value == null ? absent : value;
  }
}
