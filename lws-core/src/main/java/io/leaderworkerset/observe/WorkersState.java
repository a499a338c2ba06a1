package io.leaderworkerset.observe;

/** How far a group's worker StatefulSet is. */
public enum WorkersState {
  /** The group has workers by its size, but their StatefulSet does not exist. */
  ABSENT,
  /** The StatefulSet exists and not all of its pods are available at its newest revision. */
  NOT_READY,
  /** All worker pods are available at the StatefulSet's newest revision. */
  READY,
  /** The group is of size 1 and has no workers. */
  NOT_APPLICABLE
}
