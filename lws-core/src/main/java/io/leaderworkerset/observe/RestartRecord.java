package io.leaderworkerset.observe;

import io.leaderworkerset.identity.RestartCause;
import java.time.Instant;
import javax.annotation.Nullable;

/**
 * What is remembered of the restarts of one group: how many there were, and the last one, which may
 * still be to come.
 *
 * @param group the group's index
 * @param version grows with each change; of two records of a group the higher one counts
 * @param revision revision key that the group had
 * @param leaderUid UID of the leader pod whose incarnation the last restart ends
 * @param state how far the last restart is
 * @param restarts restarts in a row, the last one included unless it is held; at least 0
 * @param failures those of them that count for the budget
 * @param at when the last restart was done, is due, or was held
 * @param cause why; without effect once it is done
 * @param pod the pod it was for; empty once it is done
 * @param container the container it was for; null if there was none, or once it is done
 * @param resume the set's resume value at that time; empty for none
 */
public record RestartRecord(
    int group,
    int version,
    String revision,
    String leaderUid,
    State state,
    int restarts,
    int failures,
    Instant at,
    RestartCause cause,
    String pod,
    @Nullable ContainerTrouble container,
    String resume) {
  /** How far a restart is. */
  public enum State {
    /** It waits for its time. */
    DUE,
    /** It was done: the leader pod was deleted. */
    DONE,
    /** It is not done, because the budget is used up. */
    HELD
  }

  /** Checks the numbers. */
  public RestartRecord {
    if (group < 0 || version < 0 || restarts < 0 || failures < 0) {
      throw new IllegalArgumentException(
          "group, version and counts must be at least 0, are "
              + group
              + ", "
              + version
              + ", "
              + restarts
              + " and "
              + failures);
    }
  }

  /** Returns whether this is about the incarnation of that leader, and not done yet. */
  public boolean isOpenFor(String uid) {
    return state != State.DONE && leaderUid.equals(uid);
  }

  /** Returns the record once the restart is done. */
  public RestartRecord done(Instant now) {
    return new RestartRecord(
        group,
        version + 1,
        revision,
        leaderUid,
        State.DONE,
        restarts,
        failures,
        now,
        cause,
        "",
        null,
        resume);
  }
}
