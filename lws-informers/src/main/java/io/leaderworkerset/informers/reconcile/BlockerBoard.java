package io.leaderworkerset.informers.reconcile;

import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.informers.observe.WorkKey.GroupKey;
import io.leaderworkerset.informers.observe.WorkKey.SetKey;
import io.leaderworkerset.observe.GroupObservation;
import io.leaderworkerset.observe.SetObservation;
import io.leaderworkerset.plan.GroupPlan;
import io.leaderworkerset.plan.explain.Blocker;
import io.leaderworkerset.plan.explain.Explainer;
import io.leaderworkerset.plan.explain.Notes;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What sets and their groups last said they wait for: for the condition's message, and for the
 * metric, which is told of each change. Thread-safe.
 */
final class BlockerBoard {
  private final LwsMetrics metrics;
  private final Clock clock;
  private final Consumer<SetKey> due;
  private final Predicate<SetKey> exists;
  private final Map<SetKey, SetBlockers> sets = new HashMap<>();

  /**
   * An empty board.
   *
   * @param due is told of sets that have another thing to say
   * @param exists whether a set is there: work on a group may end after its set was forgotten
   */
  BlockerBoard(LwsMetrics metrics, Clock clock, Consumer<SetKey> due, Predicate<SetKey> exists) {
    this.metrics = metrics;
    this.clock = clock;
    this.due = due;
    this.exists = exists;
  }

  /** Notes what a group waits for after it was planned. */
  void look(GroupKey key, GroupObservation group, GroupPlan plan) {
    if (put(key, Explainer.explain(group, plan, clock.instant()))) {
      due.accept(key.setKey());
    }
  }

  /** Returns whether its set has another thing to say now. */
  private synchronized boolean put(GroupKey key, List<Blocker> blockers) {
    SetKey set = key.setKey();
    if ((blockers.isEmpty() && !sets.containsKey(set)) || !exists.test(set)) {
      return false;
    }
    SetBlockers known = sets.computeIfAbsent(set, k -> new SetBlockers());
    boolean wasInTrouble = known.isInTrouble(key.group());
    List<Blocker> before = known.told();
    if (known.put(key.group(), blockers, clock.instant())) {
      metrics.blocked(set.namespace(), set.set(), known.since());
    }
    if (!wasInTrouble && !known.isInTrouble(key.group())) {
      return false; // as nearly always
    }
    return !Notes.of(known.told()).equals(Notes.of(before));
  }

  /**
   * Returns a few words on groups in trouble.
   *
   * @param set the set as observed; its groups beyond the replicas are surge
   */
  List<String> notes(SetKey key, SetObservation set) {
    return Notes.of(told(key).stream().map(each -> Explainer.inSet(set, each)).toList());
  }

  private synchronized List<Blocker> told(SetKey key) {
    SetBlockers known = sets.get(key);
    return known == null ? List.of() : known.told();
  }

  /** Notes what blocks the set itself. */
  synchronized void report(SetKey key, SetObservation set, List<Blocker> ofSet) {
    SetBlockers known = sets.computeIfAbsent(key, k -> new SetBlockers());
    boolean leaderMissing = !Explainer.missingGroups(set).isEmpty();
    known.put(ofSet, leaderMissing, Explainer.firstSurge(set), clock.instant());
    metrics.blocked(key.namespace(), key.set(), known.since());
  }

  /** Drops what is known of a set that is gone. */
  synchronized void forget(SetKey key) {
    sets.remove(key);
    metrics.setForgotten(key.namespace(), key.set());
  }
}
