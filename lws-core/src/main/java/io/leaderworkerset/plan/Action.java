package io.leaderworkerset.plan;

import io.leaderworkerset.identity.Reason;
import io.leaderworkerset.plan.restart.RestartDecision;
import javax.annotation.Nullable;

/**
 * Something to do in the cluster: an intent that one can read, print and compare. The manifest
 * package turns it into JSON.
 */
public sealed interface Action {
  /** Returns why. */
  Reason reason();

  /** Returns what is done, for an event; empty if it deserves none. */
  String describe();

  /** Calls the visitor's method for this kind of action. */
  <R> R accept(Visitor<R> visitor);

  /**
   * Handles each kind of action.
   *
   * @param <R> what handling gives
   */
  interface Visitor<R> {
    /** Creates a ControllerRevision of the live spec. */
    R createRevision(CreateRevision action);

    /** Applies the leader StatefulSet. */
    R applyLeaderStatefulSet(ApplyLeaderStatefulSet action);

    /** Creates a headless Service. */
    R createService(CreateService action);

    /** Deletes a ControllerRevision. */
    R deleteRevision(DeleteRevision action);

    /** Creates a group's worker StatefulSet. */
    R createWorkerStatefulSet(CreateWorkerStatefulSet action);

    /** Creates a group's PodGroup. */
    R createPodGroup(CreatePodGroup action);

    /** Deletes a leader pod, and with it its group. */
    R deleteLeaderPod(DeleteLeaderPod action);
  }

  /**
   * Creates a ControllerRevision of the live spec.
   *
   * @param key its revision key
   * @param number its revision number
   */
  record CreateRevision(String key, long number) implements Action {
    @Override
    public Reason reason() {
      return Reason.CREATING_REVISION;
    }

    @Override
    public String describe() {
      return "Creating revision with key "
          + key
          + " for a newly created or updated LeaderWorkerSet";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.createRevision(this);
    }
  }

  /**
   * Applies the leader StatefulSet.
   *
   * @param partition groups with a lower index keep their revision
   * @param replicas groups that should exist
   * @param onDelete whether its update strategy is OnDelete, without partition, instead of
   *     RollingUpdate
   * @param revisionKey revision whose template it carries
   * @param uid applied only if the StatefulSet still has this UID; null to make it
   * @param reason why it is applied
   * @param describe what that does to groups; empty if it deserves no event
   */
  record ApplyLeaderStatefulSet(
      int partition,
      int replicas,
      boolean onDelete,
      String revisionKey,
      @Nullable String uid,
      Reason reason,
      String describe)
      implements Action {
    /** Applies it with the update strategy RollingUpdate. */
    public ApplyLeaderStatefulSet(
        int partition,
        int replicas,
        String revisionKey,
        @Nullable String uid,
        Reason reason,
        String describe) {
      this(partition, replicas, false, revisionKey, uid, reason, describe);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.applyLeaderStatefulSet(this);
    }
  }

  /**
   * Creates a headless Service.
   *
   * @param group the group it is for; null for the set's shared one
   */
  record CreateService(@Nullable Integer group) implements Action {
    @Override
    public Reason reason() {
      return Reason.GROUPS_PROGRESSING;
    }

    @Override
    public String describe() {
      return "";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.createService(this);
    }
  }

  /**
   * Deletes a ControllerRevision that no group needs.
   *
   * @param name its name
   * @param uid deleted only if it still has this UID
   */
  record DeleteRevision(String name, String uid) implements Action {
    @Override
    public Reason reason() {
      return Reason.REVISIONS_TRUNCATED;
    }

    @Override
    public String describe() {
      return "";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.deleteRevision(this);
    }
  }

  /**
   * Creates a group's worker StatefulSet from the revision of its leader.
   *
   * @param group the group's index
   * @param leaderPod the leader pod's name
   * @param leaderUid the leader pod's UID, the owner
   * @param revisionKey revision to take the template from
   * @param placement where the workers must go; null if anywhere
   */
  record CreateWorkerStatefulSet(
      int group,
      String leaderPod,
      String leaderUid,
      String revisionKey,
      @Nullable Placement placement)
      implements Action {
    @Override
    public Reason reason() {
      return Reason.GROUPS_PROGRESSING;
    }

    @Override
    public String describe() {
      return "Created worker statefulset for leader pod " + leaderPod;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.createWorkerStatefulSet(this);
    }
  }

  /**
   * A topology domain that workers follow their leader into.
   *
   * @param topologyKey the node label
   * @param value its value on the leader's node
   */
  record Placement(String topologyKey, String value) {}

  /**
   * Creates a group's PodGroup.
   *
   * @param group the group's index
   * @param leaderPod the leader pod's name
   * @param leaderUid the leader pod's UID, the owner
   * @param revisionKey revision to take templates and size from
   */
  record CreatePodGroup(int group, String leaderPod, String leaderUid, String revisionKey)
      implements Action {
    @Override
    public Reason reason() {
      return Reason.GROUPS_PROGRESSING;
    }

    @Override
    public String describe() {
      return "";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.createPodGroup(this);
    }
  }

  /**
   * Deletes a leader pod with foreground propagation: its workers go with it, and the leader
   * StatefulSet makes a new leader.
   *
   * @param group the group's index
   * @param leaderPod the leader pod's name
   * @param leaderUid deleted only if it still has this UID
   * @param restart what happened
   */
  record DeleteLeaderPod(int group, String leaderPod, String leaderUid, RestartDecision restart)
      implements Action {
    @Override
    public Reason reason() {
      return Reason.RECREATE_GROUP;
    }

    @Override
    public String describe() {
      return "Recreating group " + group + ": " + restart.describe();
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.deleteLeaderPod(this);
    }
  }
}
