package io.leaderworkerset.examples.manager;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.annotation.Nullable;

/** Finds the cluster, in the order of other managers. */
final class ClusterClients {
  private static final Path NAMESPACE_FILE =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount/namespace");
  private static final String DEFAULT_NAMESPACE = "lws-system";

  private ClusterClients() {}

  /**
   * Returns a client: of the file given, else of the file in KUBECONFIG, else of the cluster that
   * this process is a pod of, else of {@code ~/.kube/config}.
   *
   * @throws ConfigException if there is none, or its file cannot be used
   */
  public static ApiClient find(@Nullable Path kubeconfig) {
    if (kubeconfig != null) {
      return ofFile(kubeconfig);
    }
    String fromEnvironment = System.getenv("KUBECONFIG");
    if (fromEnvironment != null && !fromEnvironment.isEmpty()) {
      return ofFile(Path.of(fromEnvironment.split(File.pathSeparator, -1)[0]));
    }
    if (System.getenv("KUBERNETES_SERVICE_HOST") != null) {
      return inCluster();
    }
    Path home = Path.of(System.getProperty("user.home", ""), ".kube", "config");
    if (Files.exists(home)) {
      return ofFile(home);
    }
    throw new ConfigException(
        "no cluster: give --kubeconfig or set KUBECONFIG, or run this in a pod");
  }

  /** Returns the namespace of the pod that this is, or that of the usual installation. */
  static String ownNamespace() {
    try {
      return Files.exists(NAMESPACE_FILE)
          ? Files.readString(NAMESPACE_FILE).strip()
          : DEFAULT_NAMESPACE;
    } catch (IOException e) {
      return DEFAULT_NAMESPACE;
    }
  }

  private static ApiClient inCluster() {
    try {
      return ApiCiphers.suitThisJvm(ClientBuilder.cluster().build());
    } catch (IOException | RuntimeException e) {
      throw new ConfigException("the service account of this pod cannot be used: " + e, e);
    }
  }

  private static ApiClient ofFile(Path file) {
    try (Reader reader = Files.newBufferedReader(file)) {
      KubeConfig config = KubeConfig.loadKubeConfig(reader);
      config.setFile(file.toFile());
      return ApiCiphers.suitThisJvm(ClientBuilder.kubeconfig(config).build());
    } catch (IOException | RuntimeException e) {
      throw new ConfigException("the kubeconfig " + file + " cannot be used: " + e, e);
    }
  }
}
