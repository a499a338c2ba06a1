package io.leaderworkerset.scenario;

import io.leaderworkerset.identity.RestartCause;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts what one manager asked of the API, and how often it reconciled. */
final class CountedCalls implements LwsMetrics {
  private static final Set<String> READS = Set.of("get", "list", "watch");

  private final Map<String, LongAdder> writes = new ConcurrentHashMap<>();
  private final AtomicLong reconciles = new AtomicLong();
  private final Map<String, LongAdder> restarts = new ConcurrentHashMap<>();
  private final Queue<Restart> restartList = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> readyGroups = new ConcurrentHashMap<>();
  private final Queue<String> rollouts = new ConcurrentLinkedQueue<>();

  @Override
  public void apiCall(String verb, String resource, int code, long nanos) {
    if (!READS.contains(verb)) {
      writes.computeIfAbsent(verb + " " + resource, k -> new LongAdder()).increment();
    }
  }

  @Override
  public void reconciled(String controller, String outcome, long nanos) {
    if (controller.equals("lws")) {
      reconciles.incrementAndGet();
    }
  }

  @Override
  public void groupRestarted(String namespace, String set, String cause) {
    restartList.add(new Restart(Instant.now(), cause));
    if (!cause.equals(RestartCause.HOLDS_UP_ROLLOUT.name())) {
      restarts.computeIfAbsent(set, k -> new LongAdder()).increment();
    }
  }

  @Override
  public void groups(String namespace, String set, String state, int count) {
    if (state.equals("ready")) {
      readyGroups.put(set, count);
    }
  }

  /** The ready groups that were told last, by set. */
  Map<String, Integer> readyGroups() {
    return Map.copyOf(readyGroups);
  }

  @Override
  public void rollout(String namespace, String set, String phase) {
    rollouts.add(phase);
  }

  /** A group that was restarted: when that was told, and for what. */
  record Restart(Instant at, String cause) {}

  /** Restarts of all groups, in the order they were told. */
  List<Restart> restartList() {
    return List.copyOf(restartList);
  }

  /** Phases of all rollouts, in the order they were told. */
  List<String> rollouts() {
    return List.copyOf(rollouts);
  }

  /** Writes by verb and resource, those of events apart. */
  Map<String, Long> writes() {
    Map<String, Long> out = new TreeMap<>();
    writes.forEach(
        (what, count) -> {
          if (!what.contains("events")) {
            out.put(what, count.sum());
          }
        });
    return out;
  }

  /** Returns how many writes there were, those of events apart. */
  long total() {
    return writes().values().stream().mapToLong(Long::longValue).sum();
  }

  long reconciles() {
    return reconciles.get();
  }

  /** Returns how many groups were restarted because a pod failed. */
  long restarts(String set) {
    LongAdder count = restarts.get(set);
    return count == null ? 0 : count.sum();
  }
}
