package io.leaderworkerset.scenario;

import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi;
import io.leaderworkerset.testkit.api.ClusterApi.Change;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** One watch of a cluster, shared out by namespace: many scenarios cost no more than one. */
final class Feed implements AutoCloseable {
  private final Map<String, Consumer<Change>> listeners = new ConcurrentHashMap<>();
  private final AutoCloseable watch;

  Feed(ClusterApi api) {
    this.watch = api.watch(this::observe);
  }

  /** Tells of all changes in a namespace from now on; to be called before there are any. */
  void listen(String namespace, Consumer<Change> listener) {
    if (listeners.putIfAbsent(namespace, listener) != null) {
      throw new IllegalStateException("two listen to namespace " + namespace);
    }
  }

  void leave(String namespace) {
    listeners.remove(namespace);
  }

  private void observe(Change change) {
    JsonObject object = change.object();
    String namespace = Objects.requireNonNullElse(Json.string(object, "metadata", "namespace"), "");
    listeners.getOrDefault(namespace, ignored -> {}).accept(change);
  }

  @Override
  public void close() {
    try {
      watch.close();
    } catch (Exception e) {
      throw new IllegalStateException("the watch of a cluster does not end", e);
    }
  }
}
