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
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What groups last said they wait for, for their set: its condition's message, and its metrics.
 * Only groups that are in trouble are kept.
 */
final class BlockerBoard {
  private final LwsMetrics metrics;
  private final Clock clock;
  private final Consumer<SetKey> due;
  private final Map<SetKey, TreeMap<Integer, List<Blocker>>> groups = new HashMap<>();

  /**
   * An empty board.
   *
   * @param due is told of sets that have another thing to say
   */
  BlockerBoard(LwsMetrics metrics, Clock clock, Consumer<SetKey> due) {
    this.metrics = metrics;
    this.clock = clock;
    this.due = due;
  }

  /** Notes what a group waits for after it was planned. */
  void look(GroupKey key, GroupObservation group, GroupPlan plan) {
    if (put(key, Explainer.explain(group, plan, clock.instant()))) {
      due.accept(key.setKey());
    }
  }

  /** Returns whether its set has another thing to say now. */
  private synchronized boolean put(GroupKey key, List<Blocker> blockers) {
    List<Blocker> trouble = blockers.stream().filter(Blocker::isTrouble).toList();
    TreeMap<Integer, List<Blocker>> known = groups.get(key.setKey());
    if (trouble.isEmpty() && (known == null || !known.containsKey(key.group()))) {
      return false; // as nearly always
    }
    List<Blocker> before = told(key.setKey());
    TreeMap<Integer, List<Blocker>> set =
        groups.computeIfAbsent(key.setKey(), k -> new TreeMap<>());
    if (trouble.isEmpty()) {
      set.remove(key.group());
    } else {
      set.put(key.group(), trouble);
    }
    if (set.isEmpty()) {
      groups.remove(key.setKey());
    }
    return !Notes.of(told(key.setKey())).equals(Notes.of(before));
  }

  /**
   * Returns a few words on groups in trouble.
   *
   * @param set the set as observed; its groups beyond the replicas are surge
   */
  List<String> notes(SetKey key, SetObservation set) {
    return Notes.of(inSet(set, told(key)));
  }

  /** Reports how long what blocks the set and its groups has lasted. */
  void report(SetKey key, SetObservation set, List<Blocker> ofSet) {
    Map<String, Instant> since = new TreeMap<>();
    List<Blocker> all = new ArrayList<>(ofSet);
    all.addAll(inSet(set, all(key)));
    for (Blocker each : all) {
      if (each.since() != null && each.isTrouble()) {
        since.merge(each.code().name(), each.since(), (a, b) -> a.isBefore(b) ? a : b);
      }
    }
    metrics.blocked(key.namespace(), key.set(), since);
  }

  /** Drops what is known of a set that is gone. */
  synchronized void forget(SetKey key) {
    groups.remove(key);
  }

  private static List<Blocker> inSet(SetObservation set, List<Blocker> blockers) {
    List<Blocker> out = new ArrayList<>(blockers.size());
    for (Blocker each : blockers) {
      out.add(Explainer.inSet(set, each));
    }
    return out;
  }

  /** The blockers of the first groups: of no more do notes say anything, however many there are. */
  private synchronized List<Blocker> told(SetKey key) {
    TreeMap<Integer, List<Blocker>> set = groups.get(key);
    if (set == null) {
      return List.of();
    }
    List<Blocker> out = new ArrayList<>();
    Iterator<List<Blocker>> first = set.values().iterator();
    for (int i = 0; i <= Notes.MOST && first.hasNext(); i++) {
      out.addAll(first.next());
    }
    return out;
  }

  private synchronized List<Blocker> all(SetKey key) {
    TreeMap<Integer, List<Blocker>> set = groups.get(key);
    if (set == null) {
      return List.of();
    }
    List<Blocker> out = new ArrayList<>();
    set.values().forEach(out::addAll);
    return out;
  }
}
