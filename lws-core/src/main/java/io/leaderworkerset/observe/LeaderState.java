package io.leaderworkerset.observe;

/** How far a group's leader pod is. */
public enum LeaderState {
  /** There is no leader pod. */
  ABSENT,
  /** The pod exists and does not run. */
  PENDING,
  /** The pod runs and is not Ready, or it is Ready and being deleted. */
  RUNNING,
  /** The pod is Running, Ready and not being deleted. */
  READY
}
