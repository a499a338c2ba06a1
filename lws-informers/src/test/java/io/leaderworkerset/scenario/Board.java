package io.leaderworkerset.scenario;

import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What a watch tells of one namespace: the present world, and everything that ever happened. */
final class Board implements AutoCloseable {
  private final String namespace;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final World world = new World();
  private final List<Change> history = new ArrayList<>();
  private final List<Consumer<World>> laws = new ArrayList<>();
  private final List<Throwable> broken = new ArrayList<>();
  private final Feed feed;

  Board(Feed feed, String namespace) {
    this.feed = feed;
    this.namespace = namespace;
    feed.listen(namespace, this::observe);
  }

  private void observe(Change change) {
    lock.lock();
    try {
      history.add(change);
      world.put(change.resource(), change.type(), change.object());
      for (Consumer<World> law : laws) {
        check(law);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void check(Consumer<World> law) {
    try {
      law.accept(world);
    } catch (RuntimeException | AssertionError e) {
      broken.add(e);
    }
  }

  /** Checks the law after each change from now on; {@link #verify} tells of breaches. */
  void always(Consumer<World> law) {
    lock.lock();
    try {
      laws.add(law);
    } finally {
      lock.unlock();
    }
  }

  /** Throws the first breach of a law, if there was any. */
  void verify() {
    lock.lock();
    try {
      if (!broken.isEmpty()) {
        throw new AssertionError("a law was broken (" + broken.size() + " times)", broken.get(0));
      }
    } finally {
      lock.unlock();
    }
  }

  <T> T read(Function<World, T> question) {
    lock.lock();
    try {
      return question.apply(world);
    } finally {
      lock.unlock();
    }
  }

  /** Returns all changes so far that the condition holds for. */
  List<Change> history(Predicate<Change> condition) {
    lock.lock();
    try {
      return history.stream().filter(condition).toList();
    } finally {
      lock.unlock();
    }
  }

  /** Returns the last changes as text, for the report of a failure. */
  String tail(int count) {
    return tail("", count);
  }

  /** Returns the last changes of objects whose names begin so as text. */
  String tail(String prefix, int count) {
    List<Change> all = history(c -> World.name(c.object()).startsWith(prefix));
    StringBuilder out = new StringBuilder();
    for (Change each : all.subList(Math.max(0, all.size() - count), all.size())) {
      JsonObject object = each.object();
      out.append(each.type()).append(' ').append(each.resource()).append(' ');
      out.append(World.name(object)).append(' ').append(World.uid(object));
      out.append(" version ").append(Json.string(object, "metadata", "resourceVersion"));
      out.append(World.isDeleting(object) ? " (deleting)" : "");
      out.append(World.isReady(object) ? " ready" : "");
      String note = Json.string(object, "note");
      out.append(note == null ? "" : ": " + note).append('\n');
    }
    return out.toString();
  }

  /** Returns how many objects of that name were created so far. */
  long incarnations(String resource, String name) {
    return history(c -> c.resource().equals(resource) && World.name(c.object()).equals(name))
        .stream()
        .map(Change::object)
        .map(World::uid)
        .distinct()
        .count();
  }

  void await(String what, Duration limit, Predicate<World> reached, Supplier<String> whatElse) {
    long left = limit.toNanos();
    lock.lock();
    try {
      while (!reached.test(world)) {
        if (left <= 0) {
          throw new AssertionError(
              "not reached within "
                  + limit
                  + ": "
                  + what
                  + "\n"
                  + world.describe()
                  + whatElse.get());
        }
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for: " + what, e);
    } finally {
      lock.unlock();
    }
  }

  /** Returns the last version of each object that was ever there, by UID. */
  List<JsonObject> everSeen(String resource) {
    Map<String, JsonObject> byUid = new LinkedHashMap<>();
    for (Change each : history(c -> c.resource().equals(resource))) {
      byUid.put(World.uid(each.object()), each.object());
    }
    return List.copyOf(byUid.values());
  }

  /** Lets a time pass in which nothing that waits would be told. */
  boolean stays(Duration time, Predicate<World> condition) {
    long left = time.toNanos();
    lock.lock();
    try {
      while (left > 0) {
        if (!condition.test(world)) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return condition.test(world);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    feed.leave(namespace);
  }
}
