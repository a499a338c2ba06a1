package io.leaderworkerset.plan.simulate;

import io.leaderworkerset.observe.RolloutSpec;

/**
 * A change to a set whose groups are all at one revision.
 *
 * @param from the rollout's numbers before the change
 * @param to those after it
 * @param newTemplate whether the change gives groups a new revision
 */
public record Scenario(RolloutSpec from, RolloutSpec to, boolean newTemplate) {
  /** Returns the scenario of a new template under the same numbers. */
  public static Scenario newTemplate(RolloutSpec spec) {
    return new Scenario(spec, spec, true);
  }
}
