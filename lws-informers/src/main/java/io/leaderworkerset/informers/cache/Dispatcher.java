package io.leaderworkerset.informers.cache;

import io.kubernetes.client.informer.ResourceEventHandler;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.annotation.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one handler the informer knows; hands on to ours what is news. */
final class Dispatcher<T extends CachedObject> implements ResourceEventHandler<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private final String resource;
  private final List<ResourceHandler<? super T>> handlers;
  private final LwsMetrics metrics;
  private final AtomicLong dispatched = new AtomicLong();
  @Nullable private volatile Thread thread;

  Dispatcher(String resource, List<ResourceHandler<? super T>> handlers, LwsMetrics metrics) {
    this.resource = resource;
    this.handlers = handlers;
    this.metrics = metrics;
  }

  /** Notifications that all handlers have dealt with. */
  long dispatched() {
    return dispatched.get();
  }

  @Nullable
  Thread thread() {
    return thread;
  }

  @Override
  public void onAdd(T added) {
    try {
      tell(handler -> handler.onAdd(added));
    } finally {
      dispatched.incrementAndGet();
    }
  }

  @Override
  public void onUpdate(T before, T after) {
    try {
      if (!before.uid().equals(after.uid())) {
        tell(handler -> handler.onDelete(before, true));
        tell(handler -> handler.onAdd(after));
      } else if (!after.sameStateAs(before)) {
        tell(handler -> handler.onUpdate(before, after));
      }
    } finally {
      dispatched.incrementAndGet();
    }
  }

  @Override
  public void onDelete(T last, boolean finalStateUnknown) {
    try {
      tell(handler -> handler.onDelete(last, finalStateUnknown));
    } finally {
      dispatched.incrementAndGet();
    }
  }

  private void tell(Consumer<ResourceHandler<? super T>> news) {
    thread = Thread.currentThread();
    for (ResourceHandler<? super T> handler : handlers) {
      try {
        news.accept(handler);
      } catch (Throwable e) { // the next handler, and the next news, must not suffer from it
        LOG.error("A handler of {} failed", resource, e);
        metrics.informerFailure(resource, "handler");
      }
    }
  }
}
