package io.leaderworkerset.plan.simulate;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** What groups use, the most they ever used, and whether there is room for one more. */
final class Usage {
  private final Model model;
  private final Map<String, Long> peak = new TreeMap<>();
  private int peakPods;

  Usage(Model model) {
    this.model = model;
  }

  int peakPods() {
    return peakPods;
  }

  Map<String, Long> peakResources() {
    return peak;
  }

  /** Gives room to groups that wait for it, lowest index first; returns whether one got it. */
  boolean place(Iterable<SimulatedGroup> groups, Instant now) {
    boolean any = false;
    for (SimulatedGroup group : groups) {
      if (!group.placed && group.goneAt == null && fits(group, groups)) {
        group.placed = true;
        boolean broken =
            (group.updated ? model.brokenNew() : model.brokenOld()).contains(group.index);
        group.readyAt =
            broken ? null : now.plus(model.slower().getOrDefault(group.index, model.readyAfter()));
        any = true;
      }
    }
    return any;
  }

  /** Returns whether a group waits for room. */
  boolean lacksRoom(Iterable<SimulatedGroup> groups) {
    if (model.capacity().isEmpty()) {
      return false;
    }
    for (SimulatedGroup group : groups) {
      if (!group.placed && group.goneAt == null) {
        return true;
      }
    }
    return false;
  }

  private Model.Demand demand(SimulatedGroup group) {
    return group.updated ? model.after() : model.before();
  }

  private boolean fits(SimulatedGroup group, Iterable<SimulatedGroup> groups) {
    if (model.capacity().isEmpty()) {
      return true;
    }
    Map<String, Long> used = used(groups);
    return demand(group).resources().entrySet().stream()
        .allMatch(
            e ->
                used.getOrDefault(e.getKey(), 0L) + e.getValue()
                    <= model.capacity().getOrDefault(e.getKey(), Long.MAX_VALUE));
  }

  /** Returns what the groups that got room use. */
  Map<String, Long> used(Iterable<SimulatedGroup> groups) {
    Map<String, Long> used = new TreeMap<>();
    for (SimulatedGroup group : groups) {
      if (group.placed) {
        demand(group).resources().forEach((k, v) -> used.merge(k, v, Long::sum));
      }
    }
    return used;
  }

  void measure(Iterable<SimulatedGroup> groups) {
    int pods = 0;
    for (SimulatedGroup group : groups) {
      pods += demand(group).pods();
    }
    peakPods = Math.max(peakPods, pods);
    used(groups).forEach((k, v) -> peak.merge(k, v, Math::max));
  }
}
