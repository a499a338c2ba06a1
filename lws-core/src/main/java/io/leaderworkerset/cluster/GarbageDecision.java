package io.leaderworkerset.cluster;

import java.util.Set;

/** One thing the garbage collector does to an object. */
public sealed interface GarbageDecision {
  /** Returns the object it is done to. */
  OwnedObject object();

  /**
   * Delete it, with its UID as precondition.
   *
   * @param object what to delete
   * @param propagation what becomes of its own dependents
   */
  record Delete(OwnedObject object, Propagation propagation) implements GarbageDecision {}

  /**
   * Take a finalizer away.
   *
   * @param object what to change
   * @param finalizer the one to remove
   */
  record RemoveFinalizer(OwnedObject object, String finalizer) implements GarbageDecision {}

  /**
   * Take owner references away.
   *
   * @param object what to change
   * @param uids owners to remove, not empty
   */
  record RemoveOwners(OwnedObject object, Set<String> uids) implements GarbageDecision {}

  /**
   * Set blockOwnerDeletion of all its owner references to false.
   *
   * @param object what to change
   */
  record Unblock(OwnedObject object) implements GarbageDecision {}

  /** What becomes of the dependents of a deleted object. */
  enum Propagation {
    /** The object stays until its blocking dependents are gone. */
    FOREGROUND("Foreground"),
    /** The object goes, its dependents follow. */
    BACKGROUND("Background"),
    /** The dependents stay, without the reference. */
    ORPHAN("Orphan");

    private final String text;

    Propagation(String text) {
      this.text = text;
    }

    /** Returns the value of {@code DeleteOptions.propagationPolicy}. */
    public String text() {
      return text;
    }
  }
}
