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
   * Reads leader and worker StatefulSets.
   *
   * @param known returns the present leader StatefulSet of a set, or null
   */
  static ObjectParser<CachedValue<Object>> statefulSets(
      StringPool pool, Function<SetKey, LeaderSetView> known) {
    return new StatefulSetParser(pool, known);
  }

  static ObjectParser<CachedValue<RevisionView>> revisions() {
    return in -> {
      JsonObject json = new JsonObject();
      in.beginObject();
      while (in.hasNext()) {
        String name = in.nextName();
        json.add(name, Fields.tree(in));
        if (name.equals("metadata") && !isOfSet(json)) {
          return null;
        }
      }
      in.endObject();
      return isOfSet(json) ? cached(ObjectId.of(json), revision(json)) : null;
    };
  }

  /** Others are a StatefulSet's own: they inherit the labels of its template. */
  private static boolean isOfSet(JsonObject revision) {
    return Owner.of(revision).kind().equals(Names.KIND);
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

  private static <V> CachedValue<V> cached(ObjectId id, V value) {
    return new CachedValue<>(id.namespace(), id.name(), id.uid(), id.resourceVersion(), value);
  }
}
