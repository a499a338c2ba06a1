package io.leaderworkerset.examples.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.leaderworkerset.examples.Eventually;
import io.leaderworkerset.examples.SmallSet;
import io.leaderworkerset.examples.TestThreads;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.EmbeddedCluster;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RunCommandTest {
  private static final String LEASES = "leases.coordination.k8s.io";
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  @TempDir private Path folder;
  private EmbeddedCluster cluster;
  private Path kubeconfig;
  private final List<Running> managers = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    HTTP.version(); // its thread belongs to the test class
    cluster = EmbeddedCluster.start();
    kubeconfig = Files.writeString(folder.resolve("kubeconfig"), cluster.kubeconfig());
  }

  @AfterEach
  void stop() throws InterruptedException {
    for (Running manager : managers) {
      manager.stop();
    }
    cluster.close();
  }

  @Test
  void leadsServesConvergesASetAndStopsWithoutLeavingAThread() throws Exception {
    get(cluster.server().url() + "/version"); // threads of the HTTP client of this test
    Set<Thread> before = TestThreads.now();
    Running manager = manager();
    Eventually.await("it is ready", () -> manager.page("readyz").contains("ok: leading"));
    assertThat(manager.page("healthz")).isEqualTo("ok\n");
    assertThat(holder()).isNotEmpty();

    SmallSet.create(cluster, "serving", 2);
    Eventually.await("the set is available", () -> SmallSet.isAvailable(cluster, "serving"));
    assertThat(manager.metrics())
        .contains("lws_leader 1.0")
        .contains("outcome=\"success\"")
        .contains("lws_api_call_seconds_count{code=\"200\",resource=\"statefulsets.apps\"")
        .contains("jvm_memory_used_bytes");

    assertThat(manager.stop()).isZero();
    assertThat(holder()).as("the Lease is given back").isEmpty();
    TestThreads.awaitOnly(before);
  }

  @Test
  void theSecondTakesOverWhenTheFirstStops() throws Exception {
    Running first = manager();
    Eventually.await("the first leads", () -> first.page("readyz").contains("leading"));
    Running second = manager();
    Eventually.await("the second waits", () -> second.page("readyz").contains("standing by"));
    assertThat(first.stop()).isZero();
    Eventually.await("the second leads", () -> second.page("readyz").contains("leading"));
    SmallSet.create(cluster, "later", 1);
    Eventually.await("the set is available", () -> SmallSet.isAvailable(cluster, "later"));
  }

  @Test
  void endsWithThreeWhenAnotherTakesTheLease() throws Exception {
    Running manager = manager();
    Eventually.await("it leads", () -> manager.page("readyz").contains("ok: leading"));
    Eventually.await("the lease is taken away", this::steal);
    assertThat(manager.exitCode()).isEqualTo(3);
  }

  @Test
  void readsItsSettingsFromTheFile() throws Exception {
    int health = freePort();
    Path config =
        Files.writeString(
            folder.resolve("manager.yaml"),
            """
            apiVersion: config.lws.x-k8s.io/v1alpha1
            kind: Configuration
            leaderElection: {leaderElect: false}
            health: {healthProbeBindAddress: "127.0.0.1:%d", livenessEndpointName: alive}
            metrics: {bindAddress: "0"}
            """
                .formatted(health));
    Running manager = new Running(health, 0, "--config", config.toString());
    managers.add(manager);
    Eventually.await("it is ready", () -> manager.page("readyz").contains("ok: leading"));
    assertThat(manager.page("alive")).isEqualTo("ok\n");
    assertThat(cluster.api().list(LEASES)).isEmpty();
  }

  @Test
  void anAddressInUseIsAnErrorThatNamesTheFlag() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Running manager = manager(taken.getLocalPort());
      assertThat(manager.exitCode()).isEqualTo(2);
      assertThat(manager.errors()).contains("health-probe-bind-address: cannot listen on");
    }
  }

  private Running manager() throws IOException {
    return manager(freePort());
  }

  private Running manager(int health) throws IOException {
    int metrics = freePort();
    Running manager =
        new Running(
            health,
            metrics,
            "--health-probe-bind-address",
            "127.0.0.1:" + health,
            "--metrics-bind-address",
            "127.0.0.1:" + metrics,
            "--leader-elect-resource-namespace=default",
            "--leader-elect-lease-duration=3s",
            "--leader-elect-renew-deadline=2s",
            "--leader-elect-retry-period=200ms");
    managers.add(manager);
    return manager;
  }

  private JsonObject lease() {
    return cluster.api().get(LEASES, "default", "b8b2488c.x-k8s.io");
  }

  private String holder() {
    return String.valueOf(Json.string(lease(), "spec", "holderIdentity"));
  }

  private boolean steal() {
    JsonObject copy = lease().deepCopy();
    Json.ensureObject(copy, "spec").addProperty("holderIdentity", "another");
    try {
      cluster.api().update(LEASES, copy);
      return true;
    } catch (RuntimeException e) {
      return false; // renewed in between
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String get(String url) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(5)).build();
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException(e));
    }
  }

  /** The command in a thread of its own, as a process would run it. */
  private final class Running {
    private final int health;
    private final int metrics;
    private final StringWriter err = new StringWriter();
    private final AtomicInteger code = new AtomicInteger(-1);
    private final Thread thread;

    Running(int health, int metrics, String... flags) {
      this.health = health;
      this.metrics = metrics;
      List<String> args = new ArrayList<>(List.of("run", "--kubeconfig", kubeconfig.toString()));
      args.addAll(List.of(flags));
      CommandLine line = Main.commandLine();
      line.setErr(new PrintWriter(err, true));
      thread = new Thread(() -> code.set(line.execute(args.toArray(new String[0]))));
      thread.start();
    }

    String page(String path) {
      return get("http://127.0.0.1:" + health + "/" + path);
    }

    String metrics() {
      return get("http://127.0.0.1:" + metrics + "/metrics");
    }

    String errors() {
      return err.toString();
    }

    int stop() throws InterruptedException {
      thread.interrupt();
      return exitCode();
    }

    int exitCode() throws InterruptedException {
      thread.join(30_000);
      assertThat(thread.isAlive()).isFalse();
      return code.get();
    }
  }
}
