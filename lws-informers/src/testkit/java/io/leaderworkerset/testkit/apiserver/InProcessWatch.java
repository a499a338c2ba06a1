package io.leaderworkerset.testkit.apiserver;

import io.leaderworkerset.testkit.api.ClusterApi.Change;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Hands changes to one listener in order and one at a time. The thread that commits delivers, after
 * the store's lock is released; a change made by the listener itself, or meanwhile by another
 * thread, is delivered by the thread that is at it.
 */
final class InProcessWatch implements AutoCloseable {
  private final Consumer<Change> listener;
  private final Consumer<InProcessWatch> onClose;
  private final ConcurrentLinkedQueue<Change> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger pending = new AtomicInteger();
  private volatile boolean closed;

  InProcessWatch(Consumer<Change> listener, Consumer<InProcessWatch> onClose) {
    this.listener = listener;
    this.onClose = onClose;
  }

  void offer(Change change) {
    queue.add(change);
  }

  void drain() {
    if (pending.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      Change next;
      while ((next = queue.poll()) != null) {
        deliver(next);
      }
      seen = pending.addAndGet(-seen);
    } while (seen != 0);
  }

  private void deliver(Change change) {
    if (closed) {
      return;
    }
    try {
      listener.accept(change);
    } catch (RuntimeException e) {
      System.getLogger(InProcessWatch.class.getName())
          .log(System.Logger.Level.WARNING, "a listener of the in-process watch failed", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    onClose.accept(this);
  }
}
