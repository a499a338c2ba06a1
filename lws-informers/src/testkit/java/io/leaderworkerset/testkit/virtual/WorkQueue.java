package io.leaderworkerset.testkit.virtual;

import io.leaderworkerset.informers.concurrent.Backoff;
import io.leaderworkerset.informers.observe.WorkKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import javax.annotation.Nullable;

/**
 * A manager's queue in virtual time: a key is worked on by one worker at a time; added meanwhile it
 * comes back after that; the earliest of its delays counts.
 */
final class WorkQueue {
  private final Agenda agenda;
  private final Backoff backoff;
  private final Runnable work;
  private final Set<WorkKey> ready = new LinkedHashSet<>();
  private final Set<WorkKey> active = new HashSet<>();
  private final Set<WorkKey> again = new HashSet<>();
  private final Map<WorkKey, Long> delayed = new HashMap<>();
  private final Map<WorkKey, Integer> failures = new HashMap<>();

  /**
   * Makes an empty queue.
   *
   * @param work is called when there may be something to take
   */
  WorkQueue(Agenda agenda, Backoff backoff, Runnable work) {
    this.agenda = agenda;
    this.backoff = backoff;
    this.work = work;
  }

  void add(WorkKey key) {
    if (active.contains(key)) {
      again.add(key);
    } else if (ready.add(key)) {
      work.run();
    }
  }

  void addAfter(WorkKey key, long nanos) {
    long at = agenda.now() + nanos;
    Long before = delayed.get(key);
    if (before == null || at < before) {
      delayed.put(key, at);
      agenda.at(at, () -> moveIfDue(key, at));
    }
  }

  private void moveIfDue(WorkKey key, long at) {
    if (delayed.remove(key, at)) {
      add(key);
    }
  }

  void addRateLimited(WorkKey key) {
    int attempt = failures.merge(key, 1, Integer::sum) - 1;
    addAfter(key, backoff.delayNanos(attempt));
  }

  void forget(WorkKey key) {
    failures.remove(key);
  }

  @Nullable
  WorkKey take() {
    Iterator<WorkKey> first = ready.iterator();
    if (!first.hasNext()) {
      return null;
    }
    WorkKey key = first.next();
    first.remove();
    active.add(key);
    return key;
  }

  void done(WorkKey key) {
    active.remove(key);
    if (again.remove(key)) {
      add(key);
    }
  }

  boolean isEmpty() {
    return ready.isEmpty() && active.isEmpty() && delayed.isEmpty();
  }
}
