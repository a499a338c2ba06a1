package io.leaderworkerset.examples.manager;

import io.kubernetes.client.openapi.ApiClient;
import io.leaderworkerset.informers.election.ShardLeases;
import io.leaderworkerset.informers.election.ShardLeases.Finding;
import io.leaderworkerset.informers.election.ShardLeases.Standing;
import io.leaderworkerset.informers.http.KubeApiException;
import io.leaderworkerset.informers.http.KubeHttp;
import io.leaderworkerset.informers.shard.Shard;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits while managers of another division of the sets may still work on some of this shard's; see
 * {@link ShardLeases} for the rule.
 */
final class ShardTurn implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ShardTurn.class);

  private final ShardLeases leases;
  private final Shard shard;
  private final Duration lookEvery;
  private List<String> said = List.of();

  /**
   * Looks at Leases.
   *
   * @param namespace of the Leases
   * @param name of the Lease of an undivided manager
   * @param lookEvery between two looks; one call takes at most twice as long
   */
  ShardTurn(ApiClient client, String namespace, String name, Shard shard, Duration lookEvery) {
    this.shard = shard;
    this.lookEvery = lookEvery;
    this.leases =
        new ShardLeases(
            KubeHttp.builder(client).callTimeout(lookEvery.multipliedBy(2)).build(),
            namespace,
            name,
            shard,
            System::nanoTime);
  }

  /** Waits, before the Lease is tried for, until no larger division is about, or it is over. */
  void awaitNoLargerDivision(CountDownLatch over) throws InterruptedException {
    boolean ended = false;
    while (!ended && look() == Standing.GIVE_WAY) {
      ended = over.await(lookEvery.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /**
   * Waits, holding the Lease, until it may work.
   *
   * @return false if it must give the Lease back, or it is over
   */
  boolean awaitTurn(CountDownLatch over) throws InterruptedException {
    boolean ended = false;
    Standing standing = look();
    while (!ended && standing == Standing.WAIT) {
      ended = over.await(lookEvery.toNanos(), TimeUnit.NANOSECONDS);
      standing = look();
    }
    return !ended && standing == Standing.WORK;
  }

  /** Who cannot look must not work. */
  private Standing look() {
    try {
      Finding finding = leases.look();
      if (!finding.others().equals(said)) {
        said = finding.others();
        LOG.info(
            said.isEmpty() ? "Nobody else holds sets of shard {}{}" : "Shard {} waits for {}",
            shard,
            said.isEmpty() ? "" : said);
      }
      return finding.standing();
    } catch (KubeApiException e) {
      LOG.warn(
          "The leases of other shards cannot be listed, so shard {} does not start: {}",
          shard,
          e.getMessage());
      return Standing.WAIT;
    }
  }

  @Override
  public void close() {
    leases.close();
  }
}
