package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi.ApiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.annotation.Nullable;

/** Watches: resuming, initial events, bookmarks, time-outs, and the faults of a stream. */
final class WatchHandler {
  private static final byte[] NEW_LINE = "}\n".getBytes(StandardCharsets.UTF_8);
  private static final long POLL_MILLIS = 100;
  private static final long CLIENT_CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long DEFAULT_TIMEOUT_SECONDS = 45 * 60;

  private final Store store;
  private final Faults faults;
  private final Duration bookmarkInterval;

  WatchHandler(Store store, Faults faults, Duration bookmarkInterval) {
    this.store = store;
    this.faults = faults;
    this.bookmarkInterval = bookmarkInterval;
  }

  /** What one watch asked for. */
  private record Wanted(
      ApiRequest request,
      ResourceType type,
      @Nullable String namespace,
      @Nullable String name,
      LabelSelector labels,
      FieldSelector fields,
      boolean bookmarks,
      boolean initialEvents,
      Rendering rendering) {
    boolean matches(Stored o) {
      String key = o.key();
      return (namespace == null || key.startsWith(namespace + "/"))
          && (name == null || key.endsWith("/" + name))
          && labels.matches(o.object())
          && fields.matches(o.object());
    }
  }

  void watch(HttpExchange exchange, ApiRequest request, ResourcePath path, ResourceType type)
      throws IOException, InterruptedException {
    boolean initial = exchange.isSet("sendInitialEvents");
    if (initial && !"NotOlderThan".equals(exchange.parameter("resourceVersionMatch"))) {
      throw Statuses.failure(
          422,
          "Invalid",
          "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden:"
              + " sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
    }
    Wanted wanted =
        new Wanted(
            request,
            type,
            path.namespace(),
            path.name(),
            LabelSelector.parse(exchange.parameter("labelSelector")),
            FieldSelector.parse(type, exchange.parameter("fieldSelector")),
            exchange.isSet("allowWatchBookmarks"),
            initial,
            Rendering.of(exchange, type));
    long from = from(exchange, initial);
    try (Subscription subscription = store.subscribe(type, path.namespace(), from)) {
      if (subscription == null) {
        expired(exchange, Statuses.tooOld(from, store.oldest(type)));
      } else {
        exchange.begin(200, "application/json;stream=watch");
        stream(exchange, wanted, subscription, timeout(exchange));
      }
    }
  }

  private long from(HttpExchange exchange, boolean initial) {
    String text = exchange.query().getOrDefault("resourceVersion", "");
    long asked;
    try {
      asked = text.isEmpty() ? 0 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw Statuses.badRequest("Invalid value: \"" + text + "\": resourceVersion");
    }
    long current = store.version();
    if (asked > current) {
      throw Statuses.tooLarge(asked, current);
    }
    if (initial) {
      return -1;
    }
    boolean declined = "false".equals(exchange.parameter("sendInitialEvents"));
    return asked > 0 ? asked : declined ? current : -1;
  }

  private static long timeout(HttpExchange exchange) {
    String text = exchange.query().getOrDefault("timeoutSeconds", "");
    try {
      long seconds = text.isEmpty() ? 0 : Long.parseLong(text);
      return TimeUnit.SECONDS.toNanos(seconds > 0 ? seconds : DEFAULT_TIMEOUT_SECONDS);
    } catch (NumberFormatException e) {
      throw Statuses.badRequest("timeoutSeconds is not a number: " + text);
    }
  }

  private void expired(HttpExchange exchange, ApiException refusal) throws IOException {
    if (faults.expiredAsStatus()) {
      throw refusal;
    }
    exchange.begin(200, "application/json;stream=watch");
    exchange.chunk(frame("ERROR"), Trees.bytes(refusal.status()), NEW_LINE);
    exchange.end();
  }

  private static byte[] frame(String type) {
    return ("{\"type\":\"" + type + "\",\"object\":").getBytes(StandardCharsets.UTF_8);
  }

  private void stream(
      HttpExchange exchange, Wanted wanted, Subscription subscription, long timeoutNanos)
      throws IOException, InterruptedException {
    for (Stored o : subscription.initial()) {
      if (wanted.matches(o)) {
        write(exchange, wanted, Event.ADDED, o);
      }
    }
    if (wanted.initialEvents() && wanted.bookmarks()) {
      bookmark(exchange, wanted, subscription.version(), true);
    }
    exchange.flush();
    long begin = System.nanoTime();
    long lastBookmark = begin;
    long lastCheck = begin;
    while (!subscription.isCut() && System.nanoTime() - begin < timeoutNanos) {
      Event event = subscription.poll(POLL_MILLIS);
      long now = System.nanoTime();
      if (event != null) {
        if (!deliver(exchange, wanted, event)) {
          exchange.cut(); // no bookmark may follow an event that was not sent
          return;
        }
        if (subscription.isEmpty()) {
          exchange.flush();
        }
        continue;
      }
      if (now - lastCheck > CLIENT_CHECK_NANOS) {
        lastCheck = now;
        if (exchange.isClientGone()) {
          exchange.cut();
          return;
        }
      }
      if (wanted.bookmarks() && now - lastBookmark > bookmarkInterval.toNanos()) {
        lastBookmark = now;
        bookmarkIfQuiet(exchange, wanted, subscription);
      }
    }
    if (wanted.bookmarks() && !subscription.isCut()) {
      bookmarkIfQuiet(exchange, wanted, subscription);
    }
    exchange.end();
  }

  private void bookmarkIfQuiet(HttpExchange exchange, Wanted wanted, Subscription subscription)
      throws IOException {
    long version = store.version(); // read first: all up to it is in the queue by now
    if (subscription.isEmpty()) {
      bookmark(exchange, wanted, version, false);
      exchange.flush();
    }
  }

  /** Returns false if a fault ends the watch. */
  private boolean deliver(HttpExchange exchange, Wanted wanted, Event event) throws IOException {
    Stored previous = event.previous();
    boolean was = previous != null && wanted.matches(previous);
    boolean is = !event.type().equals(Event.DELETED) && wanted.matches(event.object());
    if (!was && !is) {
      return true;
    }
    Faults.OnEvent fault = faults.onEvent(wanted.request());
    if (fault.drop()) {
      return false;
    }
    String type = is ? (was ? Event.MODIFIED : Event.ADDED) : Event.DELETED;
    Stored object = event.object();
    if (!is && previous != null && !event.type().equals(Event.DELETED)) {
      object = leaving(previous, event.version());
    }
    write(exchange, wanted, type, object);
    if (fault.duplicate()) {
      write(exchange, wanted, type, object);
    }
    return true;
  }

  /** An object that no longer matches is sent as it was when it did, at the new version. */
  private static Stored leaving(Stored previous, long version) {
    return new Stored(Trees.atVersion(previous.object(), version), previous.key(), version);
  }

  private static void write(HttpExchange exchange, Wanted wanted, String type, Stored object)
      throws IOException {
    exchange.chunk(frame(type), wanted.rendering().bytes(object), NEW_LINE);
  }

  private static void bookmark(
      HttpExchange exchange, Wanted wanted, long version, boolean initialEventsEnd)
      throws IOException {
    JsonObject metadata = new JsonObject();
    metadata.addProperty("resourceVersion", Long.toString(version));
    if (initialEventsEnd) {
      JsonObject annotations = new JsonObject();
      annotations.addProperty("k8s.io/initial-events-end", "true");
      metadata.add("annotations", annotations);
    }
    JsonObject object = Bookmarks.empty(wanted.type());
    object.add("metadata", metadata);
    Stored made = new Stored(object, "", version);
    exchange.chunk(frame("BOOKMARK"), wanted.rendering().bytes(made), NEW_LINE);
  }

  /** What a bookmark's object looks like: Go writes the zero value of the kind. */
  static final class Bookmarks {
    private Bookmarks() {}

    static JsonObject empty(ResourceType type) {
      JsonObject out = new JsonObject();
      out.add("kind", new JsonPrimitive(type.kind()));
      out.add("apiVersion", new JsonPrimitive(type.apiVersion()));
      out.add("metadata", new JsonObject());
      String zero = ZERO.get(type.key());
      if (zero != null) {
        Json.parse(zero)
            .getAsJsonObject()
            .entrySet()
            .forEach(e -> out.add(e.getKey(), e.getValue()));
      }
      return out;
    }

    private static final java.util.Map<String, String> ZERO =
        java.util.Map.of(
            "pods",
            "{\"spec\":{\"containers\":null},\"status\":{}}",
            "statefulsets.apps",
            "{\"spec\":{\"selector\":null,\"template\":{\"metadata\":{},\"spec\":{\"containers\":null}},"
                + "\"serviceName\":\"\",\"updateStrategy\":{}},"
                + "\"status\":{\"replicas\":0,\"availableReplicas\":0}}",
            "controllerrevisions.apps",
            "{\"data\":null,\"revision\":0}",
            "services",
            "{\"spec\":{},\"status\":{\"loadBalancer\":{}}}",
            "nodes",
            "{\"spec\":{},\"status\":{}}");
  }
}
