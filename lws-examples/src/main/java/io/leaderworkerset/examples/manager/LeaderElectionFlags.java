package io.leaderworkerset.examples.manager;

import io.leaderworkerset.examples.manager.ManagerConfig.LeaderElection;
import java.time.Duration;
import javax.annotation.Nullable;
import picocli.CommandLine.Option;

/** The flags of leader election. */
final class LeaderElectionFlags {
  @Option(
      names = "--leader-elect",
      arity = "0..1",
      fallbackValue = "true",
      description = "Only one of several managers works. Default: true")
  private @Nullable Boolean enabled;

  @Option(
      names = "--leader-elect-lease-duration",
      converter = GoDurations.class,
      description = "After so long without renewal others take over. Default: 15s")
  private @Nullable Duration leaseDuration;

  @Option(
      names = "--leader-elect-renew-deadline",
      converter = GoDurations.class,
      description = "After so long without renewal the leader gives up. Default: 10s")
  private @Nullable Duration renewDeadline;

  @Option(
      names = "--leader-elect-retry-period",
      converter = GoDurations.class,
      description = "Between tries. Default: 2s")
  private @Nullable Duration retryPeriod;

  @Option(names = "--leader-elect-resource-lock", description = "Only leases. Default: leases")
  private @Nullable String lock;

  @Option(
      names = "--leader-elect-resource-name",
      description = "Name of the Lease. Default: b8b2488c.x-k8s.io")
  private @Nullable String name;

  @Option(
      names = "--leader-elect-resource-namespace",
      description = "Namespace of the Lease. Default: the pod's own, else lws-system")
  private @Nullable String namespace;

  LeaderElectionFlags() {}

  /**
   * Returns what the file says, with these flags over it.
   *
   * @throws ConfigException if the lock is none that there is
   */
  LeaderElection over(LeaderElection file) {
    if (lock != null && !lock.equals("leases")) {
      throw new ConfigException(
          "--leader-elect-resource-lock must be leases, the only lock there is; is " + lock);
    }
    return new LeaderElection(
        or(enabled, file.enabled()),
        file.lock(),
        or(name, file.name()),
        or(namespace, file.namespace()),
        or(leaseDuration, file.leaseDuration()),
        or(renewDeadline, file.renewDeadline()),
        or(retryPeriod, file.retryPeriod()));
  }

  private static <T> T or(@Nullable T flag, T file) {
    return flag == null ? file : flag;
  }
}
