package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonObject;
import io.leaderworkerset.testkit.api.ClusterApi.Change;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import javax.annotation.Nullable;

/**
 * The objects, their one sequence of versions, a bounded history of changes per resource, and the
 * watches fed from it. The lock is held for reading or changing references only: callers serialise,
 * validate and write to sockets outside it.
 */
final class Store {
  private final int historySize;
  private final Map<String, Table> tables = new HashMap<>();
  private final List<InProcessWatch> listeners = new CopyOnWriteArrayList<>();
  private long version = 1;
  private long compacted;

  /** All objects of one resource. */
  private static final class Table {
    final TreeMap<String, Stored> objects = new TreeMap<>();
    final ArrayDeque<Event> history = new ArrayDeque<>();
    final List<Subscription> watches = new ArrayList<>();
    long compacted;

    Table(long compacted) {
      this.compacted = compacted;
    }
  }

  /** What a list saw: the objects in key order, and the version it is of. */
  record Snapshot(List<Stored> objects, long version) {}

  Store(int historySize) {
    this.historySize = historySize;
  }

  private Table table(ResourceType type) {
    return tables.computeIfAbsent(type.key(), k -> new Table(compacted));
  }

  @Nullable
  synchronized Stored get(ResourceType type, String key) {
    return table(type).objects.get(key);
  }

  synchronized long version() {
    return version;
  }

  /** Returns the objects of a namespace, or of all if it is null, as they are now. */
  synchronized Snapshot list(ResourceType type, @Nullable String namespace) {
    TreeMap<String, Stored> all = table(type).objects;
    // '0' follows '/' in the order of keys.
    var part = namespace == null ? all : all.subMap(namespace + "/", namespace + "0");
    return new Snapshot(new ArrayList<>(part.values()), version);
  }

  /**
   * Returns the objects as they were at an earlier version.
   *
   * @return null if the history does not reach back that far
   */
  @Nullable
  synchronized Snapshot listAt(ResourceType type, @Nullable String namespace, long at) {
    Table table = table(type);
    if (at < table.compacted || at > version) {
      return null;
    }
    TreeMap<String, Stored> all = new TreeMap<>(table.objects);
    var newestFirst = table.history.descendingIterator();
    while (newestFirst.hasNext()) {
      Event event = newestFirst.next();
      if (event.version() <= at) {
        break;
      }
      Stored before = event.previous();
      if (before == null) {
        all.remove(event.object().key());
      } else {
        all.put(before.key(), before);
      }
    }
    var part = namespace == null ? all : all.subMap(namespace + "/", namespace + "0");
    return new Snapshot(new ArrayList<>(part.values()), at);
  }

  /** Stores a new object; null if there is one already. */
  @Nullable
  Stored create(ResourceType type, String key, LongFunction<JsonObject> make) {
    Stored made;
    synchronized (this) {
      Table table = table(type);
      if (table.objects.containsKey(key)) {
        return null;
      }
      made = new Stored(make.apply(++version), key, version);
      table.objects.put(key, made);
      publish(table, new Event(type, Event.ADDED, made, null));
    }
    drain();
    return made;
  }

  /** Replaces {@code current}; null if it is no longer the current version. */
  @Nullable
  Stored replace(ResourceType type, Stored current, LongFunction<JsonObject> make) {
    Stored made;
    synchronized (this) {
      Table table = table(type);
      if (table.objects.get(current.key()) != current) {
        return null;
      }
      made = new Stored(make.apply(++version), current.key(), version);
      table.objects.put(current.key(), made);
      publish(table, new Event(type, Event.MODIFIED, made, current));
    }
    drain();
    return made;
  }

  /** Removes {@code current}; null if it is no longer the current version. */
  @Nullable
  Stored remove(ResourceType type, Stored current, LongFunction<JsonObject> last) {
    Stored made;
    synchronized (this) {
      Table table = table(type);
      if (table.objects.get(current.key()) != current) {
        return null;
      }
      made = new Stored(last.apply(++version), current.key(), version);
      table.objects.remove(current.key());
      publish(table, new Event(type, Event.DELETED, made, current));
    }
    drain();
    return made;
  }

  private void publish(Table table, Event event) {
    table.history.addLast(event);
    while (table.history.size() > historySize) {
      table.compacted = table.history.removeFirst().version();
    }
    table.watches.forEach(w -> w.offer(event));
    if (!listeners.isEmpty()) {
      Change change = new Change(event.resource().key(), event.type(), event.object().object());
      listeners.forEach(l -> l.offer(change));
    }
  }

  private void drain() {
    listeners.forEach(InProcessWatch::drain);
  }

  /**
   * Opens a watch with its first content, in one step with what follows.
   *
   * @param from changes after this version come first; negative to begin with an ADDED for all
   * @return null if the history does not reach back to {@code from}
   */
  @Nullable
  synchronized Subscription subscribe(ResourceType type, @Nullable String namespace, long from) {
    Table table = table(type);
    if (from >= 0 && from < table.compacted) {
      return null;
    }
    List<Stored> present = from < 0 ? list(type, namespace).objects() : List.of();
    Subscription made = new Subscription(present, version, this::unsubscribe);
    if (from >= 0) {
      table.history.stream().filter(e -> e.version() > from).forEach(made::offer);
    }
    table.watches.add(made);
    return made;
  }

  private synchronized void unsubscribe(Subscription gone) {
    tables.values().forEach(t -> t.watches.remove(gone));
  }

  /** Ends every watch. */
  synchronized void cutWatches() {
    tables.values().forEach(t -> t.watches.forEach(Subscription::cut));
  }

  /** Forgets the history: every version handed out until now is too old to watch from. */
  synchronized void compact() {
    compacted = ++version;
    for (Table table : tables.values()) {
      table.history.clear();
      table.compacted = compacted;
    }
  }

  synchronized long oldest(ResourceType type) {
    return table(type).compacted;
  }

  AutoCloseable listen(Consumer<Change> listener) {
    InProcessWatch made = new InProcessWatch(listener, listeners::remove);
    synchronized (this) {
      tables.forEach(
          (key, table) ->
              table
                  .objects
                  .values()
                  .forEach(o -> made.offer(new Change(key, Event.ADDED, o.object()))));
      listeners.add(made);
    }
    made.drain();
    return made;
  }
}
