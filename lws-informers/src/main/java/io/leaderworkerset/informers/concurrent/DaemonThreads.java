package io.leaderworkerset.informers.concurrent;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Makes every thread this library starts: a daemon, named {@code lws-...}, from the factory of the
 * host application.
 */
public final class DaemonThreads {
  private static final String PREFIX = "lws-";

  private final ThreadFactory base;

  /**
   * Threads from the host's factory.
   *
   * @param base makes the threads; what it sets (priority, group, class loader) stays, but name and
   *     daemon flag are set here
   */
  public DaemonThreads(ThreadFactory base) {
    this.base = base;
  }

  /** Returns threads from the JDK's default factory. */
  public static DaemonThreads standard() {
    return new DaemonThreads(Executors.defaultThreadFactory());
  }

  /**
   * Returns a thread that is not started yet.
   *
   * @param name what it does; {@code lws-} is put before it
   */
  public Thread unstarted(String name, Runnable task) {
    Thread thread = base.newThread(task);
    if (thread == null) {
      throw new IllegalStateException("the thread factory gave no thread for " + PREFIX + name);
    }
    thread.setName(PREFIX + name);
    thread.setDaemon(true);
    return thread;
  }

  /** Starts a thread and returns it. */
  public Thread start(String name, Runnable task) {
    Thread thread = unstarted(name, task);
    thread.start();
    return thread;
  }

  /** Returns a factory whose threads all carry that name, for executors. */
  public ThreadFactory factory(String name) {
    return task -> unstarted(name, task);
  }

  /**
   * Waits until the thread has ended, but not past the deadline. The calling thread itself counts
   * as ended, so that a task may stop its own pool.
   *
   * @param deadlineNanos a {@link System#nanoTime()} value
   * @return whether it has ended
   */
  public static boolean join(Thread thread, long deadlineNanos) {
    if (thread == Thread.currentThread() || thread.getState() == Thread.State.NEW) {
      return true;
    }
    boolean interrupted = false;
    try {
      while (thread.isAlive()) {
        long left = deadlineNanos - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        try {
          TimeUnit.NANOSECONDS.timedJoin(thread, left);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      return true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Returns the {@link System#nanoTime()} value that lies so far ahead; at most 100 years. */
  public static long deadline(Duration timeout) {
    long max = TimeUnit.DAYS.toNanos(36500);
    return System.nanoTime()
        + (timeout.compareTo(Duration.ofNanos(max)) > 0 ? max : Math.max(0, timeout.toNanos()));
  }
}
