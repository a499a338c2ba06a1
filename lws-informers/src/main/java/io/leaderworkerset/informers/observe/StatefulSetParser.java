package io.leaderworkerset.informers.observe;

import com.google.gson.JsonObject;
import com.google.gson.stream.JsonReader;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.informers.cache.CachedValue;
import io.leaderworkerset.informers.cache.ObjectParser;
import io.leaderworkerset.informers.cache.StringPool;
import io.leaderworkerset.informers.observe.WorkKey.SetKey;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.observe.WorkerSetObservation;
import java.io.IOException;
import java.util.function.Function;
import javax.annotation.Nullable;

/**
 * Reads a leader StatefulSet ({@link LeaderSetView}) or a worker one ({@link WorkerSetObservation})
 * from the stream. Most of their events tell of a status: the templates and managed fields of
 * worker StatefulSets are skipped, and the spec of a leader StatefulSet is read once for each
 * generation.
 */
final class StatefulSetParser implements ObjectParser<CachedValue<Object>> {
  private final StringPool pool;
  private final Function<SetKey, LeaderSetView> known;

  /**
   * Makes a parser.
   *
   * @param pool keeps the strings that many share
   * @param known returns the present leader StatefulSet of a set, or null
   */
  StatefulSetParser(StringPool pool, Function<SetKey, LeaderSetView> known) {
    this.pool = pool;
    this.known = known;
  }

  @Override
  public CachedValue<Object> parse(JsonReader in) throws IOException {
    JsonObject json = new JsonObject();
    Fields.object(
        in,
        (name, reader) -> {
          switch (name) {
            case "metadata" -> json.add(name, metadata(reader));
            case "spec" -> spec(json, reader);
            default -> json.add(name, Fields.tree(reader));
          }
        });
    ObjectId id = ObjectId.of(json);
    return new CachedValue<>(
        id.namespace(), id.name(), id.uid(), id.resourceVersion(), view(json, id, pool));
  }

  /** Returns what is kept of a StatefulSet. */
  static Object view(JsonObject json, ObjectId id, StringPool pool) {
    return isOfGroup(Json.object(json, "metadata"))
        ? workerSet(json, id, pool)
        : new LeaderSetView(json);
  }

  /** The labels stand before the managed fields in what an API server writes. */
  private static JsonObject metadata(JsonReader in) throws IOException {
    JsonObject metadata = new JsonObject();
    Fields.object(
        in,
        (name, reader) -> {
          if (name.equals("managedFields") && isOfGroup(metadata)) {
            reader.skipValue();
          } else {
            metadata.add(name, Fields.tree(reader));
          }
        });
    return metadata;
  }

  private void spec(JsonObject json, JsonReader in) throws IOException {
    if (isOfGroup(Json.object(json, "metadata"))) {
      json.add("spec", replicas(in));
      return;
    }
    JsonObject before = specBefore(json);
    if (before == null) {
      json.add("spec", Fields.tree(in));
    } else {
      in.skipValue();
      json.add("spec", before);
    }
  }

  /** A spec does not change without its generation. */
  @Nullable
  private JsonObject specBefore(JsonObject json) {
    ObjectId id = ObjectId.of(json);
    Integer generation = Json.integer(json, "metadata", "generation");
    String set = ObjectId.label(json, Names.SET_NAME_LABEL);
    LeaderSetView view = set == null ? null : known.apply(new SetKey(id.namespace(), set));
    if (view == null || generation == null || !id.uid().equals(view.id().uid())) {
      return null;
    }
    return generation.equals(view.generation()) ? Json.object(view.object(), "spec") : null;
  }

  private static JsonObject replicas(JsonReader in) throws IOException {
    JsonObject spec = new JsonObject();
    Fields.object(
        in,
        (name, reader) -> {
          if (name.equals("replicas")) {
            spec.add(name, Fields.tree(reader));
          } else {
            reader.skipValue();
          }
        });
    return spec;
  }

  private static boolean isOfGroup(@Nullable JsonObject metadata) {
    return Json.string(metadata, "labels", Names.GROUP_INDEX_LABEL) != null;
  }

  static WorkerSetObservation workerSet(JsonObject json, ObjectId id, StringPool pool) {
    Owner owner = Owner.of(json);
    boolean ofPod = owner.kind().equals("Pod");
    String set = ObjectId.label(json, Names.SET_NAME_LABEL);
    Integer group = Fields.parseInt(ObjectId.label(json, Names.GROUP_INDEX_LABEL));
    String revision = ObjectId.label(json, Names.REVISION_LABEL);
    Integer replicas = Json.integer(json, "spec", "replicas");
    Integer available = Json.integer(json, "status", "availableReplicas");
    return new WorkerSetObservation(
        pool.intern(id.namespace()),
        id.name(),
        id.uid(),
        id.resourceVersion(),
        set == null ? "" : pool.intern(set),
        group == null ? 0 : group,
        revision == null ? null : pool.intern(revision),
        ofPod ? owner.uid() : null,
        ofPod ? null : owner.describe(),
        replicas == null ? 1 : replicas,
        available == null ? 0 : available,
        isSettled(json),
        Json.string(json, "metadata", "deletionTimestamp") != null);
  }

  private static boolean isSettled(JsonObject json) {
    Integer generation = Json.integer(json, "metadata", "generation");
    Integer observed = Json.integer(json, "status", "observedGeneration");
    boolean seen = generation == null || (observed != null && observed >= generation);
    return seen
        && same(
            Json.string(json, "status", "currentRevision"),
            Json.string(json, "status", "updateRevision"));
  }

  private static boolean same(@Nullable String a, @Nullable String b) {
    return a == null ? b == null : a.equals(b);
  }
}
