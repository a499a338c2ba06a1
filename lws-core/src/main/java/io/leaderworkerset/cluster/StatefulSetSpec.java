package io.leaderworkerset.cluster;

/**
 * The part of a StatefulSet's spec that decides about its pods.
 *
 * @param replicas wanted pods, 0 or more
 * @param startOrdinal {@code ordinals.start}, 0 or more
 * @param parallel whether the pod management policy is Parallel rather than OrderedReady
 * @param onDelete whether the update strategy is OnDelete rather than RollingUpdate
 * @param partition pods below {@code startOrdinal + partition} keep the current revision; 0 or more
 * @param maxUnavailable pods that may be down during an update, at least 1; looked at only if the
 *     feature gate MaxUnavailableStatefulSet is on
 * @param minReadySeconds how long a pod must be ready to count as available, 0 or more
 */
public record StatefulSetSpec(
    int replicas,
    int startOrdinal,
    boolean parallel,
    boolean onDelete,
    int partition,
    int maxUnavailable,
    int minReadySeconds) {

  /** Checks the ranges. */
  public StatefulSetSpec {
    atLeast("replicas", replicas, 0);
    atLeast("startOrdinal", startOrdinal, 0);
    atLeast("partition", partition, 0);
    atLeast("maxUnavailable", maxUnavailable, 1);
    atLeast("minReadySeconds", minReadySeconds, 0);
  }

  private static void atLeast(String what, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(what + " must be at least " + least + ": " + value);
    }
  }

  /** Returns a Parallel RollingUpdate spec that starts at ordinal 0, as a leader set has it. */
  public static StatefulSetSpec parallel(int replicas, int partition, int maxUnavailable) {
    return new StatefulSetSpec(replicas, 0, true, false, partition, maxUnavailable, 0);
  }

  /** Returns an OrderedReady RollingUpdate spec without partition that starts at ordinal 0. */
  public static StatefulSetSpec ordered(int replicas) {
    return new StatefulSetSpec(replicas, 0, false, false, 0, 1, 0);
  }

  /** Returns this spec with another number of replicas. */
  public StatefulSetSpec withReplicas(int value) {
    return new StatefulSetSpec(
        value, startOrdinal, parallel, onDelete, partition, maxUnavailable, minReadySeconds);
  }

  /** Returns this spec with another start ordinal. */
  public StatefulSetSpec withStartOrdinal(int value) {
    return new StatefulSetSpec(
        replicas, value, parallel, onDelete, partition, maxUnavailable, minReadySeconds);
  }

  /** Returns this spec with another partition. */
  public StatefulSetSpec withPartition(int value) {
    return new StatefulSetSpec(
        replicas, startOrdinal, parallel, onDelete, value, maxUnavailable, minReadySeconds);
  }

  /** Returns this spec with another minReadySeconds. */
  public StatefulSetSpec withMinReadySeconds(int value) {
    return new StatefulSetSpec(
        replicas, startOrdinal, parallel, onDelete, partition, maxUnavailable, value);
  }

  /** Returns this spec with update strategy OnDelete. */
  public StatefulSetSpec withOnDelete() {
    return new StatefulSetSpec(
        replicas, startOrdinal, parallel, true, partition, maxUnavailable, minReadySeconds);
  }

  /** Returns the first ordinal past the wanted ones. */
  public long endOrdinal() {
    return (long) startOrdinal + replicas;
  }
}
