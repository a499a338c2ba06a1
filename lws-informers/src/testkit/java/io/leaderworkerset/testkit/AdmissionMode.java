package io.leaderworkerset.testkit;

/** What admits the sets and pods of a namespace of a {@link TestCluster}. */
public enum AdmissionMode {
  /** The webhooks: sets are defaulted and validated, pods made members of their groups. */
  WEBHOOKS,
  /** The admission policies, run by the API server itself; only on a real one. */
  POLICIES,
  /** The webhooks of a manager with Volcano's gang scheduling. */
  VOLCANO,
  /**
   * The admission policies for a manager with Volcano's gang scheduling; only on a real cluster.
   */
  VOLCANO_POLICIES,
  /** Nothing: objects are stored as they come. */
  NONE;

  /** Returns whether the API server does it by itself, which takes a real one of 1.36 or newer. */
  public boolean isByPolicies() {
    return this == POLICIES || this == VOLCANO_POLICIES;
  }
}
