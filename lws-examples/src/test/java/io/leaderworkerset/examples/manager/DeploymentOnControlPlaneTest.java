package io.leaderworkerset.examples.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.admission.Gang;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.examples.Eventually;
import io.leaderworkerset.informers.admission.AdmissionManifests;
import io.leaderworkerset.informers.election.ShardLeases;
import io.leaderworkerset.informers.shard.Shard;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.controlplane.ControlPlane;
import io.leaderworkerset.testkit.controlplane.ControlPlaneExtension;
import io.leaderworkerset.testkit.controlplane.ControlPlaneOptions;
import io.leaderworkerset.testkit.controlplane.HttpClusterApi;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way to install, rendered by kubectl and helm, and taken by a real API server. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeploymentOnControlPlaneTest {
  @RegisterExtension
  static final ControlPlaneExtension EXTENSION =
      ControlPlaneExtension.ofItsOwn(ControlPlaneOptions.defaults());

  private static final String NO_HELM =
      Deployments.HELM + " is not set. Run .ci/helm/build.sh (needs Go), or set it to a helm.";

  /** Of definitions that others bring, as much as it takes to accept their objects. */
  private static final List<String> FOREIGN =
      List.of(
          "cert-manager.io/v1/Certificate",
          "cert-manager.io/v1/Issuer",
          "monitoring.coreos.com/v1/ServiceMonitor");

  private ControlPlane plane;
  private HttpClusterApi api;

  @BeforeAll
  void start(ControlPlane started) {
    plane = started;
    api = new HttpClusterApi(plane.newClient(), List.of());
    FOREIGN.forEach(
        each -> api.create("customresourcedefinitions.apiextensions.k8s.io", definition(each)));
    Eventually.await(
        "they are served",
        () -> {
          try {
            api.list("servicemonitors.monitoring.coreos.com");
            api.list("certificates.cert-manager.io");
            api.list("issuers.cert-manager.io");
            return true;
          } catch (RuntimeException e) {
            return false;
          }
        });
  }

  @AfterAll
  void stop() {
    if (api != null) {
      api.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "base",
        "overlays/cert-manager",
        "overlays/prometheus",
        "overlays/volcano",
        "overlays/shards",
        "overlays/policies",
        "overlays/policies-volcano"
      })
  void aRealApiServerTakesWhatKustomizeRenders(String folder) throws Exception {
    assumePolicies(folder);
    removeDeployment();
    List<JsonObject> objects = Deployments.kustomize(folder);
    apply(objects);
    check(objects, "lws-system");
  }

  @ParameterizedTest
  @CsvSource({
    "webhooks,    ''",
    "cert-manager,''",
    "policies,    ''",
    "webhooks,    all",
    "policies,    shards",
    "policies,    volcano",
  })
  void aRealApiServerTakesWhatHelmRenders(String mode, String options) throws Exception {
    Assumptions.assumeTrue(Deployments.helm().isPresent(), NO_HELM);
    assumePolicies(mode);
    String namespace = "lws-" + mode + options;
    createRestricted(namespace);
    List<String> flags = new ArrayList<>(List.of("--set", "mode=" + mode));
    if (options.equals("all")) {
      flags.add("--set-json");
      flags.add("client={\"qps\":20.5,\"burst\":30}"); // --set knows no fractions
      flags.add("--set");
      flags.add(
          "namespaces={default,kube-public},metrics.serviceMonitor.enabled=true,"
              + "gang.provider=volcano,tls.minVersion=VersionTLS13,replicas=3,workers=8,"
              + "javaToolOptions=-Xlog:gc,priorityClassName=system-cluster-critical,"
              + "networkPolicy.egress[0].ports[0].port=6443,image.pullSecrets[0].name=pull");
    }
    if (options.equals("shards")) {
      flags.addAll(List.of("--set", "shards=3,replicas=1"));
    }
    if (options.equals("volcano")) {
      flags.addAll(List.of("--set", "gang.provider=volcano"));
    }
    List<JsonObject> objects = Deployments.helm(namespace, flags.toArray(new String[0]));
    apply(objects);
    check(objects, namespace);
    boolean everywhere =
        Deployments.ofKind(objects, "ClusterRoleBinding").stream()
            .anyMatch(each -> "lws-manager-rolebinding".equals(name(each)));
    assertThat(everywhere).isEqualTo(!options.equals("all"));
  }

  @Test
  void theChartRefusesValuesThatItDoesNotKnow() {
    Assumptions.assumeTrue(Deployments.helm().isPresent(), NO_HELM);
    assertThatThrownBy(() -> Deployments.helm("x", "--set", "replica=3"))
        .hasMessageContaining("replica");
    assertThatThrownBy(() -> Deployments.helm("x", "--set", "mode=none"))
        .hasMessageContaining("mode");
  }

  @Test
  void theChartAndTheBaseGiveTheManagerTheSameRights() throws Exception {
    Assumptions.assumeTrue(Deployments.helm().isPresent(), NO_HELM);
    assertThat(rules(Deployments.helm("lws-system")))
        .isEqualTo(rules(Deployments.kustomize("base")));
    assertThat(rules(Deployments.helm("lws-system", "--set", "mode=policies")))
        .isEqualTo(rules(Deployments.kustomize("overlays/policies")));
    assertThat(
            rules(Deployments.helm("lws-system", "--set", "mode=policies,gang.provider=volcano")))
        .isEqualTo(rules(Deployments.kustomize("overlays/policies-volcano")));
    assertThat(rules(Deployments.helm("lws-system", "--set", "shards=3")))
        .isEqualTo(rules(Deployments.kustomize("overlays/shards")));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 5})
  void theChartMakesAManagerForEachShareThatMayTakeTheLeasesOfAll(int shards) throws Exception {
    Assumptions.assumeTrue(Deployments.helm().isPresent(), NO_HELM);
    List<JsonObject> objects = Deployments.helm("lws-system", "--set", "shards=" + shards);
    Set<String> flags = new TreeSet<>();
    Set<String> leases = new TreeSet<>();
    for (int i = 0; i < shards; i++) {
      flags.add("--shard=" + i + "/" + shards);
      leases.add(ShardLeases.leaseName("b8b2488c.x-k8s.io", Shard.of(i, shards)));
    }
    List<JsonObject> deployments = Deployments.ofKind(objects, "Deployment");
    assertThat(deployments).hasSize(Math.max(1, shards));
    assertThat(
            deployments.stream()
                .flatMap(each -> arguments(each).stream())
                .filter(each -> each.startsWith("--shard=")))
        .containsExactlyInAnyOrderElementsOf(flags);
    for (String kind : List.of("PodDisruptionBudget", "Deployment")) {
      assertThat(
              Deployments.ofKind(objects, kind).stream()
                  .map(each -> Json.object(each, "spec", "selector", "matchLabels")))
          .doesNotHaveDuplicates()
          .hasSize(Math.max(1, shards));
    }
    JsonElement rules = rules(objects).get("Role lws-shard-lease-role");
    assertThat(rules == null).isEqualTo(shards == 0);
    if (rules != null) {
      assertThat(strings(Json.array(rules.getAsJsonArray().get(1), "resourceNames")))
          .containsExactlyInAnyOrderElementsOf(leases);
    }
  }

  private void assumePolicies(String mode) {
    Assumptions.assumeTrue(
        !mode.contains("policies") || plane.version().matches("v1\\.(3[6-9]|[4-9][0-9])\\..*"),
        "admissionregistration.k8s.io/v1 has MutatingAdmissionPolicy from 1.36 on");
  }

  private void apply(List<JsonObject> objects) throws Exception {
    Deployments.run(
        Deployments.text(objects),
        Deployments.kubectl(),
        "--kubeconfig=" + plane.kubeconfig(),
        "apply",
        "--server-side",
        "--validate=strict",
        "-f",
        "-");
  }

  private void check(List<JsonObject> objects, String namespace) throws Exception {
    JsonObject crd = Deployments.ofKind(objects, "CustomResourceDefinition").get(0);
    assertThat(crd.get("spec")).isEqualTo(ownDefinition().get("spec"));

    JsonObject data = Deployments.ofKind(objects, "ConfigMap").get(0);
    String file = Json.string(data, "data", "configuration.yaml");
    ManagerConfig config = ConfigFile.parse("the ConfigMap", file);

    int pods = 0;
    for (JsonObject deployment : Deployments.ofKind(objects, "Deployment")) {
      List<String> arguments = arguments(deployment);
      assertThat(arguments.get(0)).isEqualTo("run");
      Main.commandLine().parseArgs(arguments.toArray(new String[0]));
      pods += Json.integer(deployment, "spec", "replicas");
    }
    int expected = pods;

    int configurations =
        Deployments.ofKind(objects, "MutatingWebhookConfiguration").size()
            + Deployments.ofKind(objects, "ValidatingWebhookConfiguration").size();
    assertThat(configurations).isEqualTo(config.webhook().enabled() ? 2 : 0);
    Gang gang =
        Deployments.ofKind(objects, "ClusterRole").stream()
                .anyMatch(each -> "lws-gang-role".equals(name(each)))
            ? Gang.VOLCANO
            : Gang.NONE;
    assertThat(admission(objects))
        .isEqualTo(
            config.webhook().enabled() ? Set.of() : admission(AdmissionManifests.policies(gang)));

    Eventually.await(
        () -> "Pod Security lets the pods in: " + api.list("replicasets.apps"),
        () -> pods(namespace) >= expected);
  }

  /** Of the variant before, so that the pods that are counted are those of this one. */
  private void removeDeployment() {
    if (api.get("deployments.apps", "lws-system", "lws-controller-manager") != null) {
      api.delete("deployments.apps", "lws-system", "lws-controller-manager", null, null, null);
      Eventually.await("its pods are gone", () -> pods("lws-system") == 0);
    }
  }

  private long pods(String namespace) {
    return api.list("pods").stream()
        .filter(each -> namespace.equals(Json.string(each, "metadata", "namespace")))
        .count();
  }

  private static List<String> arguments(JsonObject deployment) {
    JsonObject container =
        Json.array(deployment, "spec", "template", "spec", "containers").get(0).getAsJsonObject();
    return strings(Json.array(container, "args"));
  }

  private static List<String> strings(JsonArray array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonElement::getAsString).toList();
  }

  private static Map<String, JsonElement> rules(List<JsonObject> objects) {
    Map<String, JsonElement> out = new TreeMap<>();
    for (JsonObject each : objects) {
      String kind = String.valueOf(Json.string(each, "kind"));
      if (kind.endsWith("Role")) {
        out.put(kind + " " + name(each), each.get("rules"));
      }
    }
    assertThat(out).isNotEmpty();
    return out;
  }

  /** The policies and their bindings, by kind and name. */
  private static Set<String> admission(List<JsonObject> objects) {
    Set<String> out = new TreeSet<>();
    for (JsonObject each : objects) {
      String kind = String.valueOf(Json.string(each, "kind"));
      if (kind.contains("AdmissionPolicy")) {
        out.add(kind + " " + name(each));
      }
    }
    return out;
  }

  private static String name(JsonObject object) {
    return String.valueOf(Json.string(object, "metadata", "name"));
  }

  private static JsonObject ownDefinition() throws Exception {
    String path = "/io/leaderworkerset/crd/leaderworkersets.yaml";
    try (InputStream in = LeaderWorkerSet.class.getResourceAsStream(path)) {
      return Deployments.objects(new String(in.readAllBytes(), StandardCharsets.UTF_8)).get(0);
    }
  }

  private void createRestricted(String namespace) {
    api.create(
        "namespaces",
        Json.parse(
                """
                {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "%s",
                  "labels": {"pod-security.kubernetes.io/enforce": "restricted"}}}
                """
                    .formatted(namespace))
            .getAsJsonObject());
  }

  private static JsonObject definition(String kind) {
    String[] parts = kind.split("/");
    String singular = parts[2].toLowerCase(java.util.Locale.ROOT);
    return Json.parse(
            """
            {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
             "metadata": {"name": "%1$ss.%2$s"},
             "spec": {"group": "%2$s", "scope": "Namespaced",
               "names": {"plural": "%1$ss", "singular": "%1$s", "kind": "%3$s",
                 "listKind": "%3$sList"},
               "versions": [{"name": "%4$s", "served": true, "storage": true,
                 "schema": {"openAPIV3Schema": {"type": "object",
                   "x-kubernetes-preserve-unknown-fields": true}}}]}}
            """
                .formatted(singular, parts[0], parts[2], parts[1]))
        .getAsJsonObject();
  }
}
