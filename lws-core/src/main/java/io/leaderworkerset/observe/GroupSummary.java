package io.leaderworkerset.observe;

import javax.annotation.Nullable;

/**
 * What a set needs to know of one group. A hundred pods and their StatefulSet boil down to this.
 *
 * @param index the group's index, from 0
 * @param leader how far the leader pod is
 * @param workers how far the worker StatefulSet is, judged by the group's own size
 * @param leaderRevision revision key of the leader pod; null if there is no pod or no label
 * @param workersRevision revision key of the worker StatefulSet; null if there is none
 * @param leaderUid UID of the leader pod; null if there is none, or it is being deleted
 */
public record GroupSummary(
    int index,
    LeaderState leader,
    WorkersState workers,
    @Nullable String leaderRevision,
    @Nullable String workersRevision,
    @Nullable String leaderUid) {
  /** Checks the index. */
  public GroupSummary {
    if (index < 0) {
      throw new IllegalArgumentException("group index must be at least 0, is " + index);
    }
  }

  /** A group whose leader cannot be deleted by its UID. */
  public GroupSummary(
      int index,
      LeaderState leader,
      WorkersState workers,
      @Nullable String leaderRevision,
      @Nullable String workersRevision) {
    this(index, leader, workers, leaderRevision, workersRevision, null);
  }

  /** Returns whether the leader is Ready and, if there are workers, all of them are available. */
  public boolean isReady() {
    return leader == LeaderState.READY
        && (workers == WorkersState.READY || workers == WorkersState.NOT_APPLICABLE);
  }

  /** Returns whether leader and workers carry that revision key. */
  public boolean isAt(String revisionKey) {
    return revisionKey.equals(leaderRevision)
        && (workers == WorkersState.NOT_APPLICABLE || revisionKey.equals(workersRevision));
  }

  /**
   * Returns whether the group counts as existing: its leader pod is there, and the worker
   * StatefulSet if the group has workers.
   */
  public boolean isWhole() {
    return leader != LeaderState.ABSENT && workers != WorkersState.ABSENT;
  }
}
