package io.leaderworkerset.examples.demo;

import com.google.gson.JsonObject;
import io.leaderworkerset.informers.concurrent.DaemonThreads;
import io.leaderworkerset.informers.http.KubeApiException;
import io.leaderworkerset.informers.http.KubeStream;
import io.leaderworkerset.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.annotation.Nullable;

/** Follows the pods of all groups through a watch: no state in between is missed. */
final class ClusterWatch implements AutoCloseable {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

  private final DemoApi api;
  private final Thread thread;
  private final Map<String, JsonObject> pods = new HashMap<>(); // of the watch's thread
  private final List<Consumer<ClusterSnapshot>> listeners = new CopyOnWriteArrayList<>();
  private final Object lock = new Object();

  // Guarded by the lock.
  private ClusterSnapshot latest = new ClusterSnapshot(List.of());
  private long changes;
  private boolean closed;
  @Nullable private KubeStream stream;

  ClusterWatch(DemoApi api) {
    this.api = api;
    this.thread = DaemonThreads.standard().unstarted("demo-watch", this::follow);
  }

  void start() {
    thread.start();
  }

  /** Returns the groups as last seen. */
  ClusterSnapshot latest() {
    synchronized (lock) {
      return latest;
    }
  }

  /**
   * Calls back with each state from the present one on, one at a time.
   *
   * @return closing it ends that
   */
  Subscription onEach(Consumer<ClusterSnapshot> listener) {
    synchronized (lock) {
      listener.accept(latest);
      listeners.add(listener);
    }
    return () -> listeners.remove(listener);
  }

  /** Ends what was subscribed to. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  /** Waits for the next change, at most so long. */
  void awaitChange(Duration atMost) throws InterruptedException {
    synchronized (lock) {
      long before = changes;
      long deadline = DaemonThreads.deadline(atMost);
      while (changes == before && !closed) {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
          return;
        }
        lock.wait(millis);
      }
    }
  }

  @Override
  public void close() {
    KubeStream open;
    synchronized (lock) {
      closed = true;
      open = stream;
      lock.notifyAll();
    }
    if (open != null) {
      open.close();
    }
    DaemonThreads.join(thread, DaemonThreads.deadline(STOP_TIMEOUT));
  }

  private void follow() {
    while (!isClosed()) {
      try {
        JsonObject list = api.memberPods();
        pods.clear();
        DemoApi.items(list).forEach(this::put);
        publish();
        String version = Json.string(list, "metadata", "resourceVersion");
        read(version == null ? "" : version);
      } catch (IOException | KubeApiException e) {
        pauseUnlessClosed(); // the server went away, or this is being closed: list again
      }
    }
  }

  private void read(String version) throws IOException {
    try (KubeStream open = opened(api.watchMemberPods(version))) {
      for (String line = open.readLine(); line != null; line = open.readLine()) {
        JsonObject event = Json.parse(line).getAsJsonObject();
        JsonObject pod = Json.object(event, "object");
        String type = Json.string(event, "type");
        if (pod == null || "ERROR".equals(type)) {
          return;
        }
        if ("DELETED".equals(type)) {
          pods.remove(key(pod));
        } else {
          put(pod);
        }
        publish();
      }
    }
  }

  private KubeStream opened(KubeStream open) {
    synchronized (lock) {
      stream = open;
      if (closed) {
        open.close();
      }
    }
    return open;
  }

  private void put(JsonObject pod) {
    pods.put(key(pod), pod);
  }

  private static String key(JsonObject pod) {
    return String.valueOf(Json.string(pod, "metadata", "name"));
  }

  private void publish() {
    ClusterSnapshot now = ClusterSnapshot.of(pods.values());
    synchronized (lock) {
      latest = now;
      changes++;
      listeners.forEach(listener -> listener.accept(now));
      lock.notifyAll();
    }
  }

  private boolean isClosed() {
    synchronized (lock) {
      return closed;
    }
  }

  private void pauseUnlessClosed() {
    synchronized (lock) {
      try {
        if (!closed) {
          lock.wait(100);
        }
      } catch (InterruptedException e) {
        closed = true;
      }
    }
  }
}
