package io.leaderworkerset.informers.events;

import java.time.Instant;

/** How often one event happened, and how much of that has been written. Guarded by its recorder. */
final class EventSeries {
  final String name;
  final Instant first;
  Instant last;
  long lastNanos;
  int count = 1;
  int written;
  int failures;
  boolean everWritten;
  long writtenNanos;

  EventSeries(String name, Instant first, long nanos) {
    this.name = name;
    this.first = first;
    this.last = first;
    this.lastNanos = nanos;
  }

  boolean isPending() {
    return written < count;
  }
}
