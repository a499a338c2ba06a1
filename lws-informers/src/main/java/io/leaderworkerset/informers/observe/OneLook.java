package io.leaderworkerset.informers.observe;

import com.google.gson.JsonObject;
import com.google.gson.stream.JsonReader;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.identity.SubdomainPolicy;
import io.leaderworkerset.informers.cache.CachedObject;
import io.leaderworkerset.informers.cache.ObjectParser;
import io.leaderworkerset.informers.cache.ResourceHandler;
import io.leaderworkerset.informers.cache.StringPool;
import io.leaderworkerset.informers.http.ResourceType;
import io.leaderworkerset.informers.http.Resources;
import io.leaderworkerset.informers.observe.WorkKey.SetKey;
import io.leaderworkerset.manifest.Services;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.List;
import javax.annotation.Nullable;

/** A state filled from lists, once, by the parsers that the watches use. */
public final class OneLook {
  private static final int POOLED_STRINGS = 10_000;

  private final ClusterState state = new ClusterState(new NoWork(), System::nanoTime);
  private final StringPool pool = new StringPool(POOLED_STRINGS);

  /** Who only looks has no work. */
  private static final class NoWork implements ClusterState.Sink {
    @Override
    public void now(WorkKey work) {}

    @Override
    public void soon(SetKey set, int settledGroups) {}
  }

  /** A look at nothing yet. */
  public OneLook() {}

  /** Returns what was seen. */
  public ClusterState state() {
    return state;
  }

  /**
   * Adds objects to what is seen.
   *
   * @param type one of the resources that are watched
   * @param objects as the server has them
   * @throws IllegalArgumentException if the resource is not watched
   */
  public void add(ResourceType type, List<JsonObject> objects) {
    if (type.equals(Resources.SETS)) {
      feed(Parsers.sets(key -> null), state.sets(), objects);
    } else if (type.equals(Resources.REVISIONS)) {
      feed(Parsers.revisions(), state.revisions(), objects);
    } else if (type.equals(Resources.SERVICES)) {
      feed(Parsers.owned(), state.services(), objects);
    } else if (type.equals(Resources.POD_GROUPS)) {
      feed(Parsers.owned(), state.podGroups(), objects);
    } else if (type.equals(Resources.STATEFUL_SETS)) {
      feed(Parsers.statefulSets(pool, key -> null), state.statefulSets(), objects);
    } else if (type.equals(Resources.PODS)) {
      feed(Parsers.pods(pool), state.pods(), objects);
    } else {
      throw new IllegalArgumentException(type.fullName() + " is not watched");
    }
  }

  /**
   * Looks for objects that stand under the names that the set needs, without its labels: those of
   * somebody else.
   *
   * @param key the set, added before
   * @param live reads them
   * @param nowNanos the observer's monotonic clock
   */
  public void addTakenNames(SetKey key, LiveReader live, long nowNanos) {
    SetState set = state.of(key);
    SetView view = set.view();
    boolean unique =
        view != null && Services.policy(view.set()) == SubdomainPolicy.UNIQUE_PER_REPLICA;
    if (!unique && set.owned(ObjectKind.SERVICE, key.set()) == null) {
      note(set, ObjectKind.SERVICE, key.set(), live.service(key.namespace(), key.set()), nowNanos);
    }
    for (int group : set.groupIndexes()) {
      String name = Names.leaderPod(key.set(), group);
      if (unique && set.owned(ObjectKind.SERVICE, name) == null) {
        note(set, ObjectKind.SERVICE, name, live.service(key.namespace(), name), nowNanos);
      }
      if (set.snapshot(group).workerSet() == null) {
        JsonObject found = live.statefulSet(key.namespace(), name);
        note(set, ObjectKind.WORKER_STATEFUL_SET, name, found, nowNanos);
      }
    }
  }

  private static void note(
      SetState set, ObjectKind kind, String name, @Nullable JsonObject found, long nowNanos) {
    if (found != null) {
      set.foundUnlabelled(kind, name, found, nowNanos);
    }
  }

  private static <T extends CachedObject> void feed(
      ObjectParser<T> parser, ResourceHandler<T> handler, List<JsonObject> objects) {
    for (JsonObject each : objects) {
      try {
        T value = parser.parse(new JsonReader(new StringReader(each.toString())));
        if (value != null) {
          handler.onAdd(value);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
