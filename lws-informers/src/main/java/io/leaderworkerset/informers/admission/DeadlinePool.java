package io.leaderworkerset.informers.admission;

import io.leaderworkerset.informers.concurrent.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for the requests of a server. A task that takes longer than its time, be it the TLS
 * handshake, the headers or the body of a slow client, is interrupted, which closes its connection.
 */
final class DeadlinePool implements Executor, AutoCloseable {
  private final ThreadPoolExecutor threads;
  private final ScheduledThreadPoolExecutor timer;
  private final Duration limit;

  DeadlinePool(DaemonThreads source, int maxThreads, Duration limit) {
    this.threads =
        new ThreadPoolExecutor(
            0,
            maxThreads,
            30,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            source.factory("admission"));
    this.timer = new ScheduledThreadPoolExecutor(1, source.factory("admission-timer"));
    timer.setRemoveOnCancelPolicy(true);
    this.limit = limit;
  }

  /** Returns what runs other work of the server at times. */
  ScheduledThreadPoolExecutor timer() {
    return timer;
  }

  /**
   * Runs a task.
   *
   * @throws RejectedExecutionException if all threads are busy; the server closes the connection
   */
  @Override
  public void execute(Runnable task) {
    threads.execute(() -> run(task));
  }

  private void run(Runnable task) {
    Running running = new Running(Thread.currentThread());
    ScheduledFuture<?> alarm =
        timer.schedule(running::interrupt, limit.toNanos(), TimeUnit.NANOSECONDS);
    try {
      task.run();
    } finally {
      alarm.cancel(false);
      running.end();
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    threads.shutdownNow();
  }

  /** Makes sure that a late alarm does not hit the thread's next task. */
  private static final class Running {
    private final Thread thread;
    private boolean ended;

    Running(Thread thread) {
      this.thread = thread;
    }

    synchronized void interrupt() {
      if (!ended) {
        thread.interrupt();
      }
    }

    synchronized void end() {
      ended = true;
      Thread.interrupted();
    }
  }
}
