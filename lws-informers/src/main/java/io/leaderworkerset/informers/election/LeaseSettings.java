package io.leaderworkerset.informers.election;

import java.time.Duration;

/**
 * Which Lease, and how fast.
 *
 * @param namespace of the Lease
 * @param name of the Lease
 * @param identity of this process; must differ from that of every other
 * @param leaseDuration others take over if the Lease was not renewed for so long; at least 1 s
 * @param renewDeadline the leader gives up after so long without a renewal; below leaseDuration
 * @param retryPeriod between tries; below renewDeadline
 */
public record LeaseSettings(
    String namespace,
    String name,
    String identity,
    Duration leaseDuration,
    Duration renewDeadline,
    Duration retryPeriod) {

  /** Checks that the durations leave room for each other. */
  public LeaseSettings {
    if (namespace.isEmpty() || name.isEmpty() || identity.isEmpty()) {
      throw new IllegalArgumentException("leader election needs a namespace, a name, an identity");
    }
    if (leaseDuration.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(
          "the lease duration must be at least 1 s, not " + leaseDuration);
    }
    if (renewDeadline.compareTo(leaseDuration) >= 0) {
      throw new IllegalArgumentException(
          "the renew deadline "
              + renewDeadline
              + " must be below the lease duration "
              + leaseDuration
              + ", else two leaders may overlap");
    }
    if (retryPeriod.compareTo(renewDeadline) >= 0 || retryPeriod.toNanos() <= 0) {
      throw new IllegalArgumentException(
          "the retry period "
              + retryPeriod
              + " must be above zero and below the renew deadline "
              + renewDeadline);
    }
  }

  /** Returns 15 s, 10 s and 2 s. */
  public static LeaseSettings of(String namespace, String name, String identity) {
    return new LeaseSettings(
        namespace,
        name,
        identity,
        Duration.ofSeconds(15),
        Duration.ofSeconds(10),
        Duration.ofSeconds(2));
  }

  /** Returns how long one call may take: two must fit into the renew deadline. */
  Duration callTimeout() {
    return renewDeadline.multipliedBy(2).dividedBy(5);
  }

  int leaseSeconds() {
    return (int) Math.max(1, Math.ceil(leaseDuration.toNanos() / 1e9));
  }
}
