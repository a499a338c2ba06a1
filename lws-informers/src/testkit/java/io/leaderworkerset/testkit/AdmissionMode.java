package io.leaderworkerset.testkit;

/** What admits the sets and pods of a namespace of a {@link TestCluster}. */
public enum AdmissionMode {
  /** The webhooks: sets are defaulted and validated, pods made members of their groups. */
  WEBHOOKS,
  /** The admission policies, run by the API server itself; only on a real one. */
  POLICIES,
  /** The webhooks of a manager with Volcano's gang scheduling. */
  VOLCANO,
  /** Nothing: objects are stored as they come. */
  NONE
}
