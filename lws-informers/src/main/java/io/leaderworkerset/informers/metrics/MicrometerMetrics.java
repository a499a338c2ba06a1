package io.leaderworkerset.informers.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * {@link LwsMetrics} on a Micrometer registry of the host's choice. Needs {@code
 * io.micrometer:micrometer-core} on the class path, which this library does not bring along.
 *
 * <p>Names begin with {@code lws.}; a Prometheus registry shows {@code lws.reconcile} as {@code
 * lws_reconcile_seconds}. All meters of a set go when the set does.
 */
public final class MicrometerMetrics implements LwsMetrics {
  private final MeterRegistry registry;
  private final Map<Meter.Id, AtomicLong> values = new ConcurrentHashMap<>();
  private final BlockedGauges blocked;

  /** Meters in that registry. */
  public MicrometerMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.blocked = new BlockedGauges(registry);
  }

  @Override
  public void reconciled(String controller, String outcome, long nanos) {
    time("lws.reconcile", nanos, "controller", controller, "outcome", outcome);
  }

  @Override
  public void queueDepth(String queue, int depth) {
    gauge("lws.queue.depth", depth, "queue", queue);
  }

  @Override
  public void queueLatency(String queue, long nanos) {
    time("lws.queue.latency", nanos, "queue", queue);
  }

  @Override
  public void apiCall(String verb, String resource, int code, long nanos) {
    String answered = code == 0 ? "none" : Integer.toString(code);
    time("lws.api.call", nanos, "verb", verb, "resource", resource, "code", answered);
  }

  @Override
  public void reacted(String work, long nanos) {
    time("lws.reaction", nanos, "work", work);
  }

  @Override
  public void writeThrottled(long nanos) {
    time("lws.write.throttled", nanos);
  }

  @Override
  public void parseFailed(String resource) {
    count("lws.parse.failures", "resource", resource);
  }

  @Override
  public void informerFailure(String resource, String where) {
    count("lws.informer.failures", "resource", resource, "where", where);
  }

  @Override
  public void informerRestarted(String resource, String kind) {
    count("lws.informer.restarts", "resource", resource, "kind", kind);
  }

  @Override
  public void eventDropped(String why) {
    count("lws.events.dropped", "why", why);
  }

  @Override
  public void eventWritten(String how) {
    count("lws.events.written", "how", how);
  }

  @Override
  public void groups(String namespace, String set, String state, int count) {
    gauge("lws.groups", count, "namespace", namespace, "set", set, "state", state);
  }

  @Override
  public void groupRestarted(String namespace, String set, String cause) {
    count("lws.group.restarts", "namespace", namespace, "set", set, "cause", cause);
  }

  @Override
  public void rollout(String namespace, String set, String phase) {
    count("lws.rollouts", "namespace", namespace, "set", set, "phase", phase);
  }

  @Override
  public void blocked(String namespace, String set, Map<String, Instant> since) {
    blocked.put(namespace, set, since);
  }

  @Override
  public void setForgotten(String namespace, String set) {
    blocked.put(namespace, set, Map.of());
    for (Meter meter : registry.getMeters()) {
      Meter.Id id = meter.getId();
      if (id.getName().startsWith("lws.")
          && set.equals(id.getTag("set"))
          && namespace.equals(id.getTag("namespace"))) {
        registry.remove(meter);
        values.remove(id);
      }
    }
  }

  @Override
  public void leading(boolean leader) {
    gauge("lws.leader", leader ? 1 : 0);
  }

  private void time(String name, long nanos, String... tags) {
    Timer.builder(name).tags(tags).register(registry).record(nanos, TimeUnit.NANOSECONDS);
  }

  private void count(String name, String... tags) {
    Counter.builder(name).tags(tags).register(registry).increment();
  }

  private void gauge(String name, long value, String... tags) {
    Meter.Id id = new Meter.Id(name, Tags.of(tags), null, null, Meter.Type.GAUGE);
    values
        .computeIfAbsent(
            id,
            key -> {
              AtomicLong held = new AtomicLong();
              Gauge.builder(name, held, AtomicLong::get).tags(tags).register(registry);
              return held;
            })
        .set(value);
  }
}
