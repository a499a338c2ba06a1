package io.leaderworkerset.plan.simulate;

import io.leaderworkerset.plan.Waiting;
import io.leaderworkerset.plan.simulate.Timeline.Outcome;
import io.leaderworkerset.plan.simulate.Timeline.Violation;
import java.util.List;

/**
 * How a simulated rollout went, without its steps.
 *
 * @param outcome how it ended
 * @param violations steps that took the ready groups below the floor
 * @param mostGroups the most groups that existed at any time
 * @param waitedForRoom whether a group was made for which there was no room at once
 * @param partitionRose whether the partition ever rose after the first step
 * @param waiting what the planner waited for at the end; empty if it was done
 */
public record Verdict(
    Outcome outcome,
    List<Violation> violations,
    int mostGroups,
    boolean waitedForRoom,
    boolean partitionRose,
    List<Waiting> waiting) {
  /** Copies the lists. */
  public Verdict {
    violations = List.copyOf(violations);
    waiting = List.copyOf(waiting);
  }
}
