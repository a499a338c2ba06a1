package io.leaderworkerset.observe;

import javax.annotation.Nullable;

/**
 * One worker StatefulSet, reduced to what planning looks at.
 *
 * @param namespace its namespace
 * @param name its name, the same as the leader pod's
 * @param uid its UID
 * @param resourceVersion version of the object read
 * @param set the set's name
 * @param group the group's index
 * @param revisionKey the revision key of its label; null if there is none
 * @param ownerUid UID of the pod that controls it; null if no pod does
 * @param foreignOwner who controls it, if that is no pod ("nobody" if no one does); null if a pod
 *     does
 * @param replicas {@code spec.replicas}
 * @param available {@code status.availableReplicas}
 * @param settled whether its current revision is its update revision and status is of this
 *     generation
 * @param deleting whether it is being deleted
 */
public record WorkerSetObservation(
    String namespace,
    String name,
    String uid,
    String resourceVersion,
    String set,
    int group,
    @Nullable String revisionKey,
    @Nullable String ownerUid,
    @Nullable String foreignOwner,
    int replicas,
    int available,
    boolean settled,
    boolean deleting) {
  /** Returns whether all of its pods are available at its newest revision. */
  public boolean isReady() {
    return available == replicas && settled && !deleting;
  }
}
