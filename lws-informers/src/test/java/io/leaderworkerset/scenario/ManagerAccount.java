package io.leaderworkerset.scenario;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.RealCluster;
import io.leaderworkerset.testkit.api.ClusterApi;
import io.leaderworkerset.testkit.controlplane.ControlPlane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The service account that the manager is deployed with. On a real API server all scenarios run
 * with its rights, those of {@code lws-examples/deploy}, and no others.
 */
final class ManagerAccount {
  private static final Path DEPLOY = Path.of("../lws-examples/deploy");
  private static final List<String> ROLES =
      List.of("base/rbac.yaml", "components/volcano/rbac.yaml");
  private static final String USER = "system:serviceaccount:lws-system:lws-controller-manager";
  private static final List<String> GROUPS =
      List.of(
          "system:serviceaccounts", "system:serviceaccounts:lws-system", "system:authenticated");

  private ManagerAccount() {}

  /** Creates its roles and bindings; managers at this site have these rights and no others. */
  static Site site(RealCluster cluster) {
    install(cluster.api());
    return new Site(
        cluster, new Feed(cluster.api()), () -> cluster.plane().newClient(USER, GROUPS));
  }

  /** Returns a kubeconfig of the account. */
  static String kubeconfig(ControlPlane plane) {
    return plane.kubeconfigFor(USER, GROUPS);
  }

  private static void install(ClusterApi api) {
    for (String file : ROLES) {
      Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
      for (Object each : yaml.loadAll(read(DEPLOY.resolve(file)))) {
        JsonObject object = new Gson().toJsonTree(each).getAsJsonObject();
        String kind = String.valueOf(Json.string(object, "kind")).toLowerCase(Locale.ROOT);
        api.create(kind + "s.rbac.authorization.k8s.io", object);
      }
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
