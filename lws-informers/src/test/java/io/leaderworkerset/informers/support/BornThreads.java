package io.leaderworkerset.informers.support;

import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The threads that some code starts, and those that these start in turn, whatever their names: a
 * thread is born into the group of the one that makes it.
 */
public final class BornThreads {
  private final ThreadGroup group = new ThreadGroup("born");

  /** Runs the code in a thread of the group, to its end. */
  public <T> T call(Supplier<T> code) throws Exception {
    FutureTask<T> task = new FutureTask<>(code::get);
    Thread thread = new Thread(group, task, "caller");
    thread.start();
    try {
      return task.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } finally {
      thread.join();
    }
  }

  /** Those that live now. */
  public Set<Thread> alive() {
    Thread[] found = new Thread[2 * group.activeCount() + 100];
    group.enumerate(found);
    return Arrays.stream(found).filter(Objects::nonNull).collect(Collectors.toSet());
  }
}
