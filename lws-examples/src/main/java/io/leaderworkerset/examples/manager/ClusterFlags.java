package io.leaderworkerset.examples.manager;

import io.kubernetes.client.openapi.ApiClient;
import java.nio.file.Path;
import javax.annotation.Nullable;
import picocli.CommandLine.Option;

/** Which cluster a command works with. */
public final class ClusterFlags {
  @Option(
      names = "--kubeconfig",
      paramLabel = "<file>",
      description = "The cluster. Default: KUBECONFIG, the pod's own, ~/.kube/config.")
  private @Nullable Path kubeconfig;

  /** Made by picocli. */
  public ClusterFlags() {}

  /**
   * Returns a client of it.
   *
   * @throws ConfigException if there is none, or its file cannot be used
   */
  public ApiClient client() {
    return ClusterClients.find(kubeconfig);
  }
}
