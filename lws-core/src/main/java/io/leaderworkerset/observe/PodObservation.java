package io.leaderworkerset.observe;

import io.leaderworkerset.identity.RestartCause;
import java.time.Instant;
import java.util.List;
import javax.annotation.Nullable;

/**
 * One pod of a set, reduced to what planning looks at.
 *
 * @param namespace the pod's namespace
 * @param name the pod's name
 * @param uid the pod's UID
 * @param resourceVersion version of the object read
 * @param set the set's name
 * @param group the group's index
 * @param worker the worker index, 0 for the leader
 * @param revisionKey the revision key of its label; null if there is none
 * @param size pods in its group by its annotation, leader included; at least 1
 * @param leaderName the leader-name annotation, which only workers carry; null if absent
 * @param ownerUid UID of the StatefulSet that controls it; null if none does
 * @param nodeName node it is bound to; null if it is not
 * @param phase its phase
 * @param ready whether its Ready condition is true
 * @param created creation time
 * @param deleted deletionTimestamp; null if it is not being deleted
 * @param unschedulable the scheduler's message, if it could not be placed; null otherwise
 * @param troubles containers of which there is something to say
 * @param reason {@code status.reason}, such as Evicted; null if there is none
 * @param groupKey the group key that admission gave a leader, by which its placement excludes other
 *     groups; null for workers, and if it has none
 * @param unreadySince when its Ready condition became false; null if it is true, or says no time
 */
public record PodObservation(
    String namespace,
    String name,
    String uid,
    String resourceVersion,
    String set,
    int group,
    int worker,
    @Nullable String revisionKey,
    int size,
    @Nullable String leaderName,
    @Nullable String ownerUid,
    @Nullable String nodeName,
    PodPhase phase,
    boolean ready,
    Instant created,
    @Nullable Instant deleted,
    @Nullable String unschedulable,
    List<ContainerTrouble> troubles,
    @Nullable String reason,
    @Nullable String groupKey,
    @Nullable Instant unreadySince) {
  /** Copies the list. */
  public PodObservation {
    troubles = List.copyOf(troubles);
  }

  /** A pod of which it is not known since when it is not ready. */
  public PodObservation(
      String namespace,
      String name,
      String uid,
      String resourceVersion,
      String set,
      int group,
      int worker,
      @Nullable String revisionKey,
      int size,
      @Nullable String leaderName,
      @Nullable String ownerUid,
      @Nullable String nodeName,
      PodPhase phase,
      boolean ready,
      Instant created,
      @Nullable Instant deleted,
      @Nullable String unschedulable,
      List<ContainerTrouble> troubles,
      @Nullable String reason,
      @Nullable String groupKey) {
    this(
        namespace,
        name,
        uid,
        resourceVersion,
        set,
        group,
        worker,
        revisionKey,
        size,
        leaderName,
        ownerUid,
        nodeName,
        phase,
        ready,
        created,
        deleted,
        unschedulable,
        troubles,
        reason,
        groupKey,
        null);
  }

  /** Returns whether this pod leads its group. */
  public boolean isLeader() {
    return worker == 0;
  }

  /** Returns whether it is being deleted. */
  public boolean isDeleting() {
    return deleted != null;
  }

  /**
   * Returns what its group loses it by when it goes: eviction, another failure, or no known one.
   */
  public RestartCause lossCause() {
    if (phase != PodPhase.FAILED) {
      return RestartCause.POD_LOST;
    }
    return "Evicted".equals(reason) ? RestartCause.POD_EVICTED : RestartCause.POD_FAILED;
  }
}
