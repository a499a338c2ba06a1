package io.leaderworkerset.plan;

import io.leaderworkerset.observe.LeaderSetObservation;
import io.leaderworkerset.observe.SetCondition;
import io.leaderworkerset.observe.SetObservation;
import io.leaderworkerset.observe.SetStatus;
import java.time.Duration;
import java.util.List;
import javax.annotation.Nullable;

/**
 * What one look at a set should change.
 *
 * @param actions run in list order; none means in sync
 * @param status the status to write if it differs from the present one; null if the set is going
 * @param changed the condition that just became true and deserves an event; null if none
 * @param waiting what the set waits for; empty if nothing
 * @param recheckAfter when to look again although nothing happened; null if an event will tell
 */
public record SetPlan(
    List<Action> actions,
    @Nullable SetStatus status,
    @Nullable SetCondition changed,
    List<Waiting> waiting,
    @Nullable Duration recheckAfter) {
  /** Copies the lists. */
  public SetPlan {
    actions = List.copyOf(actions);
    waiting = List.copyOf(waiting);
  }

  /**
   * Returns whether there is nothing to do, and the leader StatefulSet is as it is to be in the
   * end, though its controller may still be at it. What becomes of the groups then changes the
   * set's status, and little else that could not wait a moment: revisions that nobody needs any
   * more are removed, and a broken group that is old still is replaced.
   *
   * @param set what this was planned for
   */
  public boolean isSettled(SetObservation set) {
    LeaderSetObservation leaderSet = set.leaderSet();
    return actions.isEmpty()
        && leaderSet != null
        && !leaderSet.onDelete()
        && leaderSet.replicas() == set.rollout().replicas()
        && leaderSet.partition() == set.rollout().partition();
  }
}
