package io.leaderworkerset.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** One set's life under faults: what is done, and which faults strike, follow from the seed. */
final class ChaosRun {
  private static final String SET = "web";
  private static final String STILL = "still";
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
  private final ChaosLaws laws = new ChaosLaws(SET);
  private int images;
  private int failures;
  private int restarted;

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

  /** Returns how many groups the manager restarted, each for a reason that was verified. */
  int restarted() {
    return restarted;
  }

  /** Returns where the floor looks broken; see {@link ChaosLaws#suspicions}. */
  List<String> suspicions() {
    return laws.suspicions();
  }

  void run() {
    try (Scenario ending = scenario;
        RestartCauseLaw causes = restartCauses()) {
      scenario.board().always(laws);
      injectFaults();
      scenario.start();
      scenario.apply(SetManifest.named(STILL).replicas(1).size(2));
      scenario.apply(manifest);
      List<JsonObject> foreign = placeForeignObjects();
      scenario.awaitConverged(STILL);
      Map<String, String> still = scenario.world().uids(STILL);
      int steps = 3 + random.nextInt(4);
      for (int i = 0; i < steps; i++) {
        letTimePass();
        step();
      }
      letTimePass();
      JsonObject inTheWay = random.nextInt(4) == 0 ? placeForeignService() : null;
      faults.forEach(Faults.Rule::close);
      scenario.apply(manifest);
      scenario.awaitConverged(SET);
      if (inTheWay != null) {
        assertThat(scenario.api().get(World.SERVICES, scenario.namespace(), "web-0"))
            .isEqualTo(inTheWay);
      }
      scenario.assertComesToRest();
      scenario.board().verify();
      checkRestarts();
      restarted = causes.check();
      foreign.forEach(this::assertUntouched);
      assertThat(scenario.world().uids(STILL)).as("pods of a set left alone").isEqualTo(still);
    } finally {
      faults.forEach(Faults.Rule::close);
    }
  }

  private RestartCauseLaw restartCauses() {
    return new RestartCauseLaw(
        scenario.board(), cluster.faults(), scenario.namespace(), userAgent(), SET);
  }

  private String userAgent() {
    return "lws-" + scenario.namespace();
  }

  private void checkRestarts() {
    long restarts = scenario.calls().restarts(SET);
    assertThat(restarts)
        .as("group restarts under policy %s after %s failures", policy, failures)
        .isLessThanOrEqualTo(policy.equals("None") ? 0 : failures);
  }

  // ---- faults ----------------------------------------------------------------------------------

  private void injectFaults() {
    Faults f = cluster.faults();
    Predicate<ApiRequest> ours = r -> r.userAgent().equals(userAgent());
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
    failures++;
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
    Map<String, String> there = new HashMap<>();
    for (String resource : List.of(World.STATEFUL_SETS, World.SERVICES)) {
      world.all(resource).stream()
          .filter(o -> isOurs(o) && World.ownerKind(o) != null)
          .forEach(o -> there.put(World.name(o), resource));
    }
    world.all(World.REVISIONS).stream()
        .filter(o -> isOurs(o) && Names.KIND.equals(World.ownerKind(o)))
        .forEach(o -> there.put(World.name(o), World.REVISIONS));
    if (there.isEmpty()) {
      return;
    }
    List<String> names = there.keySet().stream().sorted().toList();
    String name = names.get(random.nextInt(names.size()));
    failures += 4; // with a StatefulSet go the pods of each of its groups
    story.add("delete " + there.get(name) + " " + name);
    String how = random.nextBoolean() ? "Foreground" : "Background";
    unlessGone(() -> scenario.delete(there.get(name), name, how));
  }

  private static boolean isOurs(JsonObject object) {
    return SET.equals(World.label(object, Names.SET_NAME_LABEL));
  }

  private void recreate() {
    story.add("delete and create the set");
    scenario.delete(World.SETS, SET, random.nextBoolean() ? "Foreground" : null);
    failures += 4; // pods of a set that goes may be seen going before it is
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

  /** Puts somebody else's Service where the next group's would be under another policy. */
  private JsonObject placeForeignService() {
    story.add("place a foreign Service");
    return scenario.create(
        World.SERVICES,
        """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"web-0"},
         "spec":{"ports":[{"port":80}],"selector":{"app":"other"}}}
        """);
  }

  /** Objects of somebody else with names like ours, some with labels like ours. */
  private List<JsonObject> placeForeignObjects() {
    return List.of(
        scenario.create(
            World.SERVICES,
            """
            {"apiVersion":"v1","kind":"Service",
             "metadata":{"name":"web-7","labels":{"leaderworkerset.sigs.k8s.io/name":"web"}},
             "spec":{"ports":[{"port":80}]}}
            """),
        scenario.create(
            World.STATEFUL_SETS,
            """
            {"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"web-8"},
             "spec":{"replicas":0,"serviceName":"x","selector":{"matchLabels":{"a":"b"}},
              "template":{"metadata":{"labels":{"a":"b"}},
               "spec":{"containers":[{"name":"main","image":"i"}]}}}}
            """),
        scenario.create(
            World.REVISIONS,
            """
            {"apiVersion":"apps/v1","kind":"ControllerRevision","revision":1,
             "metadata":{"name":"web-old-1","labels":{"leaderworkerset.sigs.k8s.io/name":"web"}},
             "data":{"spec":{}}}
            """),
        scenario.create(
            World.PODS,
            """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-9"},
             "spec":{"containers":[{"name":"main","image":"i"}]}}
            """));
  }

  private void assertUntouched(JsonObject placed) {
    String resource =
        switch (String.valueOf(Json.string(placed, "kind"))) {
          case "Service" -> World.SERVICES;
          case "StatefulSet" -> World.STATEFUL_SETS;
          case "ControllerRevision" -> World.REVISIONS;
          default -> World.PODS;
        };
    JsonObject now = scenario.api().get(resource, scenario.namespace(), World.name(placed));
    assertThat(now).as("%s", placed).isNotNull();
    assertThat(World.uid(now)).isEqualTo(World.uid(placed));
    assertThat(World.isDeleting(now)).as("%s", now).isFalse();
    for (JsonElement each : Json.array(now, "metadata", "managedFields")) {
      assertThat(Json.string(each, "manager")).as("%s", now).doesNotStartWith("lws");
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
