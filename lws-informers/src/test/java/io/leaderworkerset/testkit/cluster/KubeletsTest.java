package io.leaderworkerset.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.leaderworkerset.cluster.PodBehaviour;
import io.leaderworkerset.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kubelets alone: pods are put on a node by hand. */
class KubeletsTest {
  private final InMemoryClusterApi api = new InMemoryClusterApi();
  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private Kubelets kubelets;

  @BeforeEach
  void start() {
    kubelets = Kubelets.builder(api).clock(clock).build();
    kubelets.start();
    new Nodes(api, kubelets).add("node-1");
  }

  @AfterEach
  void stop() {
    kubelets.close();
  }

  private void pod(String name, String spec) {
    JsonObject pod =
        Json.parse(
                "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\""
                    + name
                    + "\",\"namespace\":\"ns\"},\"spec\":{\"nodeName\":\"node-1\","
                    + spec
                    + "}}")
            .getAsJsonObject();
    api.create("pods", pod);
  }

  private void pod(String name) {
    pod(name, "\"containers\":[{\"name\":\"main\",\"image\":\"one\"}]");
  }

  private JsonObject get(String name) {
    JsonObject found = api.get("pods", "ns", name);
    assertThat(found).as(name).isNotNull();
    return found;
  }

  private JsonObject container(String name) {
    var all = Json.array(get(name), "status", "containerStatuses");
    return all.isEmpty() ? new JsonObject() : all.get(0).getAsJsonObject();
  }

  private String phase(String name) {
    return String.valueOf(Json.string(get(name), "status", "phase"));
  }

  private String condition(String name, String type) {
    return String.valueOf(Json.string(StatefulSetJson.condition(get(name), type), "status"));
  }

  private void advance(Duration by) {
    clock.advance(by);
    kubelets.clockChanged();
  }

  private void awaitReady(String name) {
    api.await(name + " ready", () -> condition(name, "Ready").equals("True"));
  }

  @Test
  void reportsARunningPodAsAKubeletDoes() {
    pod("a");
    awaitReady("a");
    JsonObject pod = get("a");
    assertThat(phase("a")).isEqualTo("Running");
    for (String type : new String[] {"PodScheduled", "Initialized", "ContainersReady", "Ready"}) {
      assertThat(condition("a", type)).as(type).isEqualTo("True");
    }
    assertThat(Json.string(pod, "status", "podIP")).isEqualTo("10.0.0.1");
    assertThat(Json.string(pod, "status", "hostIP")).startsWith("192.168.");
    assertThat(Json.string(pod, "status", "startTime")).isEqualTo("2026-01-01T00:00:00Z");
    JsonObject container = container("a");
    assertThat(Json.string(container, "image")).isEqualTo("one");
    assertThat(Json.integer(container, "restartCount")).isZero();
    assertThat(Json.isTrue(container, "ready")).isTrue();
    assertThat(Json.string(container, "state", "running", "startedAt"))
        .isEqualTo("2026-01-01T00:00:00Z");
  }

  @Test
  void writesNothingWhenNothingChanges() {
    pod("a");
    awaitReady("a");
    int before = api.writes("updateStatus pods");
    pod("b");
    awaitReady("b");
    kubelets.behaviour(PodMatcher.named("ns", "a"), PodBehaviour.immediate());
    pod("c");
    awaitReady("c");
    assertThat(api.writes("updateStatus pods")).isEqualTo(before + 2);
  }

  @Test
  void startsAndBecomesReadyWhenItsTimeHasCome() {
    kubelets.behaviour(
        PodMatcher.named("ns", "slow"),
        PodBehaviour.immediate()
            .withStartupDelay(Duration.ofSeconds(10))
            .withReadinessDelay(Duration.ofSeconds(5)));
    pod("slow");
    api.await("waiting", () -> container("slow").has("state"));
    assertThat(Json.string(container("slow"), "state", "waiting", "reason"))
        .isEqualTo("ContainerCreating");
    assertThat(condition("slow", "Ready")).isEqualTo("False");
    advance(Duration.ofSeconds(10));
    api.await("running", () -> phase("slow").equals("Running"));
    assertThat(condition("slow", "Ready")).isEqualTo("False");
    advance(Duration.ofSeconds(5));
    awaitReady("slow");
    assertThat(Json.string(StatefulSetJson.condition(get("slow"), "Ready"), "lastTransitionTime"))
        .isEqualTo("2026-01-01T00:00:15Z");
  }

  @Test
  void aFailingImageKeepsThePodPendingUntilItIsMended() throws Exception {
    AutoCloseable broken =
        kubelets.behaviour(PodMatcher.all(), PodBehaviour.immediate().withFailingImage("main"));
    pod("a");
    api.await(
        "back-off",
        () -> "ImagePullBackOff".equals(Json.string(container("a"), "state", "waiting", "reason")));
    assertThat(phase("a")).isEqualTo("Pending");
    broken.close();
    awaitReady("a");
  }

  @Test
  void aCrashingContainerEndsUpInCrashLoopBackOff() {
    kubelets.behaviour(
        PodMatcher.all(),
        PodBehaviour.immediate()
            .withCrash(
                new PodBehaviour.Crash("main", 42, Duration.ofSeconds(1), Integer.MAX_VALUE)));
    pod("a");
    awaitReady("a");
    advance(Duration.ofSeconds(1));
    api.await("restarted", () -> restarts("a") == 1);
    advance(Duration.ofSeconds(1));
    api.await(
        "crash loop",
        () -> "CrashLoopBackOff".equals(Json.string(container("a"), "state", "waiting", "reason")));
    assertThat(Json.integer(container("a"), "lastState", "terminated", "exitCode")).isEqualTo(42);
    assertThat(Json.string(container("a"), "lastState", "terminated", "reason")).isEqualTo("Error");
    assertThat(phase("a")).isEqualTo("Running");
    assertThat(condition("a", "Ready")).isEqualTo("False");
    advance(Duration.ofSeconds(10));
    api.await("restarted again", () -> restarts("a") == 2);
  }

  private int restarts(String name) {
    return StatefulSetJson.number(container(name), 0, "restartCount");
  }

  @Test
  void restartsAContainerOnDemandAndHasReportedItOnReturn() {
    pod("a");
    awaitReady("a");
    kubelets.restartContainer("ns", "a", "main", 9);
    assertThat(restarts("a")).isEqualTo(1);
    assertThat(Json.integer(container("a"), "lastState", "terminated", "exitCode")).isEqualTo(9);
    kubelets.restartContainer("ns", "a", "main", 9);
    assertThat(restarts("a")).isEqualTo(2);
    assertThatThrownBy(() -> kubelets.restartContainer("ns", "none", "main", 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ns/none");
    assertThatThrownBy(() -> kubelets.restartContainer("ns", "a", "none", 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void runsAndRestartsInitContainers() {
    pod(
        "a",
        "\"initContainers\":[{\"name\":\"setup\",\"image\":\"i\"}],"
            + "\"containers\":[{\"name\":\"main\",\"image\":\"one\"}]");
    awaitReady("a");
    kubelets.restartContainer("ns", "a", "setup", 1);
    JsonObject init =
        Json.array(get("a"), "status", "initContainerStatuses").get(0).getAsJsonObject();
    assertThat(Json.integer(init, "restartCount")).isEqualTo(1);
    assertThat(phase("a")).isEqualTo("Running");
  }

  @Test
  void evictsAndFailsPods() {
    pod("a");
    pod("b");
    awaitReady("a");
    awaitReady("b");
    kubelets.evict("ns", "a");
    assertThat(phase("a")).isEqualTo("Failed");
    assertThat(Json.string(get("a"), "status", "reason")).isEqualTo("Evicted");
    assertThat(condition("a", "Ready")).isEqualTo("False");
    kubelets.fail("ns", "b", "NodeShutdown", "bye");
    assertThat(Json.string(get("b"), "status", "message")).isEqualTo("bye");
  }

  @Test
  void becomesUnreadyAndReadyAgain() throws Exception {
    pod("a");
    awaitReady("a");
    AutoCloseable unready = kubelets.unready(PodMatcher.named("ns", "a"));
    api.await("unready", () -> condition("a", "Ready").equals("False"));
    assertThat(phase("a")).isEqualTo("Running");
    unready.close();
    awaitReady("a");
  }

  @Test
  void aDeletedPodGoesWhenItsContainersHaveEnded() {
    kubelets.behaviour(
        PodMatcher.all(), PodBehaviour.immediate().withTerminationDelay(Duration.ofSeconds(5)));
    pod("a");
    awaitReady("a");
    clock.set(Instant.now());
    api.delete("pods", "ns", "a", null, null, null);
    assertThat(Meta.isTerminating(get("a"))).isTrue();
    advance(Duration.ofSeconds(6));
    api.await("gone", () -> api.get("pods", "ns", "a") == null);
  }

  @Test
  void aNodeThatIsCutOffReportsAndEndsNothing() {
    pod("a");
    awaitReady("a");
    kubelets.disconnect("node-1");
    api.delete("pods", "ns", "a", null, null, null);
    pod("late");
    new Nodes(api, null).add("node-2");
    JsonObject other = get("late").deepCopy();
    other.getAsJsonObject("metadata").addProperty("name", "elsewhere");
    other.getAsJsonObject("spec").addProperty("nodeName", "node-2");
    api.create("pods", other);
    awaitReady("elsewhere");
    assertThat(Meta.isTerminating(get("a"))).isTrue();
    assertThat(phase("late")).isEqualTo("Pending");
    clock.set(Instant.now());
    kubelets.reconnect("node-1");
    api.await("a is gone", () -> api.get("pods", "ns", "a") == null);
    awaitReady("late");
  }

  @Test
  void newKubeletsGoOnWithThePodsThatRun() {
    pod("a");
    awaitReady("a");
    kubelets.restartContainer("ns", "a", "main", 7);
    kubelets.close();
    int before = api.writes("updateStatus pods");
    JsonObject status = Json.object(get("a"), "status").deepCopy();
    kubelets = Kubelets.builder(api).clock(clock).build();
    kubelets.start();
    pod("b");
    awaitReady("b");
    assertThat(api.writes("updateStatus pods")).as("only b is written").isEqualTo(before + 1);
    assertThat(Json.object(get("a"), "status")).isEqualTo(status);
    kubelets.restartContainer("ns", "a", "main", 7);
    assertThat(restarts("a")).isEqualTo(2);
  }

  @Test
  void finalizersKeepAPodThatItsKubeletLetGo() {
    pod("a");
    awaitReady("a");
    api.delete("pods", "ns", "a", null, "Foreground", 0L);
    pod("b");
    awaitReady("b");
    assertThat(Meta.isTerminating(get("a"))).isTrue();
    assertThat(api.writes("delete pods")).isLessThanOrEqualTo(2);
  }

  @Test
  void severalThreadsShareThePodsAndGiveEachItsOwnAddress() {
    kubelets.close();
    kubelets = Kubelets.builder(api).clock(clock).threads(3).build();
    kubelets.start();
    for (int i = 0; i < 30; i++) {
      pod("p" + i);
    }
    Set<String> addresses = new HashSet<>();
    for (int i = 0; i < 30; i++) {
      awaitReady("p" + i);
      addresses.add(Json.string(get("p" + i), "status", "podIP"));
      kubelets.restartContainer("ns", "p" + i, "main", 1);
      assertThat(restarts("p" + i)).isEqualTo(1);
    }
    assertThat(addresses).hasSize(30);
    kubelets.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(t -> t.getName().startsWith("kubelets"));
  }

  @Test
  void heartbeatsKeepConnectedNodesAlive() {
    kubelets.close();
    kubelets =
        Kubelets.builder(api).clock(clock).threads(2).heartbeat(Duration.ofSeconds(10)).build();
    kubelets.start();
    new Nodes(api, null).add("node-2");
    kubelets.disconnect("node-2");
    advance(Duration.ofSeconds(10));
    api.await("a beat", () -> "2026-01-01T00:00:10Z".equals(beat("node-1")));
    advance(Duration.ofSeconds(10));
    api.await("another", () -> "2026-01-01T00:00:20Z".equals(beat("node-1")));
    assertThat(beat("node-2")).isEqualTo("null");
  }

  private String beat(String node) {
    return String.valueOf(
        Json.string(
            StatefulSetJson.condition(api.get("nodes", null, node), "Ready"), "lastHeartbeatTime"));
  }
}
