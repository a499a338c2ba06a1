package io.leaderworkerset.cluster;

/** One thing a StatefulSet controller does to a pod. */
public sealed interface PodDecision {
  /** Returns the ordinal of the pod. */
  int ordinal();

  /**
   * Create the pod.
   *
   * @param ordinal its ordinal
   * @param revision the revision whose template it is made from
   */
  record Create(int ordinal, String revision) implements PodDecision {}

  /**
   * Delete the pod, with its own grace period.
   *
   * @param ordinal its ordinal
   * @param why the reason
   */
  record Delete(int ordinal, Why why) implements PodDecision {}

  /** Why a pod is deleted. */
  enum Why {
    /** Its phase is Failed or Succeeded, so that a new one has to take its place. */
    FINISHED,
    /** Its ordinal is outside the wanted ones. */
    SCALED_DOWN,
    /** It has another revision than the update revision, at or above the partition. */
    OUTDATED
  }
}
