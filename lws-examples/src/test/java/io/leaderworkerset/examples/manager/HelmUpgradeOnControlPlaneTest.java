package io.leaderworkerset.examples.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.controlplane.ControlPlane;
import io.leaderworkerset.testkit.controlplane.ControlPlaneExtension;
import io.leaderworkerset.testkit.controlplane.ControlPlaneOptions;
import io.leaderworkerset.testkit.controlplane.HttpClusterApi;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code helm upgrade} of the chart on a real API server, from some values to others. */
@Timeout(300)
class HelmUpgradeOnControlPlaneTest {
  @RegisterExtension
  static final ControlPlaneExtension EXTENSION =
      ControlPlaneExtension.ofItsOwn(ControlPlaneOptions.defaults().apiServerOnly());

  private static final String NAMESPACE = "lws-system";

  @Test
  void takesAnotherNumberOfShardsAndLeavesNothingOfTheOneBefore(ControlPlane plane)
      throws Exception {
    Assumptions.assumeTrue(Deployments.helm().isPresent(), Deployments.HELM + " is not set");
    try (HttpClusterApi api = new HttpClusterApi(plane.newClient(), List.of())) {
      for (int shards : new int[] {0, 3, 2, 5, 1, 0}) {
        upgrade(plane, shards);
        assertThat(names(api, "deployments.apps")).isEqualTo(managers(shards));
        assertThat(names(api, "poddisruptionbudgets.policy")).isEqualTo(managers(shards));
        assertThat(flags(api)).isEqualTo(flags(shards));
        assertThat(names(api, "roles.rbac.authorization.k8s.io").contains("lws-shard-lease-role"))
            .isEqualTo(shards > 0);
      }
    }
  }

  private static void upgrade(ControlPlane plane, int shards) throws Exception {
    Deployments.run(
        "",
        Deployments.helm().orElseThrow(),
        "upgrade",
        "lws",
        Deployments.FOLDER.resolve("helm/lws-manager").toString(),
        "--install",
        "--create-namespace",
        "--namespace=" + NAMESPACE,
        "--kubeconfig=" + plane.kubeconfig(),
        "--set=shards=" + shards);
  }

  private static Set<String> managers(int shards) {
    Set<String> out = new TreeSet<>();
    for (int i = 0; i < shards; i++) {
      out.add("lws-controller-manager-" + i + "-of-" + shards);
    }
    return shards < 2 ? Set.of("lws-controller-manager") : out;
  }

  private static Set<String> flags(int shards) {
    Set<String> out = new TreeSet<>();
    for (int i = 0; i < shards; i++) {
      out.add("--shard=" + i + "/" + shards);
    }
    return out;
  }

  private static Set<String> names(HttpClusterApi api, String resource) {
    Set<String> out = new TreeSet<>();
    for (JsonObject each : api.list(resource)) {
      if (NAMESPACE.equals(Json.string(each, "metadata", "namespace"))) {
        out.add(Json.string(each, "metadata", "name"));
      }
    }
    return out;
  }

  private static Set<String> flags(HttpClusterApi api) {
    Set<String> out = new TreeSet<>();
    for (JsonObject each : api.list("deployments.apps")) {
      JsonArray containers = Json.array(each, "spec", "template", "spec", "containers");
      for (JsonElement flag : Json.array(containers.get(0), "args")) {
        if (flag.getAsString().startsWith("--shard=")) {
          out.add(flag.getAsString());
        }
      }
    }
    return out;
  }
}
