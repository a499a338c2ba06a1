package io.leaderworkerset.plan.rollout;

import io.leaderworkerset.observe.Ceiling;
import io.leaderworkerset.observe.GroupSummary;
import io.leaderworkerset.observe.RolloutSpec;
import io.leaderworkerset.plan.rollout.RolloutState.LeaderSet;
import java.util.HashMap;
import java.util.Map;
import javax.annotation.Nullable;

/**
 * Keeps a rollout under a ceiling, instead of letting it wait for hardware that will not come.
 *
 * <p>Three rules: groups beyond those there are, surge or wished, are added only if all fit at
 * once; a group is let go to a revision that needs more only if that fits; and nothing that exists
 * is removed because of the ceiling, but for surge. An old group counts as what it may become: the
 * more of its own and the newest revision's need. A group that is being deleted counts until it is
 * gone. One that is missing where the partition holds may come back at an earlier revision: it
 * counts as the most that any revision needs.
 *
 * <p>Example: two groups of 16 GPUs become four of 8 GPUs, under a ceiling of 32. Two more do not
 * fit beside the old ones; so one old group is replaced first, then a third one is added, then the
 * other old one is replaced, and the fourth is added.
 */
final class CapacityCeiling {
  private final RolloutState state;
  private final RolloutSpec spec;
  private final Ceiling ceiling;
  private final int replicasNow;

  /** Missing groups below it may come back at an earlier revision. */
  private final int held;

  private final Map<Integer, GroupSummary> groups = new HashMap<>();

  CapacityCeiling(RolloutState state, Ceiling ceiling) {
    this.state = state;
    this.spec = state.spec();
    this.ceiling = ceiling;
    LeaderSet now = state.leaderSet();
    this.replicasNow = now == null ? 0 : now.replicas();
    this.held = now == null ? 0 : heldBelow(state, now);
    state.groups().forEach(each -> groups.put(each.index(), each));
  }

  private static int heldBelow(RolloutState state, LeaderSet now) {
    boolean all = state.templateUpdated() || now.onDelete();
    return all ? now.replicas() : Math.min(now.partition(), now.replicas());
  }

  /**
   * Returns the numbers of the spec with no more replicas and surge than fit. Room that is there
   * because broken groups are gone, which come back, is none.
   */
  RolloutSpec limit() {
    int base = Math.min(spec.replicas(), replicasNow);
    int fit = isReplacing() ? Math.min(replicasNow, groupsThatFit()) : groupsThatFit();
    int replicas = Math.max(base, Math.min(spec.replicas(), fit));
    int surge = Math.max(0, Math.min(spec.maxSurge(), fit - replicas));
    return new RolloutSpec(replicas, spec.partition(), spec.maxUnavailable(), surge, ceiling);
  }

  /** Whether broken groups are being replaced, and the user has not changed the replicas since. */
  private boolean isReplacing() {
    LeaderSet now = state.leaderSet();
    Integer applied = now == null ? null : now.replicasAnnotation();
    return now != null && now.onDelete() && applied != null && applied == spec.replicas();
  }

  /** Returns the step with a partition that lets no group go that would not fit. */
  RolloutStep hold(RolloutStep step, LeaderSet now) {
    int partition = step.partition();
    int enough = Math.max(partition, now.partition()); // the less is let go, the better it fits
    while (partition < enough) {
      int middle = partition + (enough - partition) / 2;
      if (fits(step.replicas(), middle)) {
        enough = middle;
      } else {
        partition = middle + 1;
      }
    }
    return new RolloutStep(partition, step.replicas(), step.phase(), step.replace());
  }

  /** Whether the groups that the step replaces out of turn fit. */
  boolean allowsReplacing(RolloutStep step) {
    if (step.replace().isEmpty()) {
      return true;
    }
    for (String what : ceiling.capacity().keySet()) {
      long used = 0;
      for (GroupSummary each : groups.values()) {
        boolean replaced = step.replace().contains(each.index());
        used += replaced ? needOfNew(what) : needNow(what, each);
      }
      if (used > ceiling.capacity().get(what)) {
        return false;
      }
    }
    return true;
  }

  private int groupsThatFit() {
    int fit = 0;
    int most = spec.burst(); // the more there are, the more they need
    while (fit < most) {
      int middle = most - (most - fit) / 2;
      if (fits(middle, 0)) {
        fit = middle;
      } else {
        most = middle - 1;
      }
    }
    return fit;
  }

  /** Whether so many groups, with those at or above the partition let go, fit at any time. */
  private boolean fits(int replicas, int partition) {
    return ceiling.capacity().entrySet().stream()
        .allMatch(e -> most(e.getKey(), replicas, partition) <= e.getValue());
  }

  private long most(String what, int replicas, int partition) {
    long used = 0;
    for (int i = 0; i < replicas; i++) {
      GroupSummary group = groups.get(i);
      long need = group == null ? needOfMissing(what, i) : needNow(what, group);
      used += i >= partition ? Math.max(need, needOfNew(what)) : need;
    }
    for (GroupSummary each : groups.values()) {
      used += each.index() >= replicas ? needNow(what, each) : 0;
    }
    return used;
  }

  private long needNow(String what, GroupSummary group) {
    String revision = group.leaderRevision();
    return revision == null ? needOfNew(what) : ceiling.need(what, revision);
  }

  private long needOfMissing(String what, int index) {
    return index < held ? ceiling.most(what) : needOfNew(what);
  }

  private long needOfNew(String what) {
    return ceiling.need(what, state.targetRevision());
  }

  /** Returns the ceiling's rule for a state; null if there is no ceiling. */
  @Nullable
  static CapacityCeiling of(RolloutState state) {
    Ceiling ceiling = state.spec().ceiling();
    return ceiling == null ? null : new CapacityCeiling(state, ceiling);
  }
}
