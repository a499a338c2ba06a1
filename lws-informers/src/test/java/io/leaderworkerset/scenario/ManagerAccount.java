package io.leaderworkerset.scenario;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.RealCluster;
import io.leaderworkerset.testkit.api.ClusterApi;
import io.leaderworkerset.testkit.controlplane.ControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** The service account of a deployed manager, with the roles that the deployment gives it. */
final class ManagerAccount {
  private static final Path DEPLOY = Path.of("../lws-examples/deploy");
  private static final String NAMESPACE = "lws-system";
  private static final String USER =
      "system:serviceaccount:" + NAMESPACE + ":lws-controller-manager";
  private static final List<String> GROUPS =
      List.of(
          "system:serviceaccounts", "system:serviceaccounts:" + NAMESPACE, "system:authenticated");
  private static final Map<String, String> PLURALS =
      Map.of(
          "ClusterRole", "clusterroles",
          "ClusterRoleBinding", "clusterrolebindings",
          "Role", "roles",
          "RoleBinding", "rolebindings");

  private ManagerAccount() {}

  /** Grants the roles; managers at this site have these and nothing else. */
  static Site site(RealCluster cluster) {
    for (JsonObject each : read("base/rbac.yaml")) {
      String resource = PLURALS.get(Json.string(each, "kind")) + ".rbac.authorization.k8s.io";
      cluster.api().create(resource, each);
    }
    grantPodGroups(cluster.api());
    return new Site(
        cluster, new Feed(cluster.api()), () -> cluster.plane().newClient(USER, GROUPS));
  }

  /** Returns a kubeconfig of the account. */
  static String kubeconfig(ControlPlane plane) {
    return plane.kubeconfigFor(USER, GROUPS);
  }

  /** The component for Volcano adds rules to the manager's role. */
  private static void grantPodGroups(ClusterApi api) {
    String resource = "clusterroles.rbac.authorization.k8s.io";
    JsonObject role = api.get(resource, null, "lws-manager-role");
    for (JsonElement patch : readList("components/volcano/rbac.yaml")) {
      if (!"add".equals(Json.string(patch, "op"))
          || !"/rules/-".equals(Json.string(patch, "path"))) {
        throw new IllegalStateException("the component for Volcano has another form: " + patch);
      }
      Json.array(role, "rules").add(Json.object(patch, "value"));
    }
    api.update(resource, role);
  }

  private static List<JsonObject> read(String file) {
    Gson gson = new Gson();
    List<JsonObject> out = new ArrayList<>();
    new Yaml().loadAll(text(file)).forEach(doc -> out.add(gson.toJsonTree(doc).getAsJsonObject()));
    return out;
  }

  private static Iterable<JsonElement> readList(String file) {
    Object patches = new Yaml().load(text(file));
    return new Gson().toJsonTree(patches).getAsJsonArray();
  }

  private static String text(String file) {
    try {
      return Files.readString(DEPLOY.resolve(file));
    } catch (IOException e) {
      throw new IllegalStateException("the roles of the deployment cannot be read", e);
    }
  }
}
