package io.leaderworkerset.informers.cache;

import io.leaderworkerset.informers.concurrent.Backoff;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.annotation.Nullable;

/**
 * What the parts of one watch share: whether it goes on, when the server was last heard, pauses.
 */
final class WatchState {
  private static final long SHORT_LIFE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Backoff failures;
  private final Backoff reopenings;
  private final LongSupplier nanoTime;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile long lastActivity;
  @Nullable private volatile Throwable lastError;
  @Nullable private Closeable open;
  private int shortLives;

  WatchState(Backoff failures, Backoff reopenings, LongSupplier nanoTime) {
    this.failures = failures;
    this.reopenings = reopenings;
    this.nanoTime = nanoTime;
    this.lastActivity = nanoTime.getAsLong();
  }

  boolean isStopped() {
    return stopped.getCount() == 0;
  }

  /** Ends pauses and the open stream. */
  void stop() {
    stopped.countDown();
    Closeable stream;
    synchronized (this) {
      stream = open;
    }
    if (stream != null) {
      try {
        stream.close();
      } catch (IOException e) {
        failed(e);
      }
    }
  }

  /** Makes the stream the one that a stop closes; closes it at once if that has happened. */
  void opened(Closeable stream) throws IOException {
    synchronized (this) {
      open = stream;
    }
    heard();
    if (isStopped()) {
      stream.close();
    }
  }

  /** The server said something. */
  void heard() {
    lastActivity = nanoTime.getAsLong();
    lastError = null;
  }

  void failed(Throwable error) {
    lastError = error;
  }

  @Nullable
  Throwable lastError() {
    return lastError;
  }

  long nanosSinceActivity() {
    return nanoTime.getAsLong() - lastActivity;
  }

  long now() {
    return nanoTime.getAsLong();
  }

  /** Waits after a failed request, at least as long as the server asked for. */
  void pauseAfterFailure(int attempt, long atLeastNanos) {
    pause(Math.max(failures.delayNanos(attempt), atLeastNanos));
  }

  /** A stream ended that was opened then. */
  void closed(long openedAt) {
    shortLives = nanoTime.getAsLong() - openedAt < SHORT_LIFE_NANOS ? shortLives + 1 : 0;
  }

  /** Waits if the streams before ended at once. */
  void pauseBeforeReopening() {
    if (shortLives > 0) {
      pause(reopenings.delayNanos(shortLives - 1));
    }
  }

  private void pause(long nanos) {
    try {
      stopped.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopped.countDown(); // only a stop interrupts the reflector
    }
  }
}
