package io.leaderworkerset.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.ApiClient;
import io.leaderworkerset.cluster.PodBehaviour;
import io.leaderworkerset.cluster.Taint;
import io.leaderworkerset.informers.LeaderWorkerSetControllers;
import io.leaderworkerset.informers.apply.KubeWriter;
import io.leaderworkerset.informers.apply.WriteGate;
import io.leaderworkerset.informers.concurrent.TokenBucket;
import io.leaderworkerset.informers.http.KubeApiException;
import io.leaderworkerset.informers.http.Resources;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.informers.support.Eventually;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.observe.RestartSettings;
import io.leaderworkerset.plan.Waiting;
import io.leaderworkerset.plan.explain.Blocker;
import io.leaderworkerset.testkit.AdmissionMode;
import io.leaderworkerset.testkit.EmbeddedCluster;
import io.leaderworkerset.testkit.RealCluster;
import io.leaderworkerset.testkit.TestCluster;
import io.leaderworkerset.testkit.api.ClusterApi;
import io.leaderworkerset.testkit.api.ClusterApi.ApiException;
import io.leaderworkerset.testkit.apiserver.ApiRequest;
import io.leaderworkerset.testkit.apiserver.Faults;
import io.leaderworkerset.testkit.cluster.Kubelets;
import io.leaderworkerset.testkit.cluster.PodMatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** One test's namespace in a cluster: a user, a manager, and everything that happens there. */
final class Scenario implements AutoCloseable {
  static final Duration STOP = Duration.ofSeconds(20);

  /** Label and taint of nodes that are one scenario's own. */
  static final String OWNER = "scenario";

  private final Site site;
  private final TestCluster cluster;
  private final String namespace;
  private Duration patience;
  private final KubeWriter user;
  private final Board board;
  private final CountedCalls calls = new CountedCalls();
  private final AtomicLong skippedNanos = new AtomicLong();
  private RestartSettings restarts = RestartSettings.STANDARD;
  private final List<String> ownNodes = new ArrayList<>();
  private LeaderWorkerSetControllers manager;

  /** Begins in a new namespace of that name. */
  Scenario(Site site, String namespace, AdmissionMode admission) {
    this.site = site;
    this.cluster = site.cluster();
    this.namespace = namespace;
    this.board = new Board(site.feed(), namespace);
    cluster.createNamespace(namespace, admission);
    this.patience = Duration.ofSeconds(isEmbedded() ? 30 : 60);
    this.user = writer("user");
  }

  /** Sets how long is waited for anything from now on. */
  Scenario patience(Duration limit) {
    patience = limit;
    return this;
  }

  boolean isEmbedded() {
    return cluster instanceof EmbeddedCluster;
  }

  EmbeddedCluster embedded() {
    return (EmbeddedCluster) cluster;
  }

  /** Returns a kubeconfig with the rights of a manager; for a real control plane only. */
  String managerKubeconfig() {
    return ManagerAccount.kubeconfig(((RealCluster) cluster).plane());
  }

  String namespace() {
    return namespace;
  }

  TestCluster cluster() {
    return cluster;
  }

  ClusterApi api() {
    return cluster.api();
  }

  Kubelets kubelets() {
    return cluster.kubelets();
  }

  Board board() {
    return board;
  }

  CountedCalls calls() {
    return calls;
  }

  // ---- the manager -----------------------------------------------------------------------------

  /** Settings of every manager: this namespace only, no resync, so that nothing heals by luck. */
  LeaderWorkerSetControllers.Builder newManager(CountedCalls counts) {
    return newManager(counts, site.managerClients().get());
  }

  private LeaderWorkerSetControllers.Builder newManager(CountedCalls counts, ApiClient client) {
    return LeaderWorkerSetControllers.builder(client)
        .namespaces(Set.of(namespace))
        .userAgent("lws-" + namespace)
        .resync(Duration.ZERO)
        .statusInterval(Duration.ofMillis(20))
        .setInterval(Duration.ofMillis(5))
        .backoff(Duration.ofMillis(5), Duration.ofSeconds(1))
        .nanoTime(() -> System.nanoTime() + skippedNanos.get())
        .metrics(counts)
        .restarts(restarts)
        .workers(2);
  }

  /** Sets the defaults of restarts for every manager that is made from now on. */
  Scenario restarts(RestartSettings defaults) {
    restarts = defaults;
    return this;
  }

  void start() {
    start(b -> b);
  }

  void start(UnaryOperator<LeaderWorkerSetControllers.Builder> settings) {
    start(settings.apply(newManager(calls)));
  }

  /** Starts the manager with a client of the test's own. */
  void start(ApiClient client) {
    start(newManager(calls, client));
  }

  private void start(LeaderWorkerSetControllers.Builder settings) {
    manager = settings.build();
    manager.start();
    Eventually.await("the manager is ready", manager::isReady);
  }

  void stop() {
    if (manager != null) {
      assertThat(manager.stop(STOP)).as("the manager stops by itself").isTrue();
      manager = null;
    }
  }

  boolean isManaged() {
    return manager != null;
  }

  /** What the manager says of a set, from its caches. */
  List<Blocker> explain(String set) {
    return manager == null ? List.of() : manager.explain(namespace, set);
  }

  List<Waiting> waiting(String set) {
    return manager == null ? List.of() : manager.waiting(namespace, set);
  }

  /** Moves the manager's monotonic clock on. */
  void skip(Duration time) {
    skippedNanos.addAndGet(time.toNanos());
  }

  // ---- the user --------------------------------------------------------------------------------

  /** Applies a set as a user does, who tries again if the server cannot be reached. */
  JsonObject apply(SetManifest manifest) {
    JsonObject applied = applyOnce(manifest);
    int generation = World.number(applied, 0, "metadata", "generation");
    await(
        "generation " + generation + " of " + manifest.name() + " is seen",
        w ->
            World.uid(w.set(manifest.name())).equals(World.uid(applied))
                && World.number(w.set(manifest.name()), 0, "metadata", "generation") >= generation);
    return applied;
  }

  private JsonObject applyOnce(SetManifest manifest) {
    for (int tries = 1; ; tries++) {
      try {
        return user.apply(Resources.SETS, namespace, manifest.name(), manifest.json(), true);
      } catch (KubeApiException e) {
        if (e.code() != 0 || tries == 50) {
          throw e;
        }
        LockSupport.parkNanos(20_000_000);
      }
    }
  }

  /** Sets the replicas through the scale subresource. */
  void scale(String set, int replicas) {
    user.scale(Resources.SETS, namespace, set, replicas);
  }

  KubeWriter user() {
    return user;
  }

  /** Returns what writes as this field manager, with all rights. */
  KubeWriter writer(String fieldManager) {
    return new KubeWriter(
        site.user(),
        fieldManager,
        new TokenBucket(1000, 1000, System::nanoTime),
        WriteGate.OPEN,
        LwsMetrics.NONE);
  }

  JsonObject create(String resource, String json) {
    JsonObject object = Json.parse(json).getAsJsonObject();
    Json.ensureObject(object, "metadata").addProperty("namespace", namespace);
    return api().create(resource, object);
  }

  void delete(String resource, String name) {
    delete(resource, name, null);
  }

  void delete(String resource, String name, String propagation) {
    api().delete(resource, namespace, name, null, propagation, null);
  }

  /** Removes a pod at once, without its kubelet's word. */
  void forceDelete(String pod) {
    api().delete(World.PODS, namespace, pod, null, null, 0L);
  }

  /** Changes an object as often as others are faster. */
  void change(String resource, String name, Consumer<JsonObject> change) {
    while (true) {
      JsonObject copy = api().get(resource, namespace, name).deepCopy();
      change.accept(copy);
      try {
        api().update(resource, copy);
        return;
      } catch (ApiException e) {
        if (e.code() != 409) {
          throw e;
        }
      }
    }
  }

  AutoCloseable unready(String pod) {
    return unready(PodMatcher.named(namespace, pod));
  }

  /** Keeps these pods of this namespace from being ready until closed. */
  AutoCloseable unready(PodMatcher pods) {
    return change(pods, before -> before.withNeverReady(true));
  }

  /** Changes how these pods of this namespace run until closed; others share the cluster. */
  AutoCloseable change(PodMatcher pods, UnaryOperator<PodBehaviour> change) {
    return kubelets().change(PodMatcher.inNamespace(namespace).and(pods), change);
  }

  void restartContainer(String pod, String container) {
    kubelets().restartContainer(namespace, pod, container, 1);
  }

  /**
   * Adds nodes on which only pods run that {@link SetManifest#onOwnNodes} was said of. They outlive
   * the scenario, so that its pods can end.
   *
   * @param capacity by resource name, beyond the usual
   * @return their names
   */
  List<String> ownNodes(int count, Map<String, String> capacity) {
    for (int i = 0; i < count; i++) {
      String name = namespace + "-" + ownNodes.size();
      cluster.nodes().add(name, Map.of(OWNER, namespace), capacity);
      cluster.nodes().taint(name, OWNER, namespace, Taint.Effect.NO_SCHEDULE);
      ownNodes.add(name);
    }
    return List.copyOf(ownNodes);
  }

  // ---- what happens ----------------------------------------------------------------------------

  /** Returns the world as it is now; it does not change any more. */
  World world() {
    return board.read(World::copy);
  }

  <T> T read(Function<World, T> question) {
    return board.read(question);
  }

  void await(String what, Predicate<World> reached) {
    board.await(what, patience, reached, this::more);
  }

  private String more() {
    StringBuilder out = new StringBuilder();
    for (JsonObject set : read(w -> List.copyOf(w.all(World.SETS)))) {
      waiting(World.name(set)).forEach(w -> out.append("waits: ").append(w).append('\n'));
    }
    return out.append("writes: ").append(calls.writes()).append('\n').toString();
  }

  void awaitConverged(String set) {
    try {
      await("set " + set + " converges", w -> w.isConverged(set));
    } catch (AssertionError e) {
      throw new AssertionError(read(w -> w.whyNotConverged(set)) + "\n" + e.getMessage(), e);
    }
  }

  void awaitCondition(String set, String type) {
    await("condition " + type + " of " + set, w -> w.isTrue(set, type));
  }

  void awaitEvent(String reason, String text) {
    await(
        "event " + reason + " that says " + text,
        w -> w.events(reason).stream().anyMatch(note -> note.contains(text)));
  }

  void awaitGone(String resource, String name) {
    await(resource + " " + name + " is gone", w -> !w.has(resource, name));
  }

  /** Applies the set and waits until it has converged. */
  void converge(SetManifest manifest) {
    apply(manifest);
    awaitConverged(manifest.name());
  }

  /** Holds back what the manager's watch of a resource would tell, until closed. */
  AutoCloseable holdUp(String resource) {
    Predicate<ApiRequest> watch =
        r ->
            r.userAgent().equals("lws-" + namespace)
                && r.resource().equals(resource)
                && r.isWatch();
    Faults.Rule dropped = embedded().faults().dropWatch().when(watch).start();
    Faults.Rule refused = embedded().faults().serverError(503).when(watch).start();
    return () -> {
      refused.close();
      dropped.close();
    };
  }

  // ---- the end ---------------------------------------------------------------------------------

  /** Verifies the laws; and, if wanted, that a manager that starts now finds nothing to do. */
  void verify(boolean quiet) {
    board.verify();
    if (quiet) {
      assertComesToRest();
      assertQuiet();
    }
  }

  /** See {@link RestCheck#assertQuiet}. */
  void assertQuiet() {
    stop();
    new RestCheck(this).assertQuiet();
  }

  /** See {@link RestCheck#assertComesToRest}. */
  void assertComesToRest() {
    stop();
    new RestCheck(this).assertComesToRest();
  }

  @Override
  public void close() {
    try {
      stop();
    } finally {
      board.close();
      user.stop(Duration.ofSeconds(5));
      api().delete("namespaces", null, namespace, null, null, null);
    }
  }
}
