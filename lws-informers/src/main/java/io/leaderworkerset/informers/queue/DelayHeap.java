package io.leaderworkerset.informers.queue;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import javax.annotation.Nullable;

/**
 * Keys with deadlines, the earliest first; one deadline per key, the earliest that was offered. Not
 * safe for several threads.
 *
 * @param <T> the key
 */
final class DelayHeap<T> {
  private static final int MIN_STALE = 64;
  private static final long MAX_NANOS = Duration.ofDays(36500).toNanos();

  private final PriorityQueue<Entry<T>> heap = new PriorityQueue<>();
  private final Map<T, Entry<T>> current = new HashMap<>();
  private long sequence;

  /** Ordered by deadline, then by arrival; differences, because a monotonic clock may wrap. */
  private record Entry<T>(T key, long deadline, long sequence) implements Comparable<Entry<T>> {
    @Override
    public int compareTo(Entry<T> other) {
      int byDeadline = Long.signum(deadline - other.deadline);
      return byDeadline != 0 ? byDeadline : Long.compare(sequence, other.sequence);
    }
  }

  static long deadline(long now, Duration delay) {
    return now + (delay.compareTo(Duration.ofNanos(MAX_NANOS)) > 0 ? MAX_NANOS : delay.toNanos());
  }

  int size() {
    return current.size();
  }

  /** Entries held, superseded ones included. */
  int heapSize() {
    return heap.size();
  }

  void clear() {
    heap.clear();
    current.clear();
  }

  /** Returns whether the first deadline changed. */
  @SuppressWarnings("ReferenceEquality") // this very entry
  boolean offer(T key, long deadline) {
    Entry<T> before = current.get(key);
    if (before != null && before.deadline() - deadline <= 0) {
      return false;
    }
    Entry<T> entry = new Entry<>(key, deadline, sequence++);
    current.put(key, entry);
    heap.add(entry);
    dropStaleIfMany();
    return heap.peek() == entry;
  }

  /** Takes the first key out if its time has come. */
  @Nullable
  T pollDue(long now) {
    Entry<T> first = first();
    if (first == null || first.deadline() - now > 0) {
      return null;
    }
    heap.poll();
    current.remove(first.key());
    return first.key();
  }

  /** Returns 0 if a key is due, {@link Long#MAX_VALUE} if there is none. */
  long nanosToNext(long now) {
    Entry<T> first = first();
    return first == null ? Long.MAX_VALUE : Math.max(0, first.deadline() - now);
  }

  @Nullable
  @SuppressWarnings("ReferenceEquality") // the very entry that is current, not one like it
  private Entry<T> first() {
    Entry<T> first = heap.peek();
    while (first != null && current.get(first.key()) != first) {
      heap.poll(); // superseded by an earlier deadline
      first = heap.peek();
    }
    return first;
  }

  private void dropStaleIfMany() {
    if (heap.size() > 2 * current.size() + MIN_STALE) {
      heap.clear();
      heap.addAll(current.values());
    }
  }
}
