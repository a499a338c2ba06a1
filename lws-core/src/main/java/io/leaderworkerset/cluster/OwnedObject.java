package io.leaderworkerset.cluster;

import java.util.List;

/**
 * What the garbage collector looks at in an object.
 *
 * @param key names the object to whoever carries a decision out; not looked at
 * @param uid {@code metadata.uid}
 * @param owners its owner references; not copied
 * @param terminating whether it carries a deletionTimestamp
 * @param foreground whether it carries the finalizer {@value #FOREGROUND}
 * @param orphan whether it carries the finalizer {@value #ORPHAN}
 */
public record OwnedObject(
    String key,
    String uid,
    List<Owner> owners,
    boolean terminating,
    boolean foreground,
    boolean orphan) {

  /** The finalizer of an object that waits for its blocking dependents. */
  public static final String FOREGROUND = "foregroundDeletion";

  /** The finalizer of an object whose dependents are to be left behind. */
  public static final String ORPHAN = "orphan";

  /**
   * One owner reference.
   *
   * @param uid of the owner
   * @param blocking {@code blockOwnerDeletion}
   */
  public record Owner(String uid, boolean blocking) {}

  /** Returns whether it is being deleted and waits for its dependents. */
  public boolean isDeletingDependents() {
    return terminating && foreground;
  }

  /** Returns whether a reference to that owner has blockOwnerDeletion. */
  public boolean blocks(String ownerUid) {
    for (Owner owner : owners) {
      if (owner.blocking() && owner.uid().equals(ownerUid)) {
        return true;
      }
    }
    return false;
  }
}
