package io.leaderworkerset.examples.bench;

import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi;
import io.leaderworkerset.testkit.controlplane.HttpClusterApi;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * A cluster of somebody's, with its own nodes, the definition of LeaderWorkerSets and the webhooks
 * installed, and no other manager at work. Its API server tells nobody but its administrator whose
 * a request was, so the manager counts its own.
 */
final class LiveBenchCluster implements BenchCluster {
  private final String kubeconfig;
  private final HttpClusterApi api;

  LiveBenchCluster(Path file) {
    try (Reader reader = Files.newBufferedReader(file)) {
      KubeConfig config = KubeConfig.loadKubeConfig(reader);
      config.setFile(file.toFile());
      ApiClient client = ClientBuilder.kubeconfig(config).build();
      this.kubeconfig = Files.readString(file);
      this.api = new HttpClusterApi(client, Fleet.WATCHED);
    } catch (IOException e) {
      throw new UncheckedIOException("the kubeconfig " + file + " cannot be used", e);
    }
  }

  @Override
  public String describe() {
    return "live cluster; requests counted by the manager";
  }

  @Override
  public ClusterApi api() {
    return api;
  }

  @Override
  public void createNamespace(String name) {
    JsonObject namespace = new JsonObject();
    namespace.addProperty("apiVersion", "v1");
    namespace.addProperty("kind", "Namespace");
    Json.ensureObject(namespace, "metadata").addProperty("name", name);
    api.create("namespaces", namespace);
  }

  @Override
  public String managerKubeconfig() {
    return kubeconfig;
  }

  @Override
  public Map<String, Long> requests(ManagerProcess manager) {
    Map<String, Long> out = new TreeMap<>(manager.calls());
    out.keySet().removeIf(k -> k.startsWith("watch ") || k.contains(" leases."));
    return out;
  }

  @Override
  public void close() {
    api.close();
  }
}
