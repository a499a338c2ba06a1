package io.leaderworkerset.testkit.virtual;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.leaderworkerset.cluster.StatefulSetSpec;
import io.leaderworkerset.cluster.StatefulSetStatus;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.apiserver.AppliedFields;
import java.util.Objects;
import javax.annotation.Nullable;

/** Reads a StatefulSet as it is written into what its controller goes by. */
final class StatefulSetReader {
  static final StatefulSetStatus NO_STATUS = new StatefulSetStatus(0, 0, 0, 0, 0, 0, "", "");

  private StatefulSetReader() {}

  static Body.OfStatefulSet body(JsonObject object, long generation, StatefulSetStatus status) {
    JsonObject metadata = part(object, "metadata").deepCopy();
    metadata.remove("uid");
    JsonObject spec = part(object, "spec");
    return new Body.OfStatefulSet(
        metadata,
        managedFields(object),
        new JsonObject(),
        spec,
        new StatefulSetSpec(
            orElse(Json.integer(spec, "replicas"), 1),
            orElse(Json.integer(spec, "ordinals", "start"), 0),
            "Parallel".equals(Json.string(spec, "podManagementPolicy")),
            "OnDelete".equals(Json.string(spec, "updateStrategy", "type")),
            orElse(Json.integer(spec, "updateStrategy", "rollingUpdate", "partition"), 0),
            orElse(Json.integer(spec, "updateStrategy", "rollingUpdate", "maxUnavailable"), 1),
            0),
        template(part(spec, "template"), metadata),
        generation,
        status);
  }

  private static Body.Template template(JsonObject template, JsonObject ofSet) {
    Integer size =
        Integer.valueOf(
            Objects.requireNonNullElse(
                Json.string(template, "metadata", "annotations", Names.SIZE_ANNOTATION), "1"));
    return new Body.Template(
        Json.string(ofSet, "name") + "-" + Integer.toHexString(template.hashCode()),
        label(template, Names.REVISION_LABEL),
        label(template, Names.SET_NAME_LABEL),
        size,
        Rendering.group(ofSet),
        Json.string(template, "metadata", "annotations", Names.LEADER_NAME_ANNOTATION),
        Objects.requireNonNullElse(
            Json.string(Json.array(template, "spec", "containers").get(0), "image"), ""));
  }

  private static String label(JsonObject template, String key) {
    return Objects.requireNonNullElse(Json.string(template, "metadata", "labels", key), "");
  }

  /** Only those of the leader StatefulSet are ever read. */
  private static JsonArray managedFields(JsonObject object) {
    if (!User.SET.equals(Json.string(object, "metadata", "name"))) {
      return new JsonArray();
    }
    JsonObject entry = new JsonObject();
    entry.addProperty("manager", ManagerCode.FIELD_MANAGER);
    entry.addProperty("operation", "Apply");
    entry.add("fieldsV1", AppliedFields.of(object));
    JsonArray out = new JsonArray();
    out.add(entry);
    return out;
  }

  private static JsonObject part(JsonObject object, String name) {
    JsonObject found = Json.object(object, name);
    return found == null ? new JsonObject() : found;
  }

  private static int orElse(@Nullable Integer value, int absent) {
    return value == null ? absent : value;
  }
}
