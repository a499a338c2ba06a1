package io.leaderworkerset.testkit.cluster;

import com.google.gson.JsonObject;
import io.leaderworkerset.testkit.api.ClusterApi;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.annotation.Nullable;

/**
 * The objects as the loop knows them, and the way to change them. Own writes are seen at once, so
 * that nothing is done twice because its event is still under way; an event that is older than what
 * is known is dropped. For the loop's thread only.
 */
final class ClusterView {
  private static final int ATTEMPTS = 8;

  /** Told of every change, after it. */
  interface Listener {
    /**
     * Called when an object appears, changes or goes.
     *
     * @param before null if it is new
     * @param after null if it is gone
     */
    void changed(String resource, @Nullable JsonObject before, @Nullable JsonObject after);
  }

  private final ClusterApi api;
  private final Predicate<String> wanted;
  private final Map<String, Map<String, JsonObject>> objects = new HashMap<>();
  private final Set<String> gone = new HashSet<>();
  private final List<Listener> listeners = new ArrayList<>();

  /**
   * Makes an empty view.
   *
   * @param wanted resources to keep
   */
  ClusterView(ClusterApi api, Predicate<String> wanted) {
    this.api = api;
    this.wanted = wanted;
  }

  void listen(Listener listener) {
    listeners.add(listener);
  }

  /** Takes note of a watch event. */
  void observe(ClusterApi.Change change) {
    if (!wanted.test(change.resource())) {
      return;
    }
    String uid = Meta.uid(change.object());
    boolean deleted = change.type().equals("DELETED");
    if (gone.contains(uid)) {
      if (deleted) {
        gone.remove(uid);
      }
      return;
    }
    if (deleted) {
      removeKnown(change.resource(), change.object());
    } else {
      put(change.resource(), change.object());
    }
  }

  @Nullable
  JsonObject get(String resource, @Nullable String namespace, String name) {
    return get(resource, Meta.key(namespace, name));
  }

  @Nullable
  JsonObject get(String resource, String key) {
    return objects.getOrDefault(resource, Map.of()).get(key);
  }

  Collection<JsonObject> all(String resource) {
    return objects.getOrDefault(resource, Map.of()).values();
  }

  ClusterApi api() {
    return api;
  }

  JsonObject create(String resource, JsonObject object) {
    JsonObject made = api.create(resource, object);
    put(resource, made);
    return made;
  }

  /** Deletes the object if it still has its UID; one that is gone already is fine. */
  void delete(
      String resource, JsonObject object, @Nullable String propagation, @Nullable Long grace) {
    String namespace = Meta.namespace(object);
    String name = Meta.name(object);
    try {
      api.delete(resource, namespace, name, Meta.uid(object), propagation, grace);
    } catch (ClusterApi.ApiException e) {
      if (e.code() != 404 && (e.code() != 409 || refresh(resource, object) != null)) {
        throw e;
      }
    }
    refresh(resource, object);
  }

  /**
   * Changes the object, again from its newest state if someone else was faster.
   *
   * @param change changes the copy that it is given; returns whether there is something to write
   * @return false if the object is gone or nothing had to be written
   */
  boolean update(String resource, JsonObject object, Predicate<JsonObject> change) {
    return write(resource, object, change, false);
  }

  /** The same for the status. */
  boolean updateStatus(String resource, JsonObject object, Predicate<JsonObject> change) {
    return write(resource, object, change, true);
  }

  private boolean write(
      String resource, JsonObject object, Predicate<JsonObject> change, boolean status) {
    JsonObject base = object;
    for (int attempt = 1; ; attempt++) {
      JsonObject copy = base.deepCopy();
      if (!change.test(copy)) {
        return false;
      }
      try {
        put(resource, status ? api.updateStatus(resource, copy) : api.update(resource, copy));
        return true;
      } catch (ClusterApi.ApiException e) {
        if (e.code() != 409 && e.code() != 404) {
          throw e;
        }
        JsonObject newer = refresh(resource, object);
        if (newer == null) {
          return false;
        }
        if (attempt >= ATTEMPTS) {
          throw e;
        }
        base = newer;
      }
    }
  }

  /** Reads the object again; null if one with its UID is no longer there. */
  @Nullable
  JsonObject refresh(String resource, JsonObject object) {
    JsonObject found = api.get(resource, Meta.namespace(object), Meta.name(object));
    if (found != null && Meta.uid(found).equals(Meta.uid(object))) {
      put(resource, found);
      return found;
    }
    if (removeKnown(resource, object)) {
      gone.add(Meta.uid(object));
    }
    return null;
  }

  private void put(String resource, JsonObject object) {
    if (gone.contains(Meta.uid(object))) {
      return;
    }
    Map<String, JsonObject> known =
        objects.computeIfAbsent(resource, name -> new LinkedHashMap<>());
    String key = Meta.key(object);
    JsonObject before = known.get(key);
    if (before != null && Meta.version(object) <= Meta.version(before)) {
      return;
    }
    known.put(key, object);
    if (before != null && !Meta.uid(before).equals(Meta.uid(object))) {
      gone.add(Meta.uid(before));
      tell(listener -> listener.changed(resource, before, null));
      tell(listener -> listener.changed(resource, null, object));
    } else {
      tell(listener -> listener.changed(resource, before, object));
    }
  }

  private boolean removeKnown(String resource, JsonObject object) {
    Map<String, JsonObject> known = objects.get(resource);
    String key = Meta.key(object);
    JsonObject before = known == null ? null : known.get(key);
    if (known == null || before == null || !Meta.uid(before).equals(Meta.uid(object))) {
      return false;
    }
    known.remove(key);
    tell(listener -> listener.changed(resource, before, null));
    return true;
  }

  private void tell(Consumer<Listener> call) {
    listeners.forEach(call);
  }
}
