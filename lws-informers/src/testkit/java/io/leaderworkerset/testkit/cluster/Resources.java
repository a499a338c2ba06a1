package io.leaderworkerset.testkit.cluster;

/** Resource names as {@link io.leaderworkerset.testkit.api.ClusterApi} spells them. */
final class Resources {
  static final String PODS = "pods";
  static final String NODES = "nodes";
  static final String CLAIMS = "persistentvolumeclaims";
  static final String STATEFUL_SETS = "statefulsets.apps";
  static final String REVISIONS = "controllerrevisions.apps";

  private Resources() {}
}
