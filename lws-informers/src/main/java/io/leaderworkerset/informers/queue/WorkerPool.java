package io.leaderworkerset.informers.queue;

import io.leaderworkerset.informers.concurrent.DaemonThreads;
import io.leaderworkerset.informers.http.KubeApiException;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Workers that take keys from a queue. Whatever the work does (throws, returns null, runs out of
 * stack), its key is free again afterwards and the worker goes on.
 *
 * <p>Log lines of the work carry {@link Work#logContext} and {@code reconcile}, a number that each
 * look at a key has of its own, in SLF4J's MDC.
 *
 * @param <T> the key
 */
public final class WorkerPool<T> {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);
  private static final String RECONCILE = "reconcile";
  private static final Duration COMPLAIN_EVERY = Duration.ofSeconds(10);

  private final String name;
  private final KeyedDelayQueue<T> queue;
  private final Work<T> work;
  private final LwsMetrics metrics;
  private final List<Thread> workers = new ArrayList<>();
  private final AtomicLong errors = new AtomicLong();
  private final AtomicLong looks = new AtomicLong();
  private volatile boolean abandoned;
  private boolean started;

  /**
   * A pool that is not started yet.
   *
   * @param name what metrics and threads call it
   * @param size workers, at least 1
   */
  public WorkerPool(
      String name,
      int size,
      KeyedDelayQueue<T> queue,
      Work<T> work,
      LwsMetrics metrics,
      DaemonThreads threads) {
    if (size < 1) {
      throw new IllegalArgumentException("a pool needs at least 1 worker, not " + size);
    }
    this.name = name;
    this.queue = queue;
    this.work = work;
    this.metrics = metrics;
    for (int i = 0; i < size; i++) {
      workers.add(threads.unstarted(name + "-" + i, this::run));
    }
  }

  /**
   * Starts the workers.
   *
   * @throws IllegalStateException if they were started or stopped before
   */
  public synchronized void start() {
    if (started || queue.isShuttingDown()) {
      throw new IllegalStateException("the workers of " + name + " start only once");
    }
    started = true;
    workers.forEach(Thread::start);
  }

  /** Returns how often work failed; conflicts, which are retries, are not counted. */
  public long errors() {
    return errors.get();
  }

  /**
   * Shuts the queue down, lets the workers empty it until the deadline, then interrupts them.
   * Returns only when no worker runs: work that ignores interrupts keeps this waiting, and is
   * complained about. Called by a worker itself it does not wait for that one.
   *
   * @return whether the queue was emptied in time
   */
  public boolean stop(Duration drain) {
    return stop(drain, Thread::interrupt);
  }

  /**
   * Stops in the same way.
   *
   * @param interrupter interrupts a worker that is not done in time, such as one that also ends the
   *     call the worker waits for: a plain interrupt does not reach it there
   */
  public boolean stop(Duration drain, Consumer<Thread> interrupter) {
    long deadline = DaemonThreads.deadline(drain);
    queue.shutDown();
    boolean drained = true;
    for (Thread worker : workers) {
      drained &= DaemonThreads.join(worker, deadline);
    }
    abandoned = true;
    for (Thread worker : workers) {
      awaitEnd(worker, interrupter);
    }
    awaitQueueEnd();
    return drained;
  }

  private void awaitEnd(Thread worker, Consumer<Thread> interrupter) {
    do {
      if (worker != Thread.currentThread()) {
        interrupter.accept(worker);
      }
      if (DaemonThreads.join(worker, DaemonThreads.deadline(COMPLAIN_EVERY))) {
        return;
      }
      IllegalStateException where = new IllegalStateException("it is here");
      where.setStackTrace(worker.getStackTrace());
      LOG.warn("{} does not end though interrupted", worker.getName(), where);
    } while (true);
  }

  private void awaitQueueEnd() {
    if (!queue.awaitEnd(DaemonThreads.deadline(COMPLAIN_EVERY))) {
      LOG.warn("The delay thread of {} does not end", name);
    }
  }

  private void run() {
    while (!abandoned) {
      T key;
      try {
        key = queue.get();
      } catch (InterruptedException e) {
        continue; // only a stop interrupts, and it says so in `abandoned`
      }
      if (key == null) {
        return;
      }
      workOn(key);
    }
  }

  /** Log lines of the work, and of its failure, carry the key and the number of this look at it. */
  private void workOn(T key) {
    Map<String, String> context = work.logContext(key);
    context.forEach(MDC::put);
    MDC.put(RECONCILE, Long.toString(looks.incrementAndGet()));
    try {
      lookAt(key);
    } finally {
      context.keySet().forEach(MDC::remove);
      MDC.remove(RECONCILE);
    }
  }

  private void lookAt(T key) {
    long started = System.nanoTime();
    String outcome = "error";
    try {
      WorkResult result = work.on(key);
      if (result == null) {
        throw new IllegalStateException("the work on " + key + " returned null");
      }
      queue.forget(key);
      if (result.after() != null) {
        queue.addAfter(key, result.after());
      }
      outcome = result.after() == null ? "success" : "requeue";
    } catch (Throwable e) { // an Error too costs this key a retry, not the process its worker
      outcome = failed(key, e);
    } finally {
      queue.done(key);
      metrics.reconciled(name, outcome, System.nanoTime() - started);
    }
  }

  private String failed(T key, Throwable e) {
    if (!abandoned) {
      Thread.interrupted(); // what the work left behind is not for the next key
    }
    queue.addRateLimited(key, retryAfter(e));
    if (e instanceof KubeApiException api && api.isConflict()) {
      LOG.debug("{} {} saw an outdated state: {}", name, key, e.getMessage());
      return "conflict";
    }
    errors.incrementAndGet();
    if (e instanceof KubeApiException) {
      LOG.warn("{} {} failed and is tried again: {}", name, key, e.getMessage());
    } else {
      LOG.warn("{} {} failed and is tried again", name, key, e);
    }
    return "error";
  }

  private static Duration retryAfter(Throwable e) {
    return e instanceof KubeApiException api
        ? api.retryAfter().orElse(Duration.ZERO)
        : Duration.ZERO;
  }
}
