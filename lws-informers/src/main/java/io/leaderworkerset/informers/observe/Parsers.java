package io.leaderworkerset.informers.observe;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.informers.cache.CachedValue;
import io.leaderworkerset.informers.cache.ObjectParser;
import io.leaderworkerset.informers.cache.StringPool;
import io.leaderworkerset.informers.observe.WorkKey.SetKey;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.manifest.Revisions;
import io.leaderworkerset.observe.PodObservation;
import io.leaderworkerset.observe.RevisionObservation;
import io.leaderworkerset.observe.WorkerSetObservation;
import java.util.function.Function;
import javax.annotation.Nullable;

/** Reads the objects of lists and watches into what is kept of them. */
final class Parsers {
  private static final Gson GSON = new Gson();

  private Parsers() {}

  static ObjectParser<CachedValue<PodObservation>> pods(StringPool pool) {
    return new PodParser(pool);
  }

  /**
   * Reads sets.
   *
   * @param known returns the present view of a set, or null: what it asks for is not computed anew
   */
  static ObjectParser<CachedValue<SetView>> sets(Function<SetKey, SetView> known) {
    return ObjectParser.ofTree(
        json -> {
          json.remove("managedFields");
          ObjectId id = ObjectId.of(json);
          SetView before = known.apply(new SetKey(id.namespace(), id.name()));
          return cached(id, SetView.of(GSON.fromJson(json, LeaderWorkerSet.class), id, before));
        });
  }

  /**
   * A leader StatefulSet ({@link LeaderSetView}) or a worker one ({@link WorkerSetObservation}).
   */
  static ObjectParser<CachedValue<Object>> statefulSets(StringPool pool) {
    return ObjectParser.ofTree(
        json -> {
          ObjectId id = ObjectId.of(json);
          return cached(id, statefulSet(json, id, pool));
        });
  }

  static Object statefulSet(JsonObject json, ObjectId id, StringPool pool) {
    boolean leads = ObjectId.label(json, Names.GROUP_INDEX_LABEL) == null;
    return leads ? new LeaderSetView(json) : workerSet(json, id, pool);
  }

  static ObjectParser<CachedValue<RevisionView>> revisions() {
    return ObjectParser.ofTree(
        json -> {
          if (!Owner.of(json).kind().equals(Names.KIND)) {
            return null; // a StatefulSet's own revision: it inherits the labels of its template
          }
          return cached(ObjectId.of(json), revision(json));
        });
  }

  static RevisionView revision(JsonObject json) {
    return revision(json, null);
  }

  /**
   * Reads a revision.
   *
   * @param alike one with the same data; null if there is none
   */
  static RevisionView revision(JsonObject json, @Nullable RevisionView alike) {
    ObjectId id = ObjectId.of(json);
    JsonObject data = Json.object(json, "data");
    JsonObject known = data == null ? new JsonObject() : data;
    String key = ObjectId.label(json, Names.REVISION_LABEL);
    Integer number = Json.integer(json, "revision");
    RevisionObservation observation =
        new RevisionObservation(
            id.name(),
            id.uid(),
            key == null ? "" : key,
            number == null ? 0 : number,
            alike == null ? Revisions.fingerprint(known) : alike.observation().fingerprint());
    return new RevisionView(observation, Owner.of(json), known);
  }

  static ObjectParser<CachedValue<OwnedView>> owned() {
    return ObjectParser.ofTree(json -> cached(ObjectId.of(json), OwnedView.of(json)));
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

  private static <V> CachedValue<V> cached(ObjectId id, V value) {
    return new CachedValue<>(id.namespace(), id.name(), id.uid(), id.resourceVersion(), value);
  }
}
