package io.leaderworkerset.examples.bench;

import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.informers.metrics.MicrometerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keeps every reaction time, and counts calls. What is called often goes on to Micrometer, so that
 * its cost is measured too.
 */
final class MeasuredMetrics implements LwsMetrics {
  private final LwsMetrics micrometer;
  private final Map<String, List<Double>> reactions = new HashMap<>();
  private final Map<String, Long> calls = new TreeMap<>();

  MeasuredMetrics(MeterRegistry registry) {
    this.micrometer = new MicrometerMetrics(registry);
  }

  @Override
  public synchronized void reacted(String work, long nanos) {
    reactions.computeIfAbsent(work, k -> new ArrayList<>()).add(nanos / 1e6);
    micrometer.reacted(work, nanos);
  }

  @Override
  public synchronized void apiCall(String verb, String resource, int code, long nanos) {
    calls.merge(verb + " " + resource, 1L, Long::sum);
    micrometer.apiCall(verb, resource, code, nanos);
  }

  @Override
  public void reconciled(String controller, String outcome, long nanos) {
    micrometer.reconciled(controller, outcome, nanos);
  }

  @Override
  public void queueDepth(String queue, int depth) {
    micrometer.queueDepth(queue, depth);
  }

  @Override
  public void queueLatency(String queue, long nanos) {
    micrometer.queueLatency(queue, nanos);
  }

  @Override
  public void groups(String namespace, String set, String state, int count) {
    micrometer.groups(namespace, set, state, count);
  }

  /** Returns the reaction times in milliseconds, by kind of work, since the last call. */
  synchronized Map<String, List<Double>> takeReactions() {
    Map<String, List<Double>> out = new TreeMap<>(reactions);
    reactions.clear();
    return out;
  }

  /** Returns all calls so far, by verb and resource. */
  synchronized Map<String, Long> calls() {
    return new TreeMap<>(calls);
  }
}
