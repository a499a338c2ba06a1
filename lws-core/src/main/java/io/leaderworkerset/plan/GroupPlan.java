package io.leaderworkerset.plan;

import io.leaderworkerset.observe.RestartRecord;
import java.time.Duration;
import java.util.List;
import javax.annotation.Nullable;

/**
 * What one look at a group should change.
 *
 * @param actions run in list order; none means in sync
 * @param waiting what the group waits for; empty if nothing
 * @param recheckAfter when to look again although nothing happened; null if an event will tell
 * @param restart what to remember of the group's restarts from now on, before the actions are
 *     carried out; null if that does not change
 */
public record GroupPlan(
    List<Action> actions,
    List<Waiting> waiting,
    @Nullable Duration recheckAfter,
    @Nullable RestartRecord restart) {
  /** A plan to do nothing. */
  public static final GroupPlan NOTHING = new GroupPlan(List.of(), List.of(), null, null);

  /** Copies the lists. */
  public GroupPlan {
    actions = List.copyOf(actions);
    waiting = List.copyOf(waiting);
  }

  /** A plan that changes nothing in what is remembered of restarts. */
  public GroupPlan(List<Action> actions, List<Waiting> waiting, @Nullable Duration recheckAfter) {
    this(actions, waiting, recheckAfter, null);
  }
}
