package io.leaderworkerset.informers;

import io.leaderworkerset.observe.GroupObservation;
import io.leaderworkerset.observe.SetObservation;
import io.leaderworkerset.plan.explain.Blocker;
import io.leaderworkerset.plan.explain.Explainer;
import io.leaderworkerset.plan.rollout.RolloutRules;
import java.time.Instant;
import java.util.List;

/**
 * A set and all of its groups as they were at one look.
 *
 * @param set the set as observed
 * @param groups its groups as observed, of which anything exists, by index
 */
public record SetSnapshot(SetObservation set, List<GroupObservation> groups) {
  /** Copies the list. */
  public SetSnapshot {
    groups = List.copyOf(groups);
  }

  /**
   * Returns what keeps the set from being as it should be; empty if it is.
   *
   * @param now the time, to tell a deletion that is stuck
   * @param rules the rules of its rollouts
   */
  public List<Blocker> explain(Instant now, RolloutRules rules) {
    return Explainer.explain(set, groups, now, rules);
  }
}
