package io.leaderworkerset.testkit.cluster;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import javax.annotation.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One daemon thread that runs tasks in order, timers when they are due, and background work when
 * there is nothing else to do, so that many changes make one piece of work.
 */
final class EventLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);
  private static final long LONGEST_WAIT_MILLIS = 60_000;

  private final Object lock = new Object();
  private final Deque<Runnable> inbox = new ArrayDeque<>();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private final List<BooleanSupplier> background = new ArrayList<>();
  private final Clock clock;
  private final Thread thread;
  private long sequence;
  private boolean closed;
  private boolean working;

  private record Timer(Instant at, long order, Runnable task) implements Comparable<Timer> {
    @Override
    public int compareTo(Timer other) {
      int byTime = at.compareTo(other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  EventLoop(String name, Clock clock) {
    this.clock = clock;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  /** Adds work to do when nothing else is due; it returns whether it did something. */
  void background(BooleanSupplier work) {
    background.add(work);
  }

  void start() {
    thread.start();
  }

  /** Runs the task after those given before; dropped if the loop is closed. */
  void execute(Runnable task) {
    synchronized (lock) {
      if (!closed) {
        inbox.add(task);
        lock.notifyAll();
      }
    }
  }

  /** Runs the task when the clock has reached that time. */
  void at(Instant when, Runnable task) {
    synchronized (lock) {
      if (!closed) {
        timers.add(new Timer(when, sequence++, task));
        lock.notifyAll();
      }
    }
  }

  Instant now() {
    return clock.instant();
  }

  /** Returns whether the caller is the loop's own thread. */
  boolean isOwnThread() {
    return Thread.currentThread() == thread;
  }

  /** Looks at the clock again, for clocks that are set by hand. */
  void clockChanged() {
    synchronized (lock) {
      lock.notifyAll();
    }
  }

  /** Returns whether nothing is due: no task, no work, no timer up to now. */
  boolean isIdle() {
    synchronized (lock) {
      return !working && inbox.isEmpty() && nextTimerMillis() > 0;
    }
  }

  /** Stops after the task under way and waits for the thread to end. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      inbox.clear();
      timers.clear();
      lock.notifyAll();
    }
    if (isOwnThread() || !thread.isAlive()) {
      return;
    }
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (true) {
      Runnable task = poll();
      if (task != null) {
        safely(task);
      } else if (!runBackground() && !await()) {
        return;
      }
    }
  }

  @Nullable
  private Runnable poll() {
    synchronized (lock) {
      if (closed) {
        return null;
      }
      Runnable task = inbox.poll();
      if (task == null && nextTimerMillis() == 0) {
        Timer timer = timers.poll();
        task = timer == null ? null : timer.task();
      }
      working = true;
      return task;
    }
  }

  private boolean runBackground() {
    for (BooleanSupplier work : background) {
      if (isClosed()) {
        return false;
      }
      if (work.getAsBoolean()) {
        return true;
      }
    }
    return false;
  }

  /** Waits for something to do; returns false once the loop is closed. */
  private boolean await() {
    synchronized (lock) {
      working = false;
      long millis = nextTimerMillis();
      if (!closed && inbox.isEmpty() && millis > 0) {
        try {
          lock.wait(millis);
        } catch (InterruptedException e) {
          closed = true;
        }
      }
      return !closed;
    }
  }

  private boolean isClosed() {
    synchronized (lock) {
      return closed;
    }
  }

  private long nextTimerMillis() {
    Timer next = timers.peek();
    if (next == null) {
      return LONGEST_WAIT_MILLIS;
    }
    Instant now = clock.instant();
    if (!next.at().isAfter(now)) {
      return 0;
    }
    long millis = Duration.between(now, next.at()).toMillis() + 1;
    return Math.min(millis, LONGEST_WAIT_MILLIS);
  }

  private static void safely(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.warn("A task of the cluster functions failed; the state is looked at again later", e);
    }
  }
}
