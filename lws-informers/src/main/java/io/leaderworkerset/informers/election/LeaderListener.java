package io.leaderworkerset.informers.election;

/** Hears of leadership. Called on the elector's threads: must not block. */
public interface LeaderListener {
  /** This process leads now. Called at most once. */
  void elected();

  /**
   * This process does not lead any more, without having been asked to stop. Called at most once,
   * and only after {@link #elected}. The process should end: work in flight may not be trusted.
   */
  void lost(String why);

  /** Another holds the Lease, or this one; empty if nobody does. */
  default void newLeader(String identity) {}
}
