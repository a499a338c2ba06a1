package io.leaderworkerset.examples.bench;

import io.leaderworkerset.testkit.api.ClusterApi;
import java.util.Map;

/** A cluster to measure on. */
interface BenchCluster extends AutoCloseable {
  /** Returns which cluster it is, and who counts the requests. */
  String describe();

  /** Returns the API, as a user has it. */
  ClusterApi api();

  /** Makes a namespace in which pods can be created at once. */
  void createNamespace(String name);

  /** Returns the kubeconfig of the manager, as YAML. */
  String managerKubeconfig();

  /**
   * Returns how many requests the manager has sent so far, by verb and resource such as {@code
   * create statefulsets.apps}. Watches and leases are not among them.
   *
   * @param manager for a cluster that does not tell whose a request was
   */
  Map<String, Long> requests(ManagerProcess manager);

  @Override
  void close();
}
