package io.leaderworkerset.informers.observe;

/** Kinds of objects that the controllers write and see again. */
public enum ObjectKind {
  /** The leader StatefulSet of a set. */
  LEADER_STATEFUL_SET("StatefulSet"),
  /** The worker StatefulSet of a group. */
  WORKER_STATEFUL_SET("StatefulSet"),
  /** A headless Service. */
  SERVICE("Service"),
  /** A ControllerRevision. */
  REVISION("ControllerRevision"),
  /** A PodGroup of a gang scheduler. */
  POD_GROUP("PodGroup"),
  /** A leader pod. */
  LEADER_POD("Pod");

  private final String kind;

  ObjectKind(String kind) {
    this.kind = kind;
  }

  /** Returns the Kubernetes kind. */
  public String kind() {
    return kind;
  }
}
