package io.leaderworkerset.informers.reconcile;

import io.leaderworkerset.plan.explain.Blocker;
import io.leaderworkerset.plan.explain.Blocker.Code;
import io.leaderworkerset.plan.explain.Notes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one set and its groups last said they wait for. What to say is kept of groups in trouble
 * only; since when is kept of all, sorted, so that the oldest of each code is found without a look
 * at every group. What tells of no beginning has lasted since it was first said here. Not
 * thread-safe.
 */
final class SetBlockers {
  private final TreeMap<Integer, List<Blocker>> trouble = new TreeMap<>();
  private final TreeMap<Integer, List<Wait>> waits = new TreeMap<>();
  private final Map<Code, TreeSet<Wait>> byCode = new EnumMap<>(Code.class);
  private Map<Code, Instant> ofSet = Map.of();
  private int firstSurge = Integer.MAX_VALUE;

  /** A group that has waited for something since then. */
  private record Wait(Code code, Instant since, int group) {
    private static final Comparator<Wait> OLDEST_FIRST =
        Comparator.comparing(Wait::since).thenComparingInt(Wait::group);
  }

  /** Notes what a group waits for now; returns whether that differs in what, or since when. */
  boolean put(int group, List<Blocker> blockers, Instant now) {
    List<Wait> before = waits.getOrDefault(group, List.of());
    List<Blocker> inTrouble = new ArrayList<>(0); // nearly always empty
    List<Wait> next = new ArrayList<>(blockers.size());
    for (Blocker each : blockers) {
      if (each.isTrouble()) {
        inTrouble.add(each);
      }
      if (each.since() != null) {
        next.add(new Wait(each.code(), each.since(), group));
      } else if (each.code() != Code.LEADER_MISSING) { // only the set knows whether it should be
        next.add(new Wait(each.code(), earlier(before, each.code(), now), group));
      }
    }
    putOrRemove(trouble, group, inTrouble);
    if (before.equals(next)) {
      return false;
    }
    before.forEach(each -> waitsFor(each.code()).remove(each));
    next.forEach(each -> waitsFor(each.code()).add(each));
    putOrRemove(waits, group, next);
    return true;
  }

  private static Instant earlier(List<Wait> before, Code code, Instant now) {
    for (Wait each : before) {
      if (each.code() == code) {
        return each.since();
      }
    }
    return now;
  }

  private TreeSet<Wait> waitsFor(Code code) {
    return byCode.computeIfAbsent(code, k -> new TreeSet<>(Wait.OLDEST_FIRST));
  }

  private static <V> void putOrRemove(Map<Integer, List<V>> map, int group, List<V> values) {
    if (values.isEmpty()) {
      map.remove(group);
    } else {
      map.put(group, values);
    }
  }

  /**
   * Notes what the set itself waits for.
   *
   * @param blockers the set's own
   * @param leaderMissing whether a group that should be there is not
   * @param surge index from which on groups are surge
   */
  void put(List<Blocker> blockers, boolean leaderMissing, int surge, Instant now) {
    Map<Code, Instant> next = new EnumMap<>(Code.class);
    for (Blocker each : blockers) {
      if (each.since() != null) {
        note(next, each.code(), each.since());
      } else if (each.code() != Code.PROGRESSING) { // that is about to be done
        note(next, each.code(), ofSet.getOrDefault(each.code(), now));
      }
    }
    if (leaderMissing) {
      note(next, Code.LEADER_MISSING, ofSet.getOrDefault(Code.LEADER_MISSING, now));
    }
    ofSet = next;
    firstSurge = surge;
  }

  /** Whether a group of that index is in trouble. */
  boolean isInTrouble(int group) {
    return trouble.containsKey(group);
  }

  /** The blockers of the first groups in trouble: of no more do notes say anything. */
  List<Blocker> told() {
    List<Blocker> out = new ArrayList<>();
    Iterator<List<Blocker>> first = trouble.values().iterator();
    for (int i = 0; i <= Notes.MOST && first.hasNext(); i++) {
      out.addAll(first.next());
    }
    return out;
  }

  /** Returns since when the oldest blocker of each code has lasted, by the code's name. */
  Map<String, Instant> since() {
    Map<Code, Instant> out = new EnumMap<>(Code.class);
    out.putAll(ofSet);
    boolean anySurge = !waits.isEmpty() && waits.lastKey() >= firstSurge;
    byCode.forEach(
        (code, oldestFirst) -> {
          if (anySurge && code.inSurge() != code) {
            oldestFirst.forEach(
                each -> note(out, each.group() < firstSurge ? code : code.inSurge(), each.since()));
          } else if (!oldestFirst.isEmpty()) {
            note(out, code, oldestFirst.first().since());
          }
        });
    Map<String, Instant> named = new TreeMap<>();
    out.forEach((code, since) -> named.put(code.name(), since));
    return named;
  }

  private static void note(Map<Code, Instant> out, Code code, Instant since) {
    out.merge(code, since, (a, b) -> a.isBefore(b) ? a : b);
  }
}
