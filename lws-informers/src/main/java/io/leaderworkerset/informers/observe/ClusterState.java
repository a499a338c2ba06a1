package io.leaderworkerset.informers.observe;

import io.leaderworkerset.informers.cache.CachedValue;
import io.leaderworkerset.informers.cache.ResourceHandler;
import io.leaderworkerset.informers.observe.WorkKey.GroupKey;
import io.leaderworkerset.informers.observe.WorkKey.SetKey;
import io.leaderworkerset.observe.PodObservation;
import io.leaderworkerset.observe.WorkerSetObservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import javax.annotation.Nullable;

/**
 * What is known of all sets, and which work an event makes. A pod's event is work for its group,
 * and for its set only if the group's summary changed.
 */
public final class ClusterState {
  private final ConcurrentHashMap<SetKey, SetState> sets = new ConcurrentHashMap<>();
  private final Sink sink;
  private final LongSupplier nanoTime;

  /** Is told of each piece of work. Must not block. */
  public interface Sink {
    /** Work to be done at once. */
    void now(WorkKey work);

    /**
     * Work on a set because of what became of its groups or of what it owns. There is much of that
     * when many groups change, and one look answers all of it: it may wait a moment.
     *
     * @param settledGroups how many groups the set has, if it is settled ({@code
     *     SetPlan.isSettled}), so that many may wait longer; 0 if a rollout may have to go on
     */
    void soon(SetKey set, int settledGroups);
  }

  /**
   * Makes an empty state.
   *
   * @param sink is told of each piece of work
   * @param nanoTime a monotonic clock, in nanoseconds
   */
  public ClusterState(Sink sink, LongSupplier nanoTime) {
    this.sink = sink;
    this.nanoTime = nanoTime;
  }

  /** Tells of work that no event makes. */
  public void enqueue(WorkKey key) {
    sink.now(key);
  }

  /** Tells of work on a set because of what one of its groups found. */
  public void enqueueSoon(SetKey key) {
    sink.soon(key, of(key).settledGroups());
  }

  /** Returns what is known of the set; an empty state that is not kept if nothing is. */
  public SetState of(SetKey key) {
    SetState known = sets.get(key);
    return known == null ? new SetState(key) : known;
  }

  /** Returns every piece of work there is: all sets that exist, and all of their groups. */
  public List<WorkKey> all() {
    List<WorkKey> out = new ArrayList<>();
    sets.forEach(
        (key, state) -> {
          out.add(key);
          state.groupIndexes().forEach(i -> out.add(new GroupKey(key.namespace(), key.set(), i)));
        });
    return out;
  }

  /** Returns the states of all sets. */
  public List<SetState> states() {
    return List.copyOf(sets.values());
  }

  /** Changes what is known of a set, and says which work that makes. */
  private interface Update {
    void apply(SetState state, Due due);
  }

  /** The work that one change makes. */
  private final class Due {
    private final List<WorkKey> now = new ArrayList<>(2);
    private boolean soon;
    private int settledGroups;

    void group(SetState state, int group) {
      now.add(new GroupKey(state.key().namespace(), state.key().set(), group));
    }

    void setNow(SetState state) {
      now.add(state.key());
    }

    void setSoon() {
      soon = true;
    }

    void note(SetState state) {
      long nanos = nanoTime.getAsLong();
      now.forEach(each -> state.changed(each, nanos));
      if (soon) {
        state.changed(state.key(), nanos);
        settledGroups = state.settledGroups();
      }
    }

    void tell(SetKey set) {
      now.forEach(sink::now);
      if (soon) {
        sink.soon(set, settledGroups);
      }
    }
  }

  /**
   * Changes what is known of a set, in one step with making the state that keeps it, or dropping it
   * when nothing is left in it. Work is told of afterwards, when all can see the change.
   */
  private void update(SetKey key, Update change) {
    Due due = new Due();
    sets.compute(
        key,
        (k, known) -> {
          SetState state = known == null ? new SetState(key) : known;
          change.apply(state, due);
          due.note(state);
          return state.isEmpty() ? null : state;
        });
    due.tell(key);
  }

  /** Adds, updates and deletions as one call: the value, or the last one and true. */
  private interface Change<V> {
    void apply(CachedValue<V> object, boolean gone);
  }

  private static <V> ResourceHandler<CachedValue<V>> handler(Change<V> change) {
    return new ResourceHandler<>() {
      @Override
      public void onAdd(CachedValue<V> added) {
        change.apply(added, false);
      }

      @Override
      public void onUpdate(CachedValue<V> before, CachedValue<V> after) {
        change.apply(after, false);
      }

      @Override
      public void onDelete(CachedValue<V> last, boolean finalStateUnknown) {
        change.apply(last, true);
      }
    };
  }

  ResourceHandler<CachedValue<SetView>> sets() {
    return handler(
        (object, gone) -> {
          SetView next = gone ? null : object.value();
          update(
              new SetKey(object.namespace(), object.name()),
              (state, due) -> {
                SetView before = state.putSet(next);
                if (next == null || !next.asksTheSame(before)) {
                  due.setNow(state);
                } else {
                  due.setSoon();
                }
                if (next != null && concernsGroups(before, next)) {
                  state.groupIndexes().forEach(i -> due.group(state, i));
                }
              });
        });
  }

  /** Whether what groups read of the live set changed; the rest they take from their revision. */
  private static boolean concernsGroups(@Nullable SetView before, SetView next) {
    return before == null
        || before.deleting() != next.deleting()
        || !before.ref().equals(next.ref())
        || !Objects.equals(before.set().spec().startupPolicy(), next.set().spec().startupPolicy())
        || !Objects.equals(
            before.set().metadata().getAnnotations(), next.set().metadata().getAnnotations());
  }

  ResourceHandler<CachedValue<Object>> statefulSets() {
    return handler(
        (object, gone) -> {
          if (object.value() instanceof WorkerSetObservation workers) {
            putWorkers(workers, gone);
          } else if (object.value() instanceof LeaderSetView leaders) {
            update(
                new SetKey(object.namespace(), object.name()),
                (state, due) -> {
                  state.putLeaderSet(gone ? null : leaders);
                  due.setSoon();
                });
          }
        });
  }

  private void putWorkers(WorkerSetObservation workers, boolean gone) {
    update(
        new SetKey(workers.namespace(), workers.set()),
        (state, due) -> {
          boolean changed =
              state.putWorkerSet(workers.group(), workers.name(), gone ? null : workers);
          enqueue(state, workers.group(), changed, due);
        });
  }

  ResourceHandler<CachedValue<PodObservation>> pods() {
    return handler(
        (object, gone) -> {
          PodObservation pod = object.value();
          update(
              new SetKey(pod.namespace(), pod.set()),
              (state, due) -> {
                boolean changed = gone ? state.removePod(pod) : state.putPod(pod);
                enqueue(state, pod.group(), changed, due);
              });
        });
  }

  ResourceHandler<CachedValue<RevisionView>> revisions() {
    return handler(
        (object, gone) -> {
          RevisionView view = object.value();
          update(
              new SetKey(object.namespace(), view.owner().name()),
              (state, due) -> {
                state.putRevision(object.name(), idOf(object), gone ? null : view);
                due.setSoon();
              });
        });
  }

  ResourceHandler<CachedValue<OwnedView>> services() {
    return owned(ObjectKind.SERVICE);
  }

  ResourceHandler<CachedValue<OwnedView>> podGroups() {
    return owned(ObjectKind.POD_GROUP);
  }

  /** The set and group of an object by its name label and the shape of its name. */
  private ResourceHandler<CachedValue<OwnedView>> owned(ObjectKind kind) {
    return handler(
        (object, gone) -> {
          OwnedView view = object.value();
          SetKey set = new SetKey(object.namespace(), view.set());
          Integer group = groupOf(view, kind);
          WorkKey key = group == null ? set : new GroupKey(set.namespace(), set.set(), group);
          update(
              set,
              (state, due) -> {
                state.putOwned(kind, key, idOf(object), gone ? null : view);
                if (key instanceof GroupKey ofGroup) {
                  due.group(state, ofGroup.group());
                } else {
                  due.setSoon();
                }
              });
        });
  }

  @Nullable
  private static Integer groupOf(OwnedView view, ObjectKind kind) {
    if (view.group() != null) {
      return view.group();
    }
    String prefix = view.set() + "-";
    if (kind == ObjectKind.SERVICE && view.name().startsWith(prefix)) {
      return Fields.parseInt(view.name().substring(prefix.length()));
    }
    return null;
  }

  private static ObjectId idOf(CachedValue<?> object) {
    return new ObjectId(object.namespace(), object.name(), object.uid(), object.resourceVersion());
  }

  private static void enqueue(SetState state, int group, boolean summaryChanged, Due due) {
    due.group(state, group);
    if (summaryChanged) {
      due.setSoon();
    }
  }
}
