package io.leaderworkerset.plan.rollout;

import io.leaderworkerset.observe.GroupSummary;
import io.leaderworkerset.plan.rollout.RolloutState.LeaderSet;
import io.leaderworkerset.plan.rollout.RolloutStep.Phase;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.Nullable;

/**
 * The way past old groups that are not ready and leave a rollout no budget.
 *
 * <p>The partition can only let groups go from the top, so that a broken group at a low index holds
 * a rollout up for ever: the ready ones above it would have to go first, and the floor forbids it.
 * Replacing the broken group itself costs no availability. It is deleted by us, and comes back at
 * the newest revision: at once if the partition has let it go already; otherwise the StatefulSet is
 * at the update strategy OnDelete meanwhile, under which it replaces nothing by itself.
 *
 * <p>That happens only if nothing else is under way: every group exists, is ready, or is such a
 * broken one; and for the strategy OnDelete, no ready group is being replaced. A broken group that
 * is let go does not wait for such a one: where the feature gate MaxUnavailableStatefulSet is on,
 * the StatefulSet controller replaces nothing while broken groups use its budget up. A partition in
 * the spec forbids the strategy OnDelete: a group that the partition holds might come back at the
 * newest revision.
 *
 * <p>It always ends. Nothing is remembered: what is seen decides, whoever looks. The strategy is
 * RollingUpdate again as soon as the broken groups exist at the newest revision, a ready group may
 * be let go after all, the template or the replicas change, or the spec gets a partition. A group
 * that is missing in that moment comes back at its old revision, and is as broken as before.
 */
final class BrokenGroups {
  private final RolloutState state;
  private final LeaderSet now;
  private final GroupSummary[] groups;

  BrokenGroups(RolloutState state, LeaderSet now) {
    this.state = state;
    this.now = now;
    this.groups = new GroupSummary[now.replicas()];
    for (GroupSummary group : state.groups()) {
      if (group.index() < groups.length) {
        groups[group.index()] = group;
      }
    }
  }

  /** Returns the step, or the one that replaces broken groups if there is no other way. */
  RolloutStep apply(RolloutStep step, boolean onDelete) {
    boolean rolling = step.phase() == Phase.ROLLING || step.phase() == Phase.IDLE;
    if (!rolling || step.replicas() != now.replicas()) {
      return step;
    }
    if (onDelete) {
      boolean stay = state.spec().partition() == 0 && isReplacing() && !letsReadyGroupsGo(step);
      return stay ? replace(Phase.REPLACING_BROKEN, broken(0)) : step;
    }
    if (step.partition() != now.partition() || !areOthersReady()) {
      return step;
    }
    List<Integer> broken = broken(state.spec().partition());
    List<Integer> letGo = broken.stream().filter(i -> i >= now.partition()).toList();
    boolean someHeld = state.spec().partition() == 0 && letGo.size() < broken.size();
    if (someHeld && !isReadyGroupBeingReplaced()) {
      return replace(Phase.REPLACING_BROKEN, broken);
    }
    return letGo.isEmpty() ? step : replace(step.phase(), letGo);
  }

  private RolloutStep replace(Phase phase, List<Integer> indexes) {
    return new RolloutStep(now.partition(), now.replicas(), phase, indexes);
  }

  /** Whether a group is broken, or gone and not yet back. */
  private boolean isReplacing() {
    for (GroupSummary group : groups) {
      if (group == null || isOldAndDown(group)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the ordinary way goes on: while a broken group is stuck, others need not wait. */
  private boolean letsReadyGroupsGo(RolloutStep step) {
    for (int i = step.partition(); i < groups.length; i++) {
      GroupSummary group = groups[i];
      if (group != null && group.isReady() && !isUpdated(group)) {
        return true;
      }
    }
    return false;
  }

  private boolean areOthersReady() {
    for (GroupSummary group : groups) {
      if (!isBroken(group) && (group == null || !group.isReady())) {
        return false;
      }
    }
    return true;
  }

  private boolean isReadyGroupBeingReplaced() {
    for (int i = now.partition(); i < groups.length; i++) {
      GroupSummary group = groups[i];
      if (group != null && group.isReady() && !isUpdated(group)) {
        return true;
      }
    }
    return false;
  }

  private List<Integer> broken(int from) {
    List<Integer> out = new ArrayList<>();
    for (int i = from; i < groups.length; i++) {
      if (isBroken(groups[i])) {
        out.add(i);
      }
    }
    return out;
  }

  /** Whether the group is old, down, and there is a leader pod that can be deleted. */
  private boolean isBroken(@Nullable GroupSummary group) {
    return group != null && isOldAndDown(group) && group.leaderUid() != null;
  }

  /** A group whose leader is new is on its way, however little of it there is yet. */
  private boolean isOldAndDown(GroupSummary group) {
    String revision = group.leaderRevision();
    return !group.isReady() && revision != null && !revision.equals(state.targetRevision());
  }

  private boolean isUpdated(GroupSummary group) {
    return group.isAt(state.targetRevision());
  }
}
