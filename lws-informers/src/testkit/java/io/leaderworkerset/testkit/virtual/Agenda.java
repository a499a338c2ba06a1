package io.leaderworkerset.testkit.virtual;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;

/** Virtual time, and what is due when. What is due at the same time runs in the order it came. */
final class Agenda {
  private static final long START_SECOND = Instant.parse("2026-01-01T00:00:00Z").getEpochSecond();
  private static final long SECOND = 1_000_000_000L;

  private final PriorityQueue<Entry> entries = new PriorityQueue<>();
  private long now;
  private long order;
  private int done;

  private record Entry(long at, long order, Runnable task) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  /** Returns the time since the start, in nanoseconds. */
  long now() {
    return now;
  }

  Instant instant() {
    return Instant.ofEpochSecond(START_SECOND + now / SECOND, now % SECOND);
  }

  /** Returns the time as the API server writes it: whole seconds. */
  Instant second() {
    return Instant.ofEpochSecond(START_SECOND + now / SECOND);
  }

  /** Returns the time since the start of such an instant, in nanoseconds. */
  static long since(Instant instant) {
    return (instant.getEpochSecond() - START_SECOND) * SECOND + instant.getNano();
  }

  void at(long when, Runnable task) {
    entries.add(new Entry(Math.max(now, when), order++, task));
  }

  void after(long nanos, Runnable task) {
    at(now + nanos, task);
  }

  void after(Duration delay, Runnable task) {
    after(delay.toNanos(), task);
  }

  /** Returns how many tasks have run. */
  int done() {
    return done;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Runs the next task if it is due until then; returns whether there was one. */
  boolean runNext(long until) {
    Entry next = entries.peek();
    if (next == null || next.at() > until) {
      return false;
    }
    entries.poll();
    now = Math.max(now, next.at());
    done++;
    next.task().run();
    return true;
  }

  /** Lets time pass to then, unless it has already. */
  void passTo(long until) {
    now = Math.max(now, until);
  }
}
