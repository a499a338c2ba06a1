package io.leaderworkerset.testkit;

import io.kubernetes.client.openapi.ApiClient;
import io.leaderworkerset.testkit.api.ClusterApi;
import io.leaderworkerset.testkit.cluster.Kubelets;
import io.leaderworkerset.testkit.cluster.Nodes;

/**
 * A cluster to test a manager with: an API over HTTP, controllers, a scheduler, nodes and kubelets.
 * Tests written against this interface run on the embedded cluster and on a real control plane.
 */
public interface TestCluster extends AutoCloseable {
  /** Returns a new client with all rights. */
  ApiClient newClient();

  /** Returns the API in process, to set a test up and to look at the world. */
  ClusterApi api();

  /** Returns the kubelets, to make pods fail. */
  Kubelets kubelets();

  /** Returns the nodes, to add, label and lose them. */
  Nodes nodes();

  /** Makes a namespace in which pods can be created at once. */
  void createNamespace(String name);

  /** Makes such a namespace in which sets and pods are admitted in this way. */
  void createNamespace(String name, AdmissionMode mode);

  /** Returns a kubeconfig for kubectl, as YAML. */
  String kubeconfig();

  /** Stops everything; no thread or process is left. */
  @Override
  void close();
}
