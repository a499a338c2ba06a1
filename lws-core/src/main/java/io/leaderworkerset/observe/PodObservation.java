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
 * @param readinessSince when its Ready condition became what it is; null if it says no time
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
    @Nullable Instant readinessSince) {
  /** Copies the list. */
  public PodObservation {
    troubles = List.copyOf(troubles);
  }

  /**
   * Starts a pod: Pending, not ready, made at the epoch, in a group of one, and nothing else known.
   *
   * @param set the set's name
   * @param group the group's index
   * @param worker the worker index, 0 for the leader
   */
  public static Builder builder(String set, int group, int worker) {
    return new Builder(set, group, worker);
  }

  /** Returns when it stopped being ready; null if it is ready, or its condition says no time. */
  @Nullable
  public Instant unreadySince() {
    return ready ? null : readinessSince;
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

  /** Builds a {@link PodObservation}; its components say what each is. */
  public static final class Builder {
    private final String set;
    private final int group;
    private final int worker;
    private String namespace = "";
    private String name = "";
    private String uid = "";
    private String resourceVersion = "";
    @Nullable private String revisionKey;
    private int size = 1;
    @Nullable private String leaderName;
    @Nullable private String ownerUid;
    @Nullable private String nodeName;
    private PodPhase phase = PodPhase.PENDING;
    private boolean ready;
    private Instant created = Instant.EPOCH;
    @Nullable private Instant deleted;
    @Nullable private String unschedulable;
    private List<ContainerTrouble> troubles = List.of();
    @Nullable private String reason;
    @Nullable private String groupKey;
    @Nullable private Instant readinessSince;

    private Builder(String set, int group, int worker) {
      this.set = set;
      this.group = group;
      this.worker = worker;
    }

    /** Sets its namespace. */
    public Builder namespace(String value) {
      namespace = value;
      return this;
    }

    /** Sets its name. */
    public Builder name(String value) {
      name = value;
      return this;
    }

    /** Sets its UID. */
    public Builder uid(String value) {
      uid = value;
      return this;
    }

    /** Sets the version of the object read. */
    public Builder resourceVersion(String value) {
      resourceVersion = value;
      return this;
    }

    /** Sets the revision key of its label. */
    public Builder revisionKey(@Nullable String value) {
      revisionKey = value;
      return this;
    }

    /** Sets the pods of its group, leader included. */
    public Builder size(int value) {
      size = value;
      return this;
    }

    /** Sets the leader-name annotation. */
    public Builder leaderName(@Nullable String value) {
      leaderName = value;
      return this;
    }

    /** Sets the UID of the StatefulSet that controls it. */
    public Builder ownerUid(@Nullable String value) {
      ownerUid = value;
      return this;
    }

    /** Sets the node it is bound to. */
    public Builder nodeName(@Nullable String value) {
      nodeName = value;
      return this;
    }

    /** Sets its phase. */
    public Builder phase(PodPhase value) {
      phase = value;
      return this;
    }

    /** Sets whether its Ready condition is true. */
    public Builder ready(boolean value) {
      ready = value;
      return this;
    }

    /** Sets when it was made. */
    public Builder created(Instant value) {
      created = value;
      return this;
    }

    /** Sets since when it is being deleted. */
    public Builder deleted(@Nullable Instant value) {
      deleted = value;
      return this;
    }

    /** Sets why the scheduler could not place it. */
    public Builder unschedulable(@Nullable String value) {
      unschedulable = value;
      return this;
    }

    /** Sets the containers of which there is something to say. */
    public Builder troubles(List<ContainerTrouble> value) {
      troubles = value;
      return this;
    }

    /** Sets why it is in its phase, such as Evicted. */
    public Builder reason(@Nullable String value) {
      reason = value;
      return this;
    }

    /** Sets the group key that admission gave a leader. */
    public Builder groupKey(@Nullable String value) {
      groupKey = value;
      return this;
    }

    /** Sets when its Ready condition became false. */
    public Builder readinessSince(@Nullable Instant value) {
      readinessSince = value;
      return this;
    }

    /** Returns the pod. */
    public PodObservation build() {
      return new PodObservation(
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
          readinessSince);
    }
  }
}
