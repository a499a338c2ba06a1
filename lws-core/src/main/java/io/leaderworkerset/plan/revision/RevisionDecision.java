package io.leaderworkerset.plan.revision;

import javax.annotation.Nullable;

/**
 * Which revision a set is at, and what has to be made for it.
 *
 * @param key the revision key that groups should get to
 * @param templateUpdated whether that differs in meaning from what the leader StatefulSet carries
 * @param create the ControllerRevision to create; null if it is there
 */
public record RevisionDecision(String key, boolean templateUpdated, @Nullable NewRevision create) {
  /**
   * A ControllerRevision to create from the live spec.
   *
   * @param key its revision key
   * @param number its revision number
   */
  public record NewRevision(String key, long number) {}
}
