package io.leaderworkerset.informers.cache;

import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.informer.cache.Cache;
import io.kubernetes.client.informer.cache.DeltaFIFO;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.annotation.Nullable;
import org.apache.commons.lang3.tuple.MutablePair;

/**
 * The official queue between reflector and cache, with three of its gaps closed.
 *
 * <ul>
 *   <li>A relist is compared with the cache only, not with what is still queued: an object added
 *       and deleted around it would stay for ever. Here a relist waits until the queue is empty.
 *   <li>After a stop the rest of the queue would be worked off with a NullPointerException each.
 *   <li>A {@link Tombstone} is replaced by the object it means.
 * </ul>
 *
 * <p>There is one producer (the reflector's thread) and one consumer (the informer's).
 */
final class DrainingDeltaFifo extends DeltaFIFO {
  private final Cache<KubernetesObject> cache;
  private final Object popped = new Object();
  private volatile boolean stopped;
  @Nullable private volatile Thread consumer;
  private final AtomicLong distributed = new AtomicLong();

  DrainingDeltaFifo(Function<KubernetesObject, String> keyOf, Cache<KubernetesObject> cache) {
    super(keyOf, cache);
    this.cache = cache;
  }

  /** Notifications handed to the handlers' queues so far. */
  long distributed() {
    return distributed.get();
  }

  /** Returns the thread that empties the queue, null before it began to. */
  @Nullable
  Thread consumer() {
    return consumer;
  }

  void stop() {
    stopped = true;
    synchronized (popped) {
      popped.notifyAll();
    }
  }

  @Override
  public void replace(List<KubernetesObject> list, String resourceVersion) {
    if (awaitEmpty()) {
      super.replace(list, resourceVersion);
    }
  }

  @Override
  public void delete(KubernetesObject object) {
    KubernetesObject meant = object instanceof Tombstone t ? resolve(t) : object;
    if (meant != null) {
      super.delete(meant);
    }
  }

  @Override
  public Deque<MutablePair<DeltaType, KubernetesObject>> pop(
      Consumer<Deque<MutablePair<DeltaType, KubernetesObject>>> process)
      throws InterruptedException {
    consumer = Thread.currentThread();
    try {
      return super.pop(
          deltas -> {
            if (!stopped) {
              process.accept(deltas);
              distributed.addAndGet(deltas.size());
            }
          });
    } finally {
      if (stopped) {
        Thread.currentThread().interrupt(); // the loop around ends at its next wait
      }
      synchronized (popped) {
        popped.notifyAll();
      }
    }
  }

  /** Returns false if stopped. The consumer always gets on: what it calls never blocks. */
  private boolean awaitEmpty() {
    synchronized (popped) {
      while (!stopped && !listKeys().isEmpty()) {
        try {
          popped.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
    }
    return !stopped;
  }

  @Nullable
  private KubernetesObject resolve(Tombstone tombstone) {
    Deque<MutablePair<DeltaType, KubernetesObject>> pending = getByKey(tombstone.key());
    if (pending != null && !pending.isEmpty()) {
      MutablePair<DeltaType, KubernetesObject> last = pending.peekLast();
      return last.getLeft() == DeltaType.Deleted ? null : last.getRight();
    }
    return cache.getByKey(tombstone.key());
  }
}
