package io.leaderworkerset.informers.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * {@code lws.blocked}, in seconds and by reason: for how long the oldest blocker of that reason has
 * lasted, over all sets; 0 if nothing is blocked for it. It goes on counting between two reports.
 */
final class BlockedGauges {
  private static final String NAME = "lws.blocked";

  private final MeterRegistry registry;
  private final Map<String, Map<String, Instant>> bySet = new HashMap<>();
  private final Set<String> reasons = new HashSet<>();

  BlockedGauges(MeterRegistry registry) {
    this.registry = registry;
  }

  synchronized void put(String namespace, String set, Map<String, Instant> since) {
    String key = namespace + "/" + set;
    if (since.isEmpty()) {
      bySet.remove(key);
    } else {
      bySet.put(key, Map.copyOf(since));
    }
    for (String reason : since.keySet()) {
      if (reasons.add(reason)) {
        TimeGauge.builder(NAME, this, TimeUnit.MILLISECONDS, gauges -> gauges.millis(reason))
            .tags("reason", reason)
            .register(registry);
      }
    }
  }

  private synchronized double millis(String reason) {
    long now = registry.config().clock().wallTime();
    long longest = 0;
    for (Map<String, Instant> each : bySet.values()) {
      Instant since = each.get(reason);
      longest = since == null ? longest : Math.max(longest, now - since.toEpochMilli());
    }
    return longest;
  }
}
