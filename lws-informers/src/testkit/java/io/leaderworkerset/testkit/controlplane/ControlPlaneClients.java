package io.leaderworkerset.testkit.controlplane;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** The clients of one control plane, to be closed with it, and the fixture's own among them. */
final class ControlPlaneClients implements AutoCloseable {
  static final String ADMIN = "admin";
  static final List<String> ADMIN_GROUPS = List.of("system:masters");

  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);

  private final ControlPlaneFiles files;
  private final String server;
  private final Queue<OkHttpClient> opened = new ConcurrentLinkedQueue<>();
  private final HttpCalls admin;
  private final OkHttpClient prober;

  ControlPlaneClients(ControlPlaneFiles files, String server) {
    this.files = files;
    this.server = server;
    ApiClient client = open(ADMIN, ADMIN_GROUPS);
    this.admin = new HttpCalls(client);
    this.prober = client.getHttpClient().newBuilder().callTimeout(PROBE_TIMEOUT).build();
  }

  /** Opens a client of this user in these groups. */
  ApiClient open(String user, List<String> groups) {
    String kubeconfig = files.kubeconfig(server, user, groups);
    try {
      ApiClient client =
          ClientBuilder.kubeconfig(KubeConfig.loadKubeConfig(new StringReader(kubeconfig))).build();
      opened.add(client.getHttpClient());
      return client;
    } catch (IOException e) {
      throw new UncheckedIOException("the fixture's own kubeconfig is not accepted", e);
    }
  }

  /** Returns calls as the administrator. */
  HttpCalls admin() {
    return admin;
  }

  /** Returns whether an address, of any component, answers with success, each time it is asked. */
  BooleanSupplier answers(String url) {
    Request request = new Request.Builder().url(url).build();
    return () -> {
      try (Response response = prober.newCall(request).execute()) {
        return response.isSuccessful();
      } catch (IOException e) {
        return false; // not yet
      }
    };
  }

  /** Returns access to etcd at this address. */
  EtcdGateway etcd(String url) {
    return new EtcdGateway(prober, url);
  }

  @Override
  public void close() {
    for (OkHttpClient client : opened) {
      client.dispatcher().executorService().shutdown();
      client.connectionPool().evictAll();
    }
  }
}
