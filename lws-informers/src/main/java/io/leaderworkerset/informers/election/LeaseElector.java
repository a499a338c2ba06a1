package io.leaderworkerset.informers.election;

import io.kubernetes.client.openapi.ApiClient;
import io.leaderworkerset.informers.concurrent.DaemonThreads;
import io.leaderworkerset.informers.http.KubeApiException;
import io.leaderworkerset.informers.http.KubeHttp;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import javax.annotation.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leader election by a Lease: one life, one term. After a loss it does not run again; the process
 * is expected to end and to be started anew.
 *
 * <p>It has its own connections, whose calls end well within the renew deadline, and a second
 * thread that watches the deadline, so that a call that hangs cannot prolong a term. {@link
 * #isLeader} asks the clock too: it turns false at the deadline even if both threads are held up.
 */
public final class LeaseElector implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseElector.class);
  private static final double MAX_JITTER = 0.2;

  private final LeaseSettings settings;
  private final LeaseClaim claim;
  private final LeaderListener listener;
  private final LwsMetrics metrics;
  private final LongSupplier nanoTime;
  private final DaemonThreads threads;
  @Nullable private final KubeHttp http;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private State state = State.NEW;
  private long renewedAt;
  private String leader = "";
  @Nullable private Thread claimer;
  @Nullable private Thread watcher;

  private enum State {
    NEW,
    WAITING,
    LEADING,
    LOST,
    STOPPED
  }

  private LeaseElector(
      LeaseSettings settings,
      LeaseStore store,
      @Nullable KubeHttp http,
      LeaderListener listener,
      LwsMetrics metrics,
      DaemonThreads threads,
      Clock clock,
      LongSupplier nanoTime) {
    this.settings = settings;
    this.claim = new LeaseClaim(store, settings, clock, nanoTime);
    this.http = http;
    this.listener = listener;
    this.metrics = metrics;
    this.threads = threads;
    this.nanoTime = nanoTime;
  }

  /** Makes an elector with connections of its own; nothing happens until it is started. */
  public static LeaseElector create(
      ApiClient apiClient,
      LeaseSettings settings,
      LeaderListener listener,
      LwsMetrics metrics,
      DaemonThreads threads) {
    KubeHttp http =
        KubeHttp.builder(apiClient)
            .callTimeout(settings.callTimeout())
            .userAgent("lws-java/leader-election")
            .metrics(metrics)
            .threads(threads)
            .build();
    return new LeaseElector(
        settings,
        new HttpLeaseStore(http, settings),
        http,
        listener,
        metrics,
        threads,
        Clock.systemUTC(),
        System::nanoTime);
  }

  /** An elector over any store and clocks; {@link #step} and {@link #checkDeadline} by hand. */
  static LeaseElector over(
      LeaseStore store,
      LeaseSettings settings,
      LeaderListener listener,
      Clock clock,
      LongSupplier nanoTime) {
    LeaseElector elector =
        new LeaseElector(
            settings,
            store,
            null,
            listener,
            LwsMetrics.NONE,
            DaemonThreads.standard(),
            clock,
            nanoTime);
    elector.state = State.WAITING;
    return elector;
  }

  /**
   * Begins to try for the Lease.
   *
   * @throws IllegalStateException if it was started or stopped before
   */
  public void start() {
    lock.lock();
    try {
      if (state != State.NEW) {
        throw new IllegalStateException("an elector starts only once");
      }
      state = State.WAITING;
      claimer = threads.start("lease", this::claimUntilOver);
      watcher = threads.start("lease-deadline", this::watchUntilOver);
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether this process may act as the leader at this moment. */
  public boolean isLeader() {
    lock.lock();
    try {
      return state == State.LEADING && !isPastDeadline();
    } finally {
      lock.unlock();
    }
  }

  /** Returns the identity in the Lease as last seen, empty if none. */
  public String leader() {
    lock.lock();
    try {
      return leader;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends it. To be called after the work has ended: released before, two would write.
   *
   * @param release give the Lease back, so that another need not wait for it to run out
   * @return whether its threads have ended within the time
   */
  public boolean stop(boolean release, Duration timeout) {
    long deadline = DaemonThreads.deadline(timeout);
    boolean wasLeading = end(State.STOPPED);
    boolean ended = joined(claimer, deadline);
    ended &= joined(watcher, deadline);
    if (wasLeading) {
      metrics.leading(false);
    }
    if (release && ended) {
      release();
    }
    if (http != null) {
      http.close();
      ended = ended || joined(claimer, deadline);
    }
    return ended;
  }

  /** Stops without giving the Lease back. */
  @Override
  public void close() {
    stop(false, settings.renewDeadline());
  }

  /** One try for the Lease. */
  void step() {
    long begun = nanoTime.getAsLong();
    boolean holds = false;
    try {
      holds = claim.tryHold();
    } catch (KubeApiException e) {
      LOG.info("The lease was not {}: {}", isLeader() ? "renewed" : "taken", e.getMessage());
      return;
    } catch (RuntimeException e) {
      LOG.warn("The lease was not renewed or taken", e);
      return;
    } finally {
      noteLeader();
    }
    if (holds) {
      held(begun);
    } else {
      lose("another holds the lease: " + claim.holder());
    }
  }

  /** Ends the term if it was not renewed in time. */
  void checkDeadline() {
    boolean late;
    lock.lock();
    try {
      late = state == State.LEADING && isPastDeadline();
    } finally {
      lock.unlock();
    }
    if (late) {
      lose("the lease was not renewed within " + settings.renewDeadline());
    }
  }

  private void held(long begun) {
    boolean first;
    lock.lock();
    try {
      first = state == State.WAITING;
      if (first) {
        state = State.LEADING;
      }
      if (state != State.LEADING) {
        return; // ended while the call was on its way
      }
      renewedAt = begun;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (first) {
      LOG.info("{} leads", settings.identity());
      metrics.leading(true);
      tell("elected", listener::elected);
    }
  }

  private void lose(String why) {
    if (end(State.LOST)) {
      LOG.error("{} does not lead any more: {}", settings.identity(), why);
      metrics.leading(false);
      tell("lost", () -> listener.lost(why));
    }
  }

  /**
   * Moves to a final state: LOST only from LEADING, STOPPED from any that is not final.
   *
   * @return whether it was leading
   */
  private boolean end(State next) {
    lock.lock();
    try {
      boolean leading = state == State.LEADING;
      if (leading || (next == State.STOPPED && state != State.LOST)) {
        state = next;
        changed.signalAll();
      }
      return leading;
    } finally {
      lock.unlock();
    }
  }

  private void release() {
    try {
      claim.release();
    } catch (KubeApiException e) {
      LOG.info("The lease was not given back and runs out by itself: {}", e.getMessage());
    }
  }

  private void noteLeader() {
    String now = claim.holder();
    lock.lock();
    try {
      if (now.equals(leader)) {
        return;
      }
      leader = now;
    } finally {
      lock.unlock();
    }
    tell("newLeader", () -> listener.newLeader(now));
  }

  private static void tell(String what, Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException e) {
      LOG.error("The leader listener failed in {}", what, e);
    }
  }

  private void claimUntilOver() {
    while (!isOver()) {
      step();
      double jitter = 1 + MAX_JITTER * ThreadLocalRandom.current().nextDouble();
      pause((long) (settings.retryPeriod().toNanos() * jitter));
    }
  }

  /** Waits, or until it is over; a renewal does not cut it short. */
  private void pause(long nanos) {
    lock.lock();
    try {
      long left = nanos;
      while (left > 0 && !isOver()) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      LOG.debug("The lease thread was interrupted and goes on");
    } finally {
      lock.unlock();
    }
  }

  private void watchUntilOver() {
    while (!isOver()) {
      checkDeadline();
      lock.lock();
      try {
        if (state == State.WAITING) {
          changed.await(1, TimeUnit.MINUTES);
        } else if (state == State.LEADING) {
          long left = renewedAt + settings.renewDeadline().toNanos() - nanoTime.getAsLong();
          changed.awaitNanos(Math.max(1, left));
        }
      } catch (InterruptedException e) {
        LOG.debug("The lease deadline thread was interrupted and goes on");
      } finally {
        lock.unlock();
      }
    }
  }

  private boolean isOver() {
    lock.lock();
    try {
      return state == State.LOST || state == State.STOPPED;
    } finally {
      lock.unlock();
    }
  }

  private boolean isPastDeadline() {
    return nanoTime.getAsLong() - renewedAt >= settings.renewDeadline().toNanos();
  }

  private static boolean joined(@Nullable Thread thread, long deadline) {
    return thread == null || DaemonThreads.join(thread, deadline);
  }
}
