package io.leaderworkerset.scenario;

import io.kubernetes.client.openapi.ApiClient;
import io.leaderworkerset.informers.http.KubeHttp;
import io.leaderworkerset.testkit.TestCluster;
import java.util.function.Supplier;

/**
 * Where scenarios happen.
 *
 * @param feed tells of all that happens in the cluster
 * @param managerClients makes clients with the rights of a manager
 * @param user what users of all scenarios there write with
 */
record Site(TestCluster cluster, Feed feed, Supplier<ApiClient> managerClients, KubeHttp user)
    implements AutoCloseable {
  Site(TestCluster cluster, Feed feed, Supplier<ApiClient> managerClients) {
    this(
        cluster,
        feed,
        managerClients,
        KubeHttp.builder(cluster.newClient()).userAgent("user").build());
  }

  /** A cluster that asks nobody for rights. */
  static Site of(TestCluster cluster) {
    return new Site(cluster, new Feed(cluster.api()), cluster::newClient);
  }

  /** Ends the watch and the cluster. */
  @Override
  public void close() {
    user.close();
    feed.close();
    cluster.close();
  }
}
