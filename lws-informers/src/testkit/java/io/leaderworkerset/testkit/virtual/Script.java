package io.leaderworkerset.testkit.virtual;

import io.leaderworkerset.observe.RestartSettings;
import io.leaderworkerset.plan.rollout.RolloutRules;
import java.util.List;

/**
 * All that a run depends on: the same script always gives the same run.
 *
 * @param seed of the delays and their order
 * @param calm whether all delays are the least possible instead, in the same order each time
 * @param maxUnavailableGate whether the StatefulSet feature gate MaxUnavailableStatefulSet is on
 * @param rules the rules of rollouts
 * @param restarts what holds of restarts
 * @param first the set as it is created
 * @param steps what is done to it, by time
 */
public record Script(
    long seed,
    boolean calm,
    boolean maxUnavailableGate,
    RolloutRules rules,
    RestartSettings restarts,
    SetShape first,
    List<Step> steps) {
  /** Copies the list. */
  public Script {
    steps = List.copyOf(steps);
  }

  /** Returns this script with other steps. */
  public Script withSteps(List<Step> others) {
    return new Script(seed, calm, maxUnavailableGate, rules, restarts, first, others);
  }

  /** Returns this script with another first shape. */
  public Script withFirst(SetShape shape) {
    return new Script(seed, calm, maxUnavailableGate, rules, restarts, shape, steps);
  }

  /** Returns this script with other settings of restarts. */
  public Script withRestarts(RestartSettings others) {
    return new Script(seed, calm, maxUnavailableGate, rules, others, first, steps);
  }

  /** Returns this script with the least delays. */
  public Script withCalm() {
    return new Script(seed, true, maxUnavailableGate, rules, restarts, first, steps);
  }

  /** Returns this script without the feature gate. */
  public Script withoutGate() {
    return new Script(seed, calm, false, rules, restarts, first, steps);
  }
}
