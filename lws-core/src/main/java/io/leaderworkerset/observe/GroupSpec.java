package io.leaderworkerset.observe;

import io.leaderworkerset.identity.RestartPolicy;
import io.leaderworkerset.identity.StartupPolicy;
import io.leaderworkerset.identity.SubdomainPolicy;
import javax.annotation.Nullable;

/**
 * What a group should be, taken from the revision of its leader pod, never from the live template.
 *
 * @param size pods in the group, leader included; at least 1
 * @param restartPolicy when the group is recreated
 * @param subdomainPolicy whether the group has a Service of its own
 * @param startupPolicy when the worker StatefulSet is made (not part of a revision: the live one)
 * @param exclusiveTopology topology key of one-group-per-domain placement; null if not asked for
 * @param gang whether the group is scheduled as a gang and needs a PodGroup
 * @param restarts when and how often it is recreated after a failure (the live set's)
 */
public record GroupSpec(
    int size,
    RestartPolicy restartPolicy,
    SubdomainPolicy subdomainPolicy,
    StartupPolicy startupPolicy,
    @Nullable String exclusiveTopology,
    boolean gang,
    RestartSettings restarts) {
  /** Checks the size and resolves the deprecated policy name. */
  public GroupSpec {
    if (size < 1) {
      throw new IllegalArgumentException("size must be at least 1, is " + size);
    }
    if (restartPolicy == RestartPolicy.DEFAULT) {
      restartPolicy = RestartPolicy.NONE;
    }
  }

  /** A group that is recreated as the Go controller does it. */
  public GroupSpec(
      int size,
      RestartPolicy restartPolicy,
      SubdomainPolicy subdomainPolicy,
      StartupPolicy startupPolicy,
      @Nullable String exclusiveTopology,
      boolean gang) {
    this(
        size,
        restartPolicy,
        subdomainPolicy,
        startupPolicy,
        exclusiveTopology,
        gang,
        RestartSettings.REFERENCE);
  }
}
