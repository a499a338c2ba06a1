package io.leaderworkerset.informers.election;

import com.google.gson.JsonObject;
import io.leaderworkerset.informers.http.KubeApiException;
import io.leaderworkerset.json.Json;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.annotation.Nullable;

/**
 * The rules of the Lease: when this process may take it and how it keeps it. Used by one thread.
 *
 * <p>Whether another's Lease has run out is measured by how long it has not changed before our
 * eyes, on a monotonic clock; the times written in it are for people.
 */
final class LeaseClaim {
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final LeaseStore store;
  private final LeaseSettings settings;
  private final Clock clock;
  private final LongSupplier nanoTime;

  /** The Lease as last seen, with the resource version to replace it by. */
  @Nullable private JsonObject seen;

  private long seenAt;
  private boolean held;

  LeaseClaim(LeaseStore store, LeaseSettings settings, Clock clock, LongSupplier nanoTime) {
    this.store = store;
    this.settings = settings;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /** Returns who holds the Lease as far as is known, empty if nobody. */
  String holder() {
    String holder = Json.string(seen, "spec", "holderIdentity");
    return holder == null ? "" : holder;
  }

  /**
   * Takes or renews the Lease.
   *
   * @return whether this process holds it now
   * @throws KubeApiException if the server did not answer, or refused
   */
  boolean tryHold() {
    JsonObject known = seen;
    if (held && known != null) {
      try {
        saw(store.update(claimed(known, true)));
        return true;
      } catch (KubeApiException e) {
        if (!e.isConflict() && !e.isNotFound()) {
          throw e;
        }
        held = false; // somebody wrote it: look before writing again
      }
    }
    Optional<JsonObject> current = store.get();
    held = current.isEmpty() ? create() : takeIfFree(current.get());
    return held;
  }

  /** Gives the Lease back, if it is still ours, so that the next need not wait. */
  void release() {
    JsonObject known = seen;
    if (!held || known == null) {
      return;
    }
    held = false;
    JsonObject lease = known.deepCopy();
    JsonObject spec = Json.ensureObject(lease, "spec");
    spec.addProperty("holderIdentity", "");
    spec.addProperty("leaseDurationSeconds", 1);
    spec.addProperty("renewTime", MICROS.format(clock.instant()));
    store.update(lease);
  }

  private boolean create() {
    JsonObject metadata = new JsonObject();
    metadata.addProperty("namespace", settings.namespace());
    metadata.addProperty("name", settings.name());
    JsonObject lease = new JsonObject();
    lease.addProperty("apiVersion", "coordination.k8s.io/v1");
    lease.addProperty("kind", "Lease");
    lease.add("metadata", metadata);
    try {
      saw(store.create(claimed(lease, false)));
      return true;
    } catch (KubeApiException e) {
      if (e.isAlreadyExists()) {
        return false;
      }
      throw e;
    }
  }

  private boolean takeIfFree(JsonObject current) {
    if (seen == null || !version(current).equals(version(seen))) {
      saw(current);
    }
    boolean ours = holder().equals(settings.identity());
    if (!ours && !holder().isEmpty() && nanoTime.getAsLong() - seenAt < durationNanos(current)) {
      return false;
    }
    try {
      saw(store.update(claimed(current, ours)));
      return true;
    } catch (KubeApiException e) {
      if (e.isConflict() || e.isNotFound()) {
        return false;
      }
      throw e;
    }
  }

  private void saw(JsonObject lease) {
    seen = lease;
    seenAt = nanoTime.getAsLong();
  }

  /** Returns a copy that names us as the holder; whatever else it holds stays. */
  private JsonObject claimed(JsonObject lease, boolean renewal) {
    JsonObject copy = lease.deepCopy();
    JsonObject spec = Json.ensureObject(copy, "spec");
    String now = MICROS.format(clock.instant());
    spec.addProperty("holderIdentity", settings.identity());
    spec.addProperty("leaseDurationSeconds", settings.leaseSeconds());
    spec.addProperty("renewTime", now);
    Integer transitions = Json.integer(spec, "leaseTransitions");
    if (!renewal || Json.string(spec, "acquireTime") == null) {
      spec.addProperty("acquireTime", now);
    }
    if (!renewal) {
      boolean first = seen == null;
      spec.addProperty("leaseTransitions", first ? 0 : transitions == null ? 1 : transitions + 1);
    }
    return copy;
  }

  /** The holder's own word counts; where it gave none, our setting. */
  private long durationNanos(JsonObject lease) {
    Integer seconds = Json.integer(lease, "spec", "leaseDurationSeconds");
    return seconds == null || seconds <= 0
        ? settings.leaseDuration().toNanos()
        : TimeUnit.SECONDS.toNanos(seconds);
  }

  private static String version(JsonObject lease) {
    String version = Json.string(lease, "metadata", "resourceVersion");
    return version == null ? "" : version;
  }
}
