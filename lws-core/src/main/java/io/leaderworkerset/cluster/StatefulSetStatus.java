package io.leaderworkerset.cluster;

/**
 * The status of a StatefulSet.
 *
 * @param observedGeneration generation of the spec it was computed from
 * @param replicas pods that exist, terminating ones included
 * @param readyReplicas pods that are Running and Ready
 * @param availableReplicas ready pods that have been so for minReadySeconds
 * @param currentReplicas pods at the current revision that are not terminating
 * @param updatedReplicas pods at the update revision that are not terminating
 * @param currentRevision name of the revision of pods below the partition
 * @param updateRevision name of the revision of the live template
 */
public record StatefulSetStatus(
    long observedGeneration,
    int replicas,
    int readyReplicas,
    int availableReplicas,
    int currentReplicas,
    int updatedReplicas,
    String currentRevision,
    String updateRevision) {

  /**
   * Returns whether this status has to be written over {@code stored}. An older observedGeneration
   * never is a reason.
   */
  public boolean differsFrom(StatefulSetStatus stored) {
    return observedGeneration > stored.observedGeneration
        || replicas != stored.replicas
        || readyReplicas != stored.readyReplicas
        || availableReplicas != stored.availableReplicas
        || currentReplicas != stored.currentReplicas
        || updatedReplicas != stored.updatedReplicas
        || !currentRevision.equals(stored.currentRevision)
        || !updateRevision.equals(stored.updateRevision);
  }
}
