package io.leaderworkerset.informers.queue;

import io.kubernetes.client.extended.workqueue.DefaultWorkQueue;
import io.kubernetes.client.extended.workqueue.RateLimitingQueue;
import io.leaderworkerset.informers.concurrent.Backoff;
import io.leaderworkerset.informers.concurrent.DaemonThreads;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.annotation.Nullable;

/**
 * The official work queue with delays that lose nothing and back-off per key.
 *
 * <p>A key is worked on by one worker at a time; added again meanwhile, it comes back once that one
 * is done. Of several delays of one key the earliest counts. One daemon thread moves keys that are
 * due.
 *
 * @param <T> an immutable key
 */
public final class KeyedDelayQueue<T> extends DefaultWorkQueue<T> implements RateLimitingQueue<T> {
  private final String name;
  private final Backoff backoff;
  private final LwsMetrics metrics;
  private final LongSupplier nanoTime;
  private final DelayHeap<T> delayed = new DelayHeap<>();
  private final Map<T, Integer> failures = new HashMap<>();
  private final Map<T, Long> addedAt = new HashMap<>();
  @Nullable private final Thread mover;

  /**
   * A queue whose thread runs until it is shut down.
   *
   * @param name what metrics and the thread call it
   * @param backoff delays of keys that failed, such as 5 ms to 5 min
   * @param metrics told of depth and latency
   * @param nanoTime a monotonic clock, in nanoseconds
   * @param threads makes the thread
   */
  public KeyedDelayQueue(
      String name,
      Backoff backoff,
      LwsMetrics metrics,
      LongSupplier nanoTime,
      DaemonThreads threads) {
    this.name = name;
    this.backoff = backoff;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
    this.mover = threads.unstarted("delay-" + name, this::moveUntilShutDown);
    mover.start();
  }

  /** A queue without a thread: {@link #moveDue} is called by hand. */
  KeyedDelayQueue(String name, Backoff backoff, LwsMetrics metrics, LongSupplier nanoTime) {
    this.name = name;
    this.backoff = backoff;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
    this.mover = null;
  }

  @Override
  public synchronized void add(T key) {
    if (isShuttingDown()) {
      return;
    }
    addedAt.putIfAbsent(key, nanoTime.getAsLong());
    super.add(key);
    metrics.queueDepth(name, length());
  }

  @Override
  @Nullable
  public synchronized T get() throws InterruptedException {
    T key = super.get();
    if (key != null) {
      taken(key);
    }
    return key;
  }

  @Override
  public synchronized void done(T key) {
    super.done(key);
    metrics.queueDepth(name, length());
  }

  /**
   * Adds the key later; now if the delay is zero or below.
   *
   * <p>A delay ends the later ones of the same key, and is itself dropped if an earlier one runs.
   */
  @Override
  public void addAfter(T key, Duration delay) {
    if (delay.isZero() || delay.isNegative()) {
      add(key);
      return;
    }
    addAt(key, DelayHeap.deadline(nanoTime.getAsLong(), delay));
  }

  /** Adds the key after its back-off, which grows with each call until {@link #forget}. */
  @Override
  public void addRateLimited(T key) {
    addRateLimited(key, Duration.ZERO);
  }

  /**
   * Adds the key after its back-off, but not before a time, such as one that a server asked for.
   */
  public void addRateLimited(T key, Duration atLeast) {
    int attempt;
    synchronized (failures) {
      attempt = failures.merge(key, 1, (a, b) -> a == Integer.MAX_VALUE ? a : a + b) - 1;
    }
    Duration wait = Duration.ofNanos(backoff.delayNanos(attempt));
    addAfter(key, wait.compareTo(atLeast) >= 0 ? wait : atLeast);
  }

  /** Starts the key's back-off anew. */
  @Override
  public void forget(T key) {
    synchronized (failures) {
      failures.remove(key);
    }
  }

  @Override
  public int numRequeues(T key) {
    synchronized (failures) {
      return failures.getOrDefault(key, 0);
    }
  }

  /** Returns how many keys wait for their time. */
  public int delayedLength() {
    synchronized (delayed) {
      return delayed.size();
    }
  }

  /** Takes no more keys and drops delayed ones; those that are due can still be got. */
  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // super is; the other lock comes after
  public void shutDown() {
    super.shutDown();
    synchronized (delayed) {
      delayed.clear();
      delayed.notifyAll();
    }
  }

  /** Waits until the queue's thread has ended, after {@link #shutDown}. */
  boolean awaitEnd(long deadlineNanos) {
    return mover == null || DaemonThreads.join(mover, deadlineNanos);
  }

  /**
   * Adds all keys that are due.
   *
   * @return nanoseconds until the next is, or {@link Long#MAX_VALUE} if there is none
   */
  long moveDue() {
    while (true) {
      T due;
      synchronized (delayed) {
        long now = nanoTime.getAsLong();
        due = delayed.pollDue(now);
        if (due == null) {
          return delayed.nanosToNext(now);
        }
      }
      add(due);
    }
  }

  private void addAt(T key, long deadline) {
    synchronized (delayed) {
      if (!isShuttingDown() && delayed.offer(key, deadline)) {
        delayed.notifyAll();
      }
    }
  }

  private synchronized void taken(T key) {
    Long since = addedAt.remove(key);
    if (since != null) {
      metrics.queueLatency(name, nanoTime.getAsLong() - since);
    }
    metrics.queueDepth(name, length());
  }

  private void moveUntilShutDown() {
    while (!isShuttingDown()) {
      moveDue();
      synchronized (delayed) {
        long wait = delayed.nanosToNext(nanoTime.getAsLong());
        if (wait > 0 && !isShuttingDown()) {
          waitNanos(wait);
        }
      }
    }
  }

  private void waitNanos(long nanos) {
    try {
      // Rounded up: waking a moment early would spin.
      long millis = nanos == Long.MAX_VALUE ? 0 : nanos / 1_000_000 + 1;
      delayed.wait(millis);
    } catch (InterruptedException e) {
      // nobody but a shut down ends this thread; it looks again
    }
  }
}
