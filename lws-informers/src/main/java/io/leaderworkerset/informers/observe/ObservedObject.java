package io.leaderworkerset.informers.observe;

import com.google.gson.JsonObject;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.informers.cache.CachedValue;
import io.leaderworkerset.informers.cache.ResourceHandler;
import io.leaderworkerset.informers.cache.StringPool;
import io.leaderworkerset.observe.PodObservation;
import io.leaderworkerset.observe.WorkerSetObservation;
import java.util.Objects;
import java.util.function.Function;
import javax.annotation.Nullable;

/**
 * One version of an object in the form that a {@link ClusterState} keeps it in, for whoever fills a
 * state without watches: a simulation, a test. Immutable; it may be told to any number of states.
 */
public final class ObservedObject {
  private final Telling<?> telling;

  private ObservedObject(Telling<?> telling) {
    this.telling = telling;
  }

  /** A value, and which of a state's handlers hears of it. */
  private record Telling<V>(
      CachedValue<V> value, Function<ClusterState, ResourceHandler<CachedValue<V>>> handler) {
    void put(ClusterState state) {
      handler.apply(state).onAdd(value);
    }

    void remove(ClusterState state) {
      handler.apply(state).onDelete(value, false);
    }
  }

  /**
   * Returns a set.
   *
   * @param set with name, namespace, UID and resource version
   * @param before an earlier version of the set: what depends only on its intent is not computed
   *     again; null if there is none
   */
  public static ObservedObject ofSet(LeaderWorkerSet set, @Nullable ObservedObject before) {
    ObjectId id = idOf(set);
    return of(id, SetView.of(set, id, viewOf(before)), ClusterState::sets);
  }

  /**
   * Returns a set.
   *
   * @param set with name, namespace, UID and resource version
   * @param alike any set: what depends only on the template is not computed again if both have the
   *     same one, as an object
   */
  public static ObservedObject ofSetLike(LeaderWorkerSet set, @Nullable ObservedObject alike) {
    ObjectId id = idOf(set);
    return of(id, SetView.compute(set, id, viewOf(alike)), ClusterState::sets);
  }

  @Nullable
  private static SetView viewOf(@Nullable ObservedObject set) {
    return set != null && set.telling.value().value() instanceof SetView view ? view : null;
  }

  private static ObjectId idOf(LeaderWorkerSet set) {
    return new ObjectId(
        orEmpty(set.metadata().getNamespace()),
        orEmpty(set.metadata().getName()),
        orEmpty(set.metadata().getUid()),
        orEmpty(set.metadata().getResourceVersion()));
  }

  /** Returns a leader or worker StatefulSet, as the API server shows it. */
  public static ObservedObject ofStatefulSet(JsonObject object) {
    ObjectId id = ObjectId.of(object);
    return of(
        id, StatefulSetParser.view(object, id, new StringPool(16)), ClusterState::statefulSets);
  }

  /** Returns a worker StatefulSet. */
  public static ObservedObject ofWorkerSet(WorkerSetObservation workers) {
    ObjectId id =
        new ObjectId(workers.namespace(), workers.name(), workers.uid(), workers.resourceVersion());
    return of(id, workers, ClusterState::statefulSets);
  }

  /** Returns a pod of a set. */
  public static ObservedObject ofPod(PodObservation pod) {
    ObjectId id = new ObjectId(pod.namespace(), pod.name(), pod.uid(), pod.resourceVersion());
    return of(id, pod, ClusterState::pods);
  }

  /** Returns a ControllerRevision of a set, as the API server shows it. */
  public static ObservedObject ofRevision(JsonObject object) {
    return ofRevision(object, null);
  }

  /**
   * Returns a ControllerRevision of a set, as the API server shows it.
   *
   * @param object the object
   * @param alike a revision with the same data: what depends only on that is not computed again;
   *     null if there is none
   */
  public static ObservedObject ofRevision(JsonObject object, @Nullable ObservedObject alike) {
    RevisionView known =
        alike != null && alike.telling.value().value() instanceof RevisionView view ? view : null;
    return of(ObjectId.of(object), Parsers.revision(object, known), ClusterState::revisions);
  }

  /** Returns a Service with a set's name label, as the API server shows it. */
  public static ObservedObject ofService(JsonObject object) {
    return of(ObjectId.of(object), OwnedView.of(object), ClusterState::services);
  }

  private static <V> ObservedObject of(
      ObjectId id, V value, Function<ClusterState, ResourceHandler<CachedValue<V>>> handler) {
    return new ObservedObject(
        new Telling<>(
            new CachedValue<>(id.namespace(), id.name(), id.uid(), id.resourceVersion(), value),
            handler));
  }

  /** Tells the state that the object is there, in this version. */
  public void putInto(ClusterState state) {
    telling.put(state);
  }

  /** Tells the state that the object is gone; this is the last version that was seen. */
  public void removeFrom(ClusterState state) {
    telling.remove(state);
  }

  private static String orEmpty(@Nullable String text) {
    return Objects.requireNonNullElse(text, "");
  }
}
