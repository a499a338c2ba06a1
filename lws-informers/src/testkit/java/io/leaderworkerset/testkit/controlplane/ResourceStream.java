package io.leaderworkerset.testkit.controlplane;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi.ApiException;
import io.leaderworkerset.testkit.api.ClusterApi.Change;
import io.leaderworkerset.testkit.controlplane.ApiResources.ApiResource;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.annotation.Nullable;
import okhttp3.Call;
import okhttp3.Response;
import okio.BufferedSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * List and watch of one resource in all namespaces. After a gap it lists again and tells the
 * difference from what it knows, so that each object is ADDED and DELETED once.
 */
final class ResourceStream {
  private static final Logger LOG = LoggerFactory.getLogger(ResourceStream.class);
  private static final long RETRY_MILLIS = 100;

  private final HttpCalls calls;
  private final String name;
  private final ApiResource resource;
  private final Consumer<Change> out;
  private final Map<String, JsonObject> known = new HashMap<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;
  private String version = "";
  @Nullable private volatile Call current;

  ResourceStream(HttpCalls calls, ClusterWatch.Source source, Consumer<Change> out) {
    this.calls = calls;
    this.name = source.name();
    this.resource = source.resource();
    this.out = out;
    this.thread = new Thread(this::run, "watch-" + name);
    thread.setDaemon(true);
  }

  /** Lists the resource and tells of what is new, changed and gone. */
  void list() {
    JsonObject list = calls.get(resource.path(null));
    Map<String, JsonObject> listed = new LinkedHashMap<>();
    for (JsonElement item : Json.array(list, "items")) {
      JsonObject object = resource.complete(item.getAsJsonObject());
      listed.put(uid(object), object);
    }
    // Gone first: an object may have been replaced by another one of its name.
    List.copyOf(known.keySet()).stream()
        .filter(uid -> !listed.containsKey(uid))
        .forEach(this::tellGone);
    listed.values().forEach(this::tell);
    version = String.valueOf(Json.string(list, "metadata", "resourceVersion"));
  }

  /** Starts to follow the changes since {@link #list}. */
  void follow() {
    thread.start();
  }

  /** Asks the stream to end. */
  void stop() {
    stopped.countDown();
    Call call = current;
    if (call != null) {
      call.cancel();
    }
  }

  /** Waits for the stream's end, unless called from the listener. */
  void awaitEnd() {
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!isStopped(0)) {
      try {
        if (!watch() && !isStopped(RETRY_MILLIS)) {
          list();
        }
      } catch (ApiException | IOException | JsonParseException e) {
        LOG.debug("watch of {} is made anew: {}", name, e.getMessage());
        isStopped(RETRY_MILLIS);
      }
    }
  }

  private boolean isStopped(long waitMillis) {
    try {
      return stopped.await(waitMillis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }

  /** Follows one connection to its end; returns false if the server wants us to list again. */
  private boolean watch() throws IOException {
    Call call = calls.watch(resource.path(null) + "?watch=true&resourceVersion=" + version);
    current = call;
    if (isStopped(0)) {
      return true;
    }
    try (Response response = call.execute()) {
      if (!response.isSuccessful()) {
        if (response.code() == 410) {
          return false;
        }
        throw new IOException("the server answered " + response.code());
      }
      BufferedSource lines = response.body().source();
      for (String line = lines.readUtf8Line(); line != null; line = lines.readUtf8Line()) {
        if (!accept(Json.parse(line))) {
          return false;
        }
      }
      return true;
    }
  }

  private boolean accept(JsonElement event) throws IOException {
    String type = Json.string(event, "type");
    JsonObject object = Json.object(event, "object");
    if (type == null || object == null || type.equals("ERROR")) {
      Integer code = Json.integer(object, "code");
      if (code != null && code != 410) {
        throw new IOException("the watch ended with " + object);
      }
      return false;
    }
    if (type.equals("DELETED")) {
      known.put(uid(object), object);
      tellGone(uid(object));
    } else {
      tell(object);
    }
    version = version(object);
    return true;
  }

  private void tell(JsonObject object) {
    JsonObject before = known.put(uid(object), object);
    if (before == null) {
      out.accept(new Change(name, "ADDED", object));
    } else if (!version(before).equals(version(object))) {
      out.accept(new Change(name, "MODIFIED", object));
    }
  }

  private void tellGone(String uid) {
    JsonObject last = known.remove(uid);
    if (last != null) {
      out.accept(new Change(name, "DELETED", last));
    }
  }

  private static String uid(JsonObject object) {
    return String.valueOf(Json.string(object, "metadata", "uid"));
  }

  private static String version(JsonObject object) {
    return String.valueOf(Json.string(object, "metadata", "resourceVersion"));
  }
}
