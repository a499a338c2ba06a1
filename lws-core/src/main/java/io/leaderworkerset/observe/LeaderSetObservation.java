package io.leaderworkerset.observe;

import java.util.List;
import javax.annotation.Nullable;

/**
 * The leader StatefulSet of a set as it is in the cluster.
 *
 * @param uid its UID
 * @param foreignOwner who owns it, if that is not the set ("nobody" if no one does); null if the
 *     set owns it
 * @param replicas {@code spec.replicas}
 * @param partition {@code spec.updateStrategy.rollingUpdate.partition}; 0 if absent
 * @param onDelete whether {@code spec.updateStrategy.type} is OnDelete
 * @param revisionKey the revision key of its label; null if there is none
 * @param replicasAnnotation the set's replicas when it was last applied; null if absent or no
 *     number
 * @param statusReplicas {@code status.replicas}, pods that exist
 * @param observed whether its controller has acted on its newest generation, as far as its status
 *     tells
 * @param deleting whether it is being deleted
 * @param drift field paths that differ from what we would apply with the same partition, replicas,
 *     update strategy and revision; empty if in sync
 * @param immutableDrift field paths in which the live spec asks for what a StatefulSet cannot
 *     change
 */
public record LeaderSetObservation(
    String uid,
    @Nullable String foreignOwner,
    int replicas,
    int partition,
    boolean onDelete,
    @Nullable String revisionKey,
    @Nullable Integer replicasAnnotation,
    int statusReplicas,
    boolean observed,
    boolean deleting,
    List<String> drift,
    List<String> immutableDrift) {
  /** Copies the lists. */
  public LeaderSetObservation {
    drift = List.copyOf(drift);
    immutableDrift = List.copyOf(immutableDrift);
  }

  /** A StatefulSet whose controller has acted on its newest generation. */
  public LeaderSetObservation(
      String uid,
      @Nullable String foreignOwner,
      int replicas,
      int partition,
      boolean onDelete,
      @Nullable String revisionKey,
      @Nullable Integer replicasAnnotation,
      int statusReplicas,
      boolean deleting,
      List<String> drift,
      List<String> immutableDrift) {
    this(
        uid,
        foreignOwner,
        replicas,
        partition,
        onDelete,
        revisionKey,
        replicasAnnotation,
        statusReplicas,
        true,
        deleting,
        drift,
        immutableDrift);
  }

  /** Such a StatefulSet with the update strategy RollingUpdate. */
  public LeaderSetObservation(
      String uid,
      @Nullable String foreignOwner,
      int replicas,
      int partition,
      @Nullable String revisionKey,
      @Nullable Integer replicasAnnotation,
      int statusReplicas,
      boolean deleting,
      List<String> drift,
      List<String> immutableDrift) {
    this(
        uid,
        foreignOwner,
        replicas,
        partition,
        false,
        revisionKey,
        replicasAnnotation,
        statusReplicas,
        deleting,
        drift,
        immutableDrift);
  }
}
