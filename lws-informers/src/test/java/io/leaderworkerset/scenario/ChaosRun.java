package io.leaderworkerset.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.observe.RestartBackoff;
import io.leaderworkerset.observe.RestartSettings;
import io.leaderworkerset.testkit.AdmissionMode;
import io.leaderworkerset.testkit.EmbeddedCluster;
import io.leaderworkerset.testkit.api.ClusterApi.ApiException;
import io.leaderworkerset.testkit.apiserver.ApiRequest;
import io.leaderworkerset.testkit.apiserver.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** One set's life under faults: what is done, and which faults strike, follow from the seed. */
final class ChaosRun {
  private static final String SET = "web";

  /** A set that nothing happens to. */
  private static final String BYSTANDER = "bystander";

  /** Some carry our label, none has an owner. */
  private static final List<String> FOREIGN =
      List.of(
          """
          {"kind":"services","apiVersion":"v1","metadata":{"name":"web-0"},
           "spec":{"ports":[{"port":80}],"selector":{"app":"other"}}}
          """,
          """
          {"kind":"statefulsets.apps","apiVersion":"apps/v1",
           "metadata":{"name":"web-6","labels":{"leaderworkerset.sigs.k8s.io/name":"web"}},
           "spec":{"replicas":0,"serviceName":"other","selector":{"matchLabels":{"app":"other"}},
            "template":{"metadata":{"labels":{"app":"other"}},
             "spec":{"containers":[{"name":"main","image":"other"}]}}}}
          """,
          """
          {"kind":"services","apiVersion":"v1",
           "metadata":{"name":"web-1","labels":{"leaderworkerset.sigs.k8s.io/name":"web"}},
           "spec":{"clusterIP":"None","selector":{"leaderworkerset.sigs.k8s.io/name":"web"}}}
          """);

  private static final List<String> POLICIES =
      List.of("RecreateGroupOnPodRestart", "RecreateGroupAfterStart", "None");

  /** Quick enough for a run, and long enough that failures fall into it. */
  private static final RestartSettings QUICK =
      RestartSettings.STANDARD.withBackoff(
          new RestartBackoff(Duration.ofMillis(20), Duration.ofMillis(200), 0.2));

  private final EmbeddedCluster cluster;
  private final Scenario scenario;
  private final SplittableRandom random;
  private final SetManifest manifest = SetManifest.named(SET);
  private final List<String> story = new ArrayList<>();
  private final List<Faults.Rule> faults = new ArrayList<>();
  private final String policy;
  private int images;
  private final Map<String, JsonObject> foreign = new TreeMap<>();
  private int causes;

  ChaosRun(Site site, long seed) {
    this.cluster = (EmbeddedCluster) site.cluster();
    this.random = new SplittableRandom(seed);
    this.scenario = new Scenario(site, "chaos-" + seed, AdmissionMode.WEBHOOKS).restarts(QUICK);
    this.policy = POLICIES.get(random.nextInt(POLICIES.size()));
    manifest
        .restartPolicy(policy)
        .replicas(1 + random.nextInt(3))
        .size(1 + random.nextInt(3))
        .maxUnavailable(1 + random.nextInt(2))
        .maxSurge(random.nextInt(3));
  }

  /** Returns what was done, for the report of a failure. */
  List<String> story() {
    return story;
  }

  void run() {
    try (Scenario ending = scenario) {
      scenario.board().always(new ChaosLaws(SET));
      scenario.start();
      scenario.converge(SetManifest.named(BYSTANDER).replicas(1).size(2));
      Map<String, String> bystanders = scenario.world().uids(BYSTANDER);
      placeForeignObjects();
      injectFaults();
      scenario.apply(manifest);
      int steps = 3 + random.nextInt(4);
      for (int i = 0; i < steps; i++) {
        letTimePass();
        step();
      }
      letTimePass();
      faults.forEach(Faults.Rule::close);
      scenario.apply(manifest);
      scenario.awaitConverged(SET);
      scenario.assertComesToRest();
      scenario.board().verify();
      checkRestarts();
      checkForeignObjects();
      assertThat(scenario.world().uids(BYSTANDER)).as("bystanders").isEqualTo(bystanders);
    } finally {
      faults.forEach(Faults.Rule::close);
    }
  }

  /** Each restart has a cause of its own: nothing is restarted twice for one, or for none. */
  private void checkRestarts() {
    assertThat(scenario.calls().restarts(SET))
        .as("group restarts under policy %s after %s causes", policy, causes)
        .isLessThanOrEqualTo(policy.equals("None") ? 0 : causes);
    assertThat(scenario.calls().restarts(BYSTANDER)).as("restarts of bystanders").isZero();
  }

  /** Names that groups could take, but that this set's groups do not need. */
  private void placeForeignObjects() {
    for (String text : FOREIGN) {
      if (random.nextInt(3) == 0) {
        JsonObject object = Json.parse(text).getAsJsonObject();
        String resource = object.remove("kind").getAsString();
        object.addProperty("kind", resource.equals(World.SERVICES) ? "Service" : "StatefulSet");
        story.add("place foreign " + resource + " " + World.name(object));
        foreign.put(
            resource + " " + World.name(object), scenario.create(resource, object.toString()));
      }
    }
  }

  private void checkForeignObjects() {
    foreign.forEach(
        (what, placed) -> {
          String resource = what.substring(0, what.indexOf(' '));
          JsonObject now = scenario.api().get(resource, scenario.namespace(), World.name(placed));
          assertThat(now).as(what).isNotNull();
          assertThat(World.withoutStatus(now)).isEqualTo(World.withoutStatus(placed));
        });
  }

  // ---- faults ----------------------------------------------------------------------------------

  private void injectFaults() {
    Faults f = cluster.faults();
    Predicate<ApiRequest> ours = r -> r.userAgent().equals("lws-" + scenario.namespace());
    inject(f.latency(Duration.ZERO, Duration.ofMillis(4)), ours, 0.3);
    inject(f.conflict(), ours, 0.08);
    inject(f.serverError(500), ours, 0.03);
    inject(f.serverError(503), ours, 0.03);
    inject(f.cutConnection(), ours, 0.03);
    inject(f.lostResponse(), ours, 0.08);
    inject(f.dropWatch(), ours, 0.03);
    inject(f.duplicateEvent(), ours, 0.1);
    if (random.nextInt(5) == 0) {
      inject(f.tooManyRequests(Duration.ofSeconds(1)).times(2), ours, 0.05);
    }
  }

  private void inject(Faults.Rule rule, Predicate<ApiRequest> where, double most) {
    if (random.nextBoolean()) {
      faults.add(rule.when(where).probability(random.nextDouble() * most).start());
    }
  }

  // ---- steps -----------------------------------------------------------------------------------

  private void letTimePass() {
    switch (random.nextInt(3)) {
      case 0 -> scenario.awaitConverged(SET);
      case 1 -> {
        long millis = random.nextInt(40);
        scenario.board().stays(Duration.ofMillis(millis), w -> true);
      }
      default -> {
        // at once
      }
    }
  }

  private void step() {
    switch (random.nextInt(12)) {
      case 0, 1, 2 -> apply("image", manifest.image("image-" + images++ % 3));
      case 3 -> apply("replicas", manifest.replicas(random.nextInt(4)));
      case 4 -> apply("size", manifest.size(1 + random.nextInt(3)));
      case 5, 6, 7 -> failPod();
      case 8 -> deleteOwned();
      case 9 -> recreate();
      case 10 -> restartManager();
      default -> disturbApi();
    }
  }

  private void apply(String what, SetManifest changed) {
    story.add("apply with another " + what + ": " + changed.json().get("spec"));
    scenario.apply(changed);
  }

  private void failPod() {
    List<String> pods =
        scenario.world().pods(SET).stream().map(World::name).collect(Collectors.toList());
    if (pods.isEmpty()) {
      return;
    }
    String pod = pods.get(random.nextInt(pods.size()));
    int how = random.nextInt(5);
    boolean isWorker = !pod.matches(SET + "-[0-9]+");
    if (isWorker || how == 0) {
      causes++; // a leader that goes takes its group with it without our doing
    }
    story.add("fail pod " + pod + " by " + how);
    unlessGone(
        () -> {
          switch (how) {
            case 0 -> scenario.restartContainer(pod, "main");
            case 1 -> scenario.kubelets().evict(scenario.namespace(), pod);
            case 2 -> scenario.forceDelete(pod);
            case 3 -> scenario.delete(World.PODS, pod, "Foreground");
            default -> scenario.delete(World.PODS, pod);
          }
        });
  }

  private void deleteOwned() {
    World world = scenario.world();
    Map<String, String> there = new TreeMap<>();
    for (String resource : List.of(World.REVISIONS, World.SERVICES, World.STATEFUL_SETS)) {
      world.all(resource).stream()
          .filter(o -> SET.equals(World.label(o, Names.SET_NAME_LABEL)))
          .filter(o -> Set.of(Names.KIND, "Pod").contains(String.valueOf(World.ownerKind(o))))
          .forEach(o -> there.put(World.name(o), resource));
    }
    if (there.isEmpty()) {
      return;
    }
    List<String> names = there.keySet().stream().sorted().toList();
    String name = names.get(random.nextInt(names.size()));
    if (there.get(name).equals(World.STATEFUL_SETS) && !name.equals(SET)) {
      causes++; // workers go before their leader
    }
    story.add("delete " + there.get(name) + " " + name);
    String how = random.nextBoolean() ? "Foreground" : "Background";
    unlessGone(() -> scenario.delete(there.get(name), name, how));
  }

  private void recreate() {
    story.add("delete and create the set");
    scenario.delete(World.SETS, SET, random.nextBoolean() ? "Foreground" : null);
    scenario.awaitGone(World.SETS, SET);
    scenario.apply(manifest);
  }

  private void restartManager() {
    story.add("restart the manager");
    scenario.stop();
    scenario.start();
  }

  private void disturbApi() {
    synchronized (cluster) {
      switch (random.nextInt(3)) {
        case 0 -> {
          story.add("restart the API server");
          cluster.server().restart();
        }
        case 1 -> {
          story.add("forget the history of the API");
          cluster.faults().compact();
          cluster.faults().dropWatches();
        }
        default -> {
          story.add("end all watches");
          cluster.faults().dropWatches();
        }
      }
    }
  }

  private static void unlessGone(Runnable action) {
    try {
      action.run();
    } catch (ApiException | IllegalStateException | IllegalArgumentException e) {
      // the pod was faster: gone, not bound yet, or its container not started
    }
  }
}
