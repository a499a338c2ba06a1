package io.leaderworkerset.informers.reconcile;

import io.leaderworkerset.identity.Reason;
import io.leaderworkerset.plan.Action;
import io.leaderworkerset.plan.Action.ApplyLeaderStatefulSet;
import io.leaderworkerset.plan.Action.CreateWorkerStatefulSet;
import io.leaderworkerset.plan.Action.DeleteLeaderPod;
import javax.annotation.Nullable;

/**
 * Something that happened to some groups, and will happen to others too: a candidate for being told
 * together.
 *
 * @param kind what happened
 * @param reason why
 * @param first the first group's index
 * @param last the last group's index, at least {@code first}
 * @param note what to say if it happened to no other group
 * @param detail what happened to the first group in particular; empty if there is nothing to say
 */
public record GroupsEvent(
    Kind kind, Reason reason, int first, int last, String note, String detail) {
  /** What happened. */
  public enum Kind {
    /** Their worker StatefulSets were created. */
    WORKERS_CREATED,
    /** They are recreated. */
    RECREATED,
    /** They are let go to the newest revision. */
    UPDATED
  }

  /**
   * Returns what an action did to groups; null if it is nothing that happens to one group after
   * another.
   *
   * @param action an action that was carried out
   * @param partition the leader StatefulSet's partition before it
   */
  @Nullable
  static GroupsEvent of(Action action, int partition) {
    if (action instanceof CreateWorkerStatefulSet made) {
      return one(Kind.WORKERS_CREATED, action, made.group(), "");
    }
    if (action instanceof DeleteLeaderPod deleted) {
      return one(Kind.RECREATED, action, deleted.group(), deleted.restart().describe());
    }
    return action instanceof ApplyLeaderStatefulSet applied ? updated(applied, partition) : null;
  }

  private static GroupsEvent one(Kind kind, Action action, int group, String detail) {
    return new GroupsEvent(kind, action.reason(), group, group, action.describe(), detail);
  }

  /** The groups below the partition that was, and not below the one that is, are let go. */
  @Nullable
  private static GroupsEvent updated(ApplyLeaderStatefulSet applied, int partition) {
    int last = Math.min(partition, applied.replicas()) - 1;
    boolean letsGo =
        applied.reason() == Reason.GROUPS_UPDATING
            && !applied.onDelete()
            && !applied.describe().isEmpty()
            && applied.partition() <= last;
    return letsGo
        ? new GroupsEvent(
            Kind.UPDATED, applied.reason(), applied.partition(), last, applied.describe(), "")
        : null;
  }
}
