package io.leaderworkerset.informers.reconcile;

import io.leaderworkerset.informers.metrics.LwsMetrics;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import javax.annotation.Nullable;

/** Measures how long the first write of a reconcile came after the change that it answers. */
final class Reaction {
  private final LwsMetrics metrics;
  private final LongSupplier nanoTime;
  @Nullable private Long changedAt;

  /**
   * Makes one for a reconcile.
   *
   * @param changedAt when the change was known here; null if nothing changed
   */
  Reaction(@Nullable Long changedAt, LwsMetrics metrics, LongSupplier nanoTime) {
    this.changedAt = changedAt;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
  }

  /** The write is put off: its time runs on until another reconcile begins it. */
  void postpone(LongConsumer keep) {
    Long since = changedAt;
    if (since != null) {
      changedAt = null;
      keep.accept(since);
    }
  }

  /** A write begins that was put off since a change; null if it was not. */
  void writePostponed(String work, @Nullable Long since) {
    if (since != null) {
      changedAt = since;
    }
    write(work);
  }

  /** A write begins; only the first one is an answer to the change. */
  void write(String work) {
    Long since = changedAt;
    if (since != null) {
      changedAt = null;
      metrics.reacted(work, nanoTime.getAsLong() - since);
    }
  }
}
