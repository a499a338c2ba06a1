package io.leaderworkerset.examples.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.examples.Eventually;
import io.leaderworkerset.examples.SmallSet;
import io.leaderworkerset.informers.admission.AdmissionManifests;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi;
import io.leaderworkerset.testkit.cluster.Kubelets;
import io.leaderworkerset.testkit.cluster.Nodes;
import io.leaderworkerset.testkit.controlplane.ControlPlane;
import io.leaderworkerset.testkit.controlplane.ControlPlaneExtension;
import io.leaderworkerset.testkit.controlplane.HttpClusterApi;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The manager with the rights of its service account and no others, on a real API server: it does
 * its work, nothing is refused, and nothing is granted that no request needs.
 */
@Timeout(300)
@ExtendWith(ControlPlaneExtension.class)
class ManagerAccountOnControlPlaneTest {
  private static final String SETS = "leaderworkersets.leaderworkerset.x-k8s.io";
  private static final String NAMESPACE = "lws-system";

  /** Granted for what this test does not wait for, or does not come to. */
  private static final Map<String, String> FOR_OTHER_TIMES =
      Map.of(
          "update leaderworkersets.leaderworkerset.x-k8s.io/finalizers",
          "asked by the plugin OwnerReferencesPermissionEnforcement, which is off here",
          "update pods/finalizers",
          "the same",
          "update secrets",
          "a rotation, after eight months",
          "get controllerrevisions.apps",
          "somebody else's revision under the name of ours",
          "patch events.events.k8s.io",
          "an event that happens again");

  /** Of a server that streams lists through watches, nothing is listed. */
  private static final String ONLY_OF_OLDER_SERVERS = "list ";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/policies"})
  void rollsSetsWithTheRightsOfItsAccountOnly(String mode) throws Exception {
    try (ControlPlane plane = ControlPlane.start()) {
      boolean policies = mode.contains("policies");
      Assumptions.assumeTrue(
          !policies || plane.version().matches("v1\\.(3[6-9]|[4-9][0-9])\\..*"),
          "admissionregistration.k8s.io/v1 has MutatingAdmissionPolicy from 1.36 on");
      List<JsonObject> objects = Deployments.kustomize(mode);
      int port = RunningManager.freePort();
      install(plane, objects, port);
      try (HttpClusterApi api = new HttpClusterApi(plane.newClient(), List.of("pods", "nodes"));
          Kubelets kubelets =
              Kubelets.builder(api).threads(2).heartbeat(Duration.ofSeconds(10)).build();
          RunningManager manager = new RunningManager(kubeconfig(plane), flags(objects, port))) {
        kubelets.start();
        addNodes(new Nodes(api, kubelets));
        Eventually.await(
            () -> "it leads: " + manager.page("readyz") + manager.errors(),
            () -> manager.page("readyz").contains("ok: leading"));
        work(api);
        String metrics = manager.metrics();
        assertThat(metrics).doesNotContain("code=\"403\"");
        assertThat(unused(objects, metrics)).isSubsetOf(FOR_OTHER_TIMES.keySet());
        assertThat(manager.stop()).isZero();
      }
    }
  }

  @Test
  void managersOfSharesLeadWithTheRightsOfTheirAccountOnly() throws Exception {
    try (ControlPlane plane = ControlPlane.start()) {
      install(plane, Deployments.kustomize("overlays/shards"), RunningManager.freePort());
      Path kubeconfig = kubeconfig(plane);
      List<RunningManager> managers = new ArrayList<>();
      try {
        for (int i = 0; i < 3; i++) {
          managers.add(
              new RunningManager(
                  kubeconfig,
                  "--webhooks=false",
                  "--leader-elect-resource-namespace=" + NAMESPACE,
                  "--shard=" + i + "/3"));
        }
        for (RunningManager each : managers) {
          Eventually.await(
              () -> "it leads its share: " + each.page("readyz") + each.errors(),
              () -> each.page("readyz").contains("ok: leading"));
          Eventually.await(
              "it renews its Lease",
              () -> sent(each.metrics()).contains("update leases.coordination.k8s.io"));
          assertThat(each.metrics()).doesNotContain("code=\"403\"");
        }
      } finally {
        managers.forEach(RunningManager::close);
      }
    }
  }

  /** Everything but the Deployment, which is this process, reached by a URL. */
  private static void install(ControlPlane plane, List<JsonObject> objects, int port)
      throws Exception {
    List<JsonObject> mine = new ArrayList<>();
    for (JsonObject each : objects) {
      String kind = String.valueOf(Json.string(each, "kind"));
      if (kind.endsWith("WebhookConfiguration")) {
        AdmissionManifests.webhooksAt(URI.create("https://127.0.0.1:" + port)).stream()
            .filter(other -> kind.equals(Json.string(other, "kind")))
            .forEach(mine::add);
      } else if (!kind.equals("Deployment")) {
        mine.add(each);
      }
    }
    Deployments.run(
        Deployments.text(mine),
        Deployments.kubectl(),
        "--kubeconfig=" + plane.kubeconfig(),
        "apply",
        "--server-side",
        "-f",
        "-");
  }

  /** Returns the flags of the Deployment, with the file it mounts and ports of this test's own. */
  private String[] flags(List<JsonObject> objects, int port) throws Exception {
    JsonObject map = Deployments.ofKind(objects, "ConfigMap").get(0);
    Path config =
        Files.writeString(
            folder.resolve("configuration.yaml"), Json.string(map, "data", "configuration.yaml"));
    JsonObject deployment = Deployments.ofKind(objects, "Deployment").get(0);
    JsonElement container = Json.array(deployment, "spec", "template", "spec", "containers").get(0);
    List<String> flags = new ArrayList<>();
    for (JsonElement each : Json.array(container, "args")) {
      String flag = each.getAsString();
      if (flag.startsWith("--config=")) {
        flags.add("--config=" + config);
      } else if (flag.startsWith("--") && !flag.startsWith("--shutdown-delay")) {
        flags.add(flag);
      }
    }
    flags.add("--webhook-port=" + port);
    flags.add("--webhook-names=127.0.0.1");
    return flags.toArray(new String[0]);
  }

  /** Returns a kubeconfig with a token of the service account. */
  private Path kubeconfig(ControlPlane plane) throws Exception {
    String token =
        Deployments.run(
            "",
            Deployments.kubectl(),
            "--kubeconfig=" + plane.kubeconfig(),
            "create",
            "token",
            "lws-controller-manager",
            "--namespace=" + NAMESPACE);
    JsonObject admin = Deployments.objects(Files.readString(plane.kubeconfig())).get(0);
    JsonArray users = new JsonArray();
    users.add(Json.parse("{\"name\": \"test\", \"user\": {\"token\": \"" + token.strip() + "\"}}"));
    admin.add("users", users);
    return Files.writeString(folder.resolve("kubeconfig"), admin.toString());
  }

  private static void addNodes(Nodes nodes) {
    for (int i = 0; i < 3; i++) {
      nodes.add(
          "node-" + i,
          Map.of("rack", "rack-" + i),
          Map.of("cpu", "100", "memory", "1Ti", "pods", "100"));
    }
  }

  /**
   * Creation, restart, rollout, exclusive placement, a name that is taken, a set that is refused.
   */
  private static void work(ClusterApi api) {
    Eventually.await("admission is in force", () -> isRefused(api));
    JsonObject set = SmallSet.of("serving", 2);
    annotate(set, "leaderworkerset.sigs.k8s.io/exclusive-topology", "rack");
    api.create(SETS, set);
    awaitAvailable(api);
    for (JsonObject pod : pods(api)) {
      assertThat(pod.toString()).contains("LWS_LEADER_ADDRESS");
    }

    String leader = uid(api, "serving-0");
    api.delete("pods", "default", "serving-0-1", null, null, null);
    Eventually.await("the group restarts", () -> !leader.equals(uid(api, "serving-0")));
    awaitAvailable(api);

    Eventually.await("the template is changed", () -> changeImage(api));
    Eventually.await(
        () -> "the groups are new: " + api.get(SETS, "default", "serving"),
        () ->
            pods(api).size() == 4
                && pods(api).stream().allMatch(each -> each.toString().contains("serving:2")));
    awaitAvailable(api);
    Eventually.await(
        "old revisions go",
        () ->
            api.list("controllerrevisions.apps").stream()
                    .filter(each -> Json.string(each, "metadata", "name").startsWith("serving-"))
                    .filter(each -> each.toString().contains("leaderWorkerTemplate"))
                    .count()
                == 1);

    api.create("services", service());
    api.create(SETS, SmallSet.of("taken", 1));
    Eventually.await(
        "it says that the name is taken",
        () -> api.get(SETS, "default", "taken").toString().contains("NameConflict"));
  }

  private static boolean isRefused(ClusterApi api) {
    JsonObject set = SmallSet.of("refused", 1);
    annotate(set, "leaderworkerset.sigs.k8s.io/subgroup-exclusive-topology", "rack");
    try {
      api.create(SETS, set);
      api.delete(SETS, "default", "refused", null, null, null);
      return false;
    } catch (ClusterApi.ApiException e) {
      return String.valueOf(e.getMessage()).contains("subgroup-exclusive-topology");
    }
  }

  private static void awaitAvailable(ClusterApi api) {
    Eventually.await(
        () -> "the set is available: " + api.get(SETS, "default", "serving"),
        () -> SmallSet.isAvailable(api, "serving"));
  }

  private static boolean changeImage(ClusterApi api) {
    JsonObject set = api.get(SETS, "default", "serving").deepCopy();
    Json.array(set, "spec", "leaderWorkerTemplate", "workerTemplate", "spec", "containers")
        .get(0)
        .getAsJsonObject()
        .addProperty("image", "serving:2");
    try {
      api.update(SETS, set);
      return true;
    } catch (ClusterApi.ApiException e) {
      return false; // its status was written meanwhile
    }
  }

  private static List<JsonObject> pods(ClusterApi api) {
    return api.list("pods").stream()
        .filter(each -> "default".equals(Json.string(each, "metadata", "namespace")))
        .toList();
  }

  private static String uid(ClusterApi api, String pod) {
    JsonObject found = api.get("pods", "default", pod);
    return found == null ? "" : String.valueOf(Json.string(found, "metadata", "uid"));
  }

  private static void annotate(JsonObject object, String key, String value) {
    Json.ensureObject(Json.object(object, "metadata"), "annotations").addProperty(key, value);
  }

  private static JsonObject service() {
    return Json.parse(
            """
            {"apiVersion": "v1", "kind": "Service",
             "metadata": {"namespace": "default", "name": "taken"},
             "spec": {"ports": [{"port": 80}]}}
            """)
        .getAsJsonObject();
  }

  /** Returns what the account may do and did not, as "verb resource". */
  private static Set<String> unused(List<JsonObject> objects, String metrics) {
    Set<String> granted = new TreeSet<>();
    for (JsonObject role : objects) {
      boolean people =
          String.valueOf(Json.string(role, "metadata", "name")).contains("editor-role")
              || String.valueOf(Json.string(role, "metadata", "name")).contains("viewer-role");
      if (!people && String.valueOf(Json.string(role, "kind")).endsWith("Role")) {
        Json.array(role, "rules").forEach(rule -> addTo(granted, rule));
      }
    }
    assertThat(granted).hasSizeGreaterThan(20);
    granted.removeAll(sent(metrics));
    granted.removeIf(each -> each.startsWith(ONLY_OF_OLDER_SERVERS));
    return granted;
  }

  private static void addTo(Set<String> granted, JsonElement rule) {
    String group = Json.array(rule, "apiGroups").get(0).getAsString();
    for (JsonElement resource : Json.array(rule, "resources")) {
      String[] parts = resource.getAsString().split("/", 2);
      String name = group.isEmpty() ? parts[0] : parts[0] + "." + group;
      for (JsonElement verb : Json.array(rule, "verbs")) {
        granted.add(verb.getAsString() + " " + name + (parts.length == 2 ? "/" + parts[1] : ""));
      }
    }
  }

  private static Set<String> sent(String metrics) {
    Set<String> out = new TreeSet<>();
    Matcher line =
        Pattern.compile(
                "lws_api_call_seconds_count\\{code=\"[0-9]+\",resource=\"([^\"]+)\",verb=\"(\\w+)\"")
            .matcher(metrics);
    while (line.find()) {
      String verb = line.group(2).equals("apply") ? "patch" : line.group(2);
      out.add(verb + " " + line.group(1));
    }
    return out;
  }
}
