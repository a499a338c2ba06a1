package io.leaderworkerset.scenario;

import io.kubernetes.client.openapi.ApiClient;
import io.leaderworkerset.testkit.TestCluster;
import java.util.function.Supplier;

/**
 * Where scenarios happen.
 *
 * @param feed tells of all that happens in the cluster
 * @param managerClients makes clients with the rights of a manager
 */
record Site(TestCluster cluster, Feed feed, Supplier<ApiClient> managerClients)
    implements AutoCloseable {
  /** A cluster that asks nobody for rights. */
  static Site of(TestCluster cluster) {
    return new Site(cluster, new Feed(cluster.api()), cluster::newClient);
  }

  /** Ends the watch and the cluster. */
  @Override
  public void close() {
    feed.close();
    cluster.close();
  }
}
