package io.leaderworkerset.examples.bench;

import com.google.gson.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one phase cost.
 *
 * @param name create, idle, update, loss, scale or delete
 * @param seconds until it had converged
 * @param requests of the manager by verb and resource, watches and leases apart
 * @param cpuSeconds of the manager
 * @param heapMiB of the manager after garbage collection
 * @param latency from a change to the write that answers it, status writes apart
 * @param statusLatency the same of status writes, which are held back on purpose
 */
record PhaseResult(
    String name,
    double seconds,
    Map<String, Long> requests,
    double cpuSeconds,
    double heapMiB,
    Latency latency,
    Latency statusLatency) {
  PhaseResult {
    requests = new TreeMap<>(requests);
  }

  long total() {
    return requests.values().stream().mapToLong(Long::longValue).sum();
  }

  JsonObject toJson() {
    JsonObject counts = new JsonObject();
    counts.addProperty("total", total());
    requests.forEach(counts::addProperty);
    JsonObject latencies = latency.toJson();
    latencies.add("status", statusLatency.toJson());
    JsonObject out = new JsonObject();
    out.addProperty("name", name);
    out.addProperty("seconds", rounded(seconds));
    out.add("requests", counts);
    out.addProperty("cpuSeconds", rounded(cpuSeconds));
    out.addProperty("heapMiB", rounded(heapMiB));
    out.add("latencyMs", latencies);
    return out;
  }

  static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
