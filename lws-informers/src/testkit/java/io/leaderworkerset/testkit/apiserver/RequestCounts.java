package io.leaderworkerset.testkit.apiserver;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import javax.annotation.Nullable;

/**
 * How many requests came in over HTTP, by client, verb and resource. Requests that a fault refused
 * count too. Safe for use by several threads.
 */
public final class RequestCounts {
  private final Map<Key, LongAdder> counts = new ConcurrentHashMap<>();

  RequestCounts() {}

  /**
   * What is counted apart.
   *
   * @param userAgent as the client sent it
   * @param subresource null for the object itself
   */
  public record Key(String userAgent, String verb, String resource, @Nullable String subresource) {
    /** Returns whether it changes something. */
    public boolean isWrite() {
      return new ApiRequest(verb, resource, subresource, null, null, userAgent).isWrite();
    }

    /** Returns whether it is about leases. */
    public boolean isLease() {
      return resource.equals("leases.coordination.k8s.io");
    }

    @Override
    public String toString() {
      return userAgent
          + " "
          + verb
          + " "
          + resource
          + (subresource == null ? "" : "/" + subresource);
    }
  }

  void record(ApiRequest request) {
    Key key =
        new Key(request.userAgent(), request.verb(), request.resource(), request.subresource());
    counts.computeIfAbsent(key, k -> new LongAdder()).increment();
  }

  /** Returns the counts now, sorted by their text. */
  public Map<Key, Long> snapshot() {
    Map<Key, Long> out = new TreeMap<>(java.util.Comparator.comparing(Key::toString));
    counts.forEach((key, count) -> out.put(key, count.sum()));
    return out;
  }

  /** Returns how many requests the condition holds for. */
  public long count(Predicate<Key> condition) {
    return snapshot().entrySet().stream()
        .filter(e -> condition.test(e.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Returns how many requests changed something, leases not counted. */
  public long writes() {
    return count(k -> k.isWrite() && !k.isLease());
  }

  /** Begins again from zero. */
  public void reset() {
    counts.clear();
  }
}
