package io.leaderworkerset.testkit.apiserver;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.annotation.Nullable;

/** One watch's queue of changes. */
final class Subscription implements AutoCloseable {
  private static final int LIMIT = 200_000;

  private final List<Stored> initial;
  private final long version;
  private final Consumer<Subscription> onClose;
  private final LinkedBlockingQueue<Event> queue = new LinkedBlockingQueue<>();
  private volatile boolean cut;

  Subscription(List<Stored> initial, long version, Consumer<Subscription> onClose) {
    this.initial = initial;
    this.version = version;
    this.onClose = onClose;
  }

  /** Returns what was there when the watch began, if it asked for it. */
  List<Stored> initial() {
    return initial;
  }

  /** Returns the store's version when the watch began. */
  long version() {
    return version;
  }

  void offer(Event event) {
    if (queue.size() > LIMIT) {
      cut = true; // a client that does not read is disconnected, as a real server does
    }
    queue.add(event);
  }

  /** Waits for the next change; null after the time. */
  @Nullable
  Event poll(long millis) throws InterruptedException {
    return queue.poll(millis, TimeUnit.MILLISECONDS);
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  void cut() {
    cut = true;
  }

  boolean isCut() {
    return cut;
  }

  @Override
  public void close() {
    onClose.accept(this);
  }
}
