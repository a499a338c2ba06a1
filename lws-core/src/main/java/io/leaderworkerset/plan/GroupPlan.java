package io.leaderworkerset.plan;

import java.time.Duration;
import java.util.List;
import javax.annotation.Nullable;

/**
 * What one look at a group should change.
 *
 * @param actions run in list order; none means in sync
 * @param waiting what the group waits for; empty if nothing
 * @param recheckAfter when to look again although nothing happened; null if an event will tell
 */
public record GroupPlan(
    List<Action> actions, List<Waiting> waiting, @Nullable Duration recheckAfter) {
  /** A plan to do nothing. */
  public static final GroupPlan NOTHING = new GroupPlan(List.of(), List.of(), null);

  /** Copies the lists. */
  public GroupPlan {
    actions = List.copyOf(actions);
    waiting = List.copyOf(waiting);
  }
}
