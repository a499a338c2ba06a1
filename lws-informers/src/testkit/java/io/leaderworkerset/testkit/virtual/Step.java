package io.leaderworkerset.testkit.virtual;

/**
 * One thing that is done to a virtual cluster from outside.
 *
 * @param atMillis when, in milliseconds since the start
 * @param what what is done
 * @param which picks one of the objects it may be done to, at least 0
 * @param amount how much: a number, or a time in milliseconds; at least 0
 */
public record Step(long atMillis, What what, int which, int amount) {
  /** What is done. */
  public enum What {
    /** The user asks for {@code amount} groups. */
    SCALE(false),
    /** The user sets pod template number {@code amount}. */
    TEMPLATE(false),
    /** The user sets a pod template whose pods never become ready. */
    BROKEN_TEMPLATE(false),
    /** The user asks for groups of {@code amount} pods. */
    RESIZE(false),
    /** The user sets maxUnavailable and maxSurge. */
    BUDGET(false),
    /** The user sets another restart policy. */
    RESTART_POLICY(false),
    /** The user sets the partition. */
    PARTITION(false),
    /** The user deletes the set and creates it again under its name. */
    RECREATE_SET(false),
    /** The user deletes the set for good. */
    DELETE_SET(false),
    /** A container ends and is started again by its kubelet. */
    RESTART_CONTAINER(true),
    /** A pod is evicted by its kubelet. */
    EVICT_POD(true),
    /** Someone deletes a pod. */
    DELETE_POD(true),
    /** Someone deletes a pod without grace, so that it is gone at once. */
    FORCE_DELETE_POD(true),
    /** A node is not heard of for {@code amount} milliseconds. */
    LOSE_NODE(true),
    /** A node is gone, and its pods with it. */
    REMOVE_NODE(true),
    /** Someone deletes a StatefulSet, in the background or the foreground. */
    DELETE_STATEFUL_SET(true),
    /** Someone deletes a Service. */
    DELETE_SERVICE(true),
    /** Someone deletes a ControllerRevision. */
    DELETE_REVISION(true),
    /** A watch breaks; {@code amount} milliseconds later the manager lists anew. */
    CUT_WATCH(true),
    /** A watch delivers nothing for {@code amount} milliseconds. */
    SLOW_WATCH(true),
    /** The manager dies at its next write but {@code amount}, and another starts. */
    CRASH_MANAGER(true),
    /** A second manager starts; the first goes on for {@code amount} milliseconds. */
    SECOND_MANAGER(true),
    /** The next {@code amount} writes are refused with a conflict or an error. */
    REFUSE_WRITES(true),
    /** The next {@code amount} writes are done, and their answers lost. */
    LOSE_ANSWERS(true);

    private final boolean fault;

    What(boolean fault) {
      this.fault = fault;
    }

    /** Returns whether this is a fault rather than a wish of the user. */
    public boolean isFault() {
      return fault;
    }
  }

  /** Returns the step for a person. */
  @Override
  public String toString() {
    return what + "(" + which + ", " + amount + ") at " + atMillis + " ms";
  }
}
