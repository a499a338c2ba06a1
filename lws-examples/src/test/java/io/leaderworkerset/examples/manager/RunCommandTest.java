package io.leaderworkerset.examples.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.leaderworkerset.examples.Eventually;
import io.leaderworkerset.examples.SmallSet;
import io.leaderworkerset.examples.TestThreads;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.EmbeddedCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
  private static final String LEASES = "leases.coordination.k8s.io";
  private static final List<String> ELECTION =
      List.of(
          "--webhooks=false",
          "--leader-elect-resource-namespace=default",
          "--leader-elect-lease-duration=3s",
          "--leader-elect-renew-deadline=2s",
          "--leader-elect-retry-period=200ms");

  @TempDir private Path folder;
  private EmbeddedCluster cluster;
  private Path kubeconfig;
  private final List<RunningManager> managers = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    cluster = EmbeddedCluster.start();
    kubeconfig = Files.writeString(folder.resolve("kubeconfig"), cluster.kubeconfig());
  }

  @AfterEach
  void stop() throws InterruptedException {
    for (RunningManager manager : managers) {
      manager.stop();
    }
    cluster.close();
  }

  @Test
  void leadsServesConvergesASetAndStopsWithoutLeavingAThread() throws Exception {
    RunningManager.get(
        cluster.server().url() + "/version"); // threads of the HTTP client of this test
    Set<Thread> before = TestThreads.now();
    RunningManager manager = manager();
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
    RunningManager first = manager();
    Eventually.await("the first leads", () -> first.page("readyz").contains("leading"));
    RunningManager second = manager();
    Eventually.await("the second waits", () -> second.page("readyz").contains("standing by"));
    assertThat(first.stop()).isZero();
    Eventually.await("the second leads", () -> second.page("readyz").contains("leading"));
    SmallSet.create(cluster, "later", 1);
    Eventually.await("the set is available", () -> SmallSet.isAvailable(cluster, "later"));
  }

  @Test
  void endsWithThreeWhenAnotherTakesTheLease() throws Exception {
    RunningManager manager = manager();
    Eventually.await("it leads", () -> manager.page("readyz").contains("ok: leading"));
    Eventually.await("the lease is taken away", this::steal);
    assertThat(manager.exitCode()).isEqualTo(3);
  }

  @Test
  void readsItsSettingsFromTheFile() throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("manager.yaml"),
            """
            apiVersion: config.lws.x-k8s.io/v1alpha1
            kind: Configuration
            leaderElection: {leaderElect: false}
            health: {livenessEndpointName: alive}
            webhook: {enable: false}
            """);
    RunningManager manager = manager("--config", config.toString());
    Eventually.await("it is ready", () -> manager.page("readyz").contains("ok: leading"));
    assertThat(manager.page("alive")).isEqualTo("ok\n");
    assertThat(cluster.api().list(LEASES)).isEmpty();
  }

  @Test
  void anAddressInUseIsAnErrorThatNamesTheFlag() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      RunningManager probes =
          manager("--webhooks=false", "--health-probe-bind-address=127.0.0.1:" + port);
      assertThat(probes.exitCode()).isEqualTo(2);
      assertThat(probes.errors()).contains("health-probe-bind-address: cannot listen on");
    }
  }

  @Test
  void managersOfSharesWaitForTheUndividedOneAndThenDivideTheSets() throws Exception {
    RunningManager whole = manager();
    Eventually.await("it leads", () -> whole.page("readyz").contains("ok: leading"));
    RunningManager first = electing("--shard=0/2");
    RunningManager second = electing("--shard=1/2");
    Eventually.await("the first waits", () -> first.page("readyz").contains("ok: waiting"));
    Eventually.await("the second waits", () -> second.page("readyz").contains("ok: waiting"));
    SmallSet.create(cluster, "before", 1);
    Eventually.await("it is available", () -> SmallSet.isAvailable(cluster, "before"));
    assertThat(whole.stop()).isZero();
    Eventually.await("the first leads", () -> first.page("readyz").contains("ok: leading"));
    Eventually.await("the second leads", () -> second.page("readyz").contains("ok: leading"));
    for (String set : List.of("a", "b", "c", "d")) {
      SmallSet.create(cluster, set, 1);
      Eventually.await("it is available", () -> SmallSet.isAvailable(cluster, set));
    }
  }

  @Test
  void aShareOutOfRangeOrWithoutElectionIsRefused() throws Exception {
    RunningManager outside = electing("--shard=2/2");
    assertThat(outside.exitCode()).isEqualTo(2);
    assertThat(outside.errors()).contains("--shard: a shard is i/n");
    RunningManager alone = manager("--webhooks=false", "--leader-elect=false", "--shard=0/2");
    assertThat(alone.exitCode()).isEqualTo(2);
    assertThat(alone.errors()).contains("--shard needs leader election");
  }

  private RunningManager manager() {
    return electing();
  }

  private RunningManager electing(String... more) {
    List<String> flags = new ArrayList<>(ELECTION);
    flags.addAll(List.of(more));
    return manager(flags.toArray(new String[0]));
  }

  private RunningManager manager(String... flags) {
    RunningManager manager = new RunningManager(kubeconfig, flags);
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
}
