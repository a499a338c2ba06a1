package io.leaderworkerset.admission;

/** What schedules the pods of a group all or not at all. */
public enum Gang {
  /** Nothing: pods are scheduled one by one. */
  NONE,
  /** Volcano: each pod names the PodGroup of its group. */
  VOLCANO
}
