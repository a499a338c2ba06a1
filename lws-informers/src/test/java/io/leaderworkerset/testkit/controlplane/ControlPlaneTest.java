package io.leaderworkerset.testkit.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi;
import io.leaderworkerset.testkit.api.ClusterApi.ApiException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(180)
class ControlPlaneTest {
  @RegisterExtension
  static final ControlPlaneExtension EXTENSION =
      ControlPlaneExtension.ofItsOwn(ControlPlaneOptions.defaults());

  @Test
  void makesPodsOfAStatefulSetThroughTheRealControllerManager(ControlPlane plane) throws Exception {
    Assumptions.assumeTrue(plane.hasControllerManager(), "plain envtest assets");
    try (HttpClusterApi api = new HttpClusterApi(plane.newClient(), List.of("pods"))) {
      plane.createNamespace("sets");
      BlockingQueue<ClusterApi.Change> changes = new LinkedBlockingQueue<>();
      try (AutoCloseable watch = api.watch(changes::add)) {
        api.create("statefulsets.apps", statefulSet("sets", "web", 2));
        JsonObject pod =
            await(changes, c -> c.type().equals("ADDED") && isNamed(c.object(), "web-0")).object();
        assertThat(Json.string(pod, "apiVersion")).isEqualTo("v1");
        assertThat(Json.string(pod, "kind")).isEqualTo("Pod");
        assertThat(Json.string(pod, "spec", "serviceAccountName")).isEqualTo("default");
      }
    }
  }

  @Test
  void schedulesAPodToANodeThatATestHasMade(ControlPlane plane) throws Exception {
    Assumptions.assumeTrue(plane.hasScheduler(), "plain envtest assets");
    try (HttpClusterApi api = new HttpClusterApi(plane.newClient(), List.of("pods"))) {
      plane.createNamespace("scheduling");
      JsonObject node = object("v1", "Node", null, "node-a");
      node.add("status", Json.parse(NODE_STATUS)); // as a kubelet registers
      api.create("nodes", node);
      BlockingQueue<ClusterApi.Change> changes = new LinkedBlockingQueue<>();
      try (AutoCloseable watch = api.watch(changes::add)) {
        api.create("pods", pod("scheduling", "lonely"));
        await(
            changes,
            c ->
                isNamed(c.object(), "lonely")
                    && "node-a".equals(Json.string(c.object(), "spec", "nodeName")));
      }
    }
  }

  @Test
  void answersAgainAfterEachComponentWasKilledAndRestarted(ControlPlane plane) {
    try (HttpClusterApi api = new HttpClusterApi(plane.newClient(), List.of())) {
      plane.createNamespace("kept");
      plane.apiServer().kill();
      assertThat(plane.apiServer().isRunning()).isFalse();
      assertThatThrownBy(() -> api.get("namespaces", null, "kept"))
          .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(503));
      plane.apiServer().start();
      assertThat(api.get("namespaces", null, "kept")).isNotNull();

      long before = plane.etcd().pid();
      plane.etcd().restart();
      plane.apiServer().awaitReady();
      assertThat(plane.etcd().pid()).isNotEqualTo(before);
      assertThat(api.get("namespaces", null, "kept")).isNotNull();
    }
  }

  @Test
  void answersNothingWhilePausedAndGoesOnAfterwards(ControlPlane plane) throws Exception {
    var patient = plane.newClient();
    patient.setHttpClient(
        patient.getHttpClient().newBuilder().callTimeout(Duration.ofSeconds(1)).build());
    try (HttpClusterApi api = new HttpClusterApi(patient, List.of())) {
      assertThat(api.get("namespaces", null, "default")).isNotNull();
      long pid = plane.apiServer().pid();
      plane.apiServer().pause();
      try {
        assertThatThrownBy(() -> api.get("namespaces", null, "default"))
            .isInstanceOf(ApiException.class)
            .hasMessageContaining("timeout");
      } finally {
        plane.apiServer().resume();
      }
      plane.apiServer().awaitReady();
      assertThat(api.get("namespaces", null, "default")).isNotNull();
      assertThat(plane.apiServer().pid()).isEqualTo(pid);
    }
  }

  @Test
  void tellsItsVersion(ControlPlane plane) {
    assertThat(plane.version()).matches("v1\\.\\d+\\.\\d+");
  }

  @Test
  void refusesAUserWhatItsRolesDoNotAllow(ControlPlane plane) {
    try (HttpClusterApi api =
        new HttpClusterApi(plane.newClient("nobody", List.of("guests")), List.of())) {
      assertThatThrownBy(() -> api.list("pods"))
          .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(403))
          .hasMessageContaining("nobody");
    }
  }

  @Test
  void leavesNoProcessAndNoFileWhenClosed() {
    Path folder;
    List<ProcessHandle> processes;
    try (ControlPlane plane = ControlPlane.start(ControlPlaneOptions.defaults().apiServerOnly())) {
      folder = plane.folder();
      assertThat(plane.hasControllerManager()).isFalse();
      assertThat(plane.hasScheduler()).isFalse();
      assertThat(plane.kubeconfig()).exists();
      processes =
          List.of(plane.etcd(), plane.apiServer()).stream()
              .map(c -> ProcessHandle.of(c.pid()).orElseThrow())
              .toList();
      assertThat(processes).allMatch(ProcessHandle::isAlive);
    }
    assertThat(processes).noneMatch(ProcessHandle::isAlive);
    assertThat(Files.exists(folder)).isFalse();
  }

  @Test
  void saysWhyAComponentDidNotStart() {
    ControlPlaneOptions options =
        ControlPlaneOptions.defaults().apiServerOnly().withFeatureGate("NoSuchGate", true);
    assertThatThrownBy(() -> ControlPlane.start(options).close())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("kube-apiserver ended with code")
        .hasMessageContaining("unrecognized feature gate: NoSuchGate");
  }

  private static final String NODE_STATUS =
      "{\"capacity\":{\"cpu\":\"4\",\"memory\":\"8Gi\",\"pods\":\"10\"},"
          + "\"allocatable\":{\"cpu\":\"4\",\"memory\":\"8Gi\",\"pods\":\"10\"},"
          + "\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\",\"reason\":\"Test\"}]}";

  static JsonObject object(String apiVersion, String kind, String namespace, String name) {
    JsonObject object = new JsonObject();
    object.addProperty("apiVersion", apiVersion);
    object.addProperty("kind", kind);
    JsonObject metadata = Json.ensureObject(object, "metadata");
    metadata.addProperty("name", name);
    if (namespace != null) {
      metadata.addProperty("namespace", namespace);
    }
    return object;
  }

  static JsonObject pod(String namespace, String name) {
    JsonObject pod = object("v1", "Pod", namespace, name);
    pod.add("spec", Json.parse("{\"containers\":[{\"name\":\"c\",\"image\":\"test\"}]}"));
    return pod;
  }

  private static JsonObject statefulSet(String namespace, String name, int replicas) {
    JsonObject set = object("apps/v1", "StatefulSet", namespace, name);
    set.add(
        "spec",
        Json.parse(
            "{\"replicas\":"
                + replicas
                + ",\"serviceName\":\"web\",\"podManagementPolicy\":\"Parallel\","
                + "\"selector\":{\"matchLabels\":{\"app\":\"web\"}},\"template\":{"
                + "\"metadata\":{\"labels\":{\"app\":\"web\"}},"
                + "\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"test\"}]}}}"));
    return set;
  }

  static boolean isNamed(JsonObject object, String name) {
    return name.equals(Json.string(object, "metadata", "name"));
  }

  static ClusterApi.Change await(
      BlockingQueue<ClusterApi.Change> changes, Predicate<ClusterApi.Change> wanted)
      throws InterruptedException {
    for (; ; ) {
      ClusterApi.Change change = changes.poll(60, TimeUnit.SECONDS);
      assertThat(change).as("the wanted change within a minute").isNotNull();
      if (wanted.test(change)) {
        return change;
      }
    }
  }
}
