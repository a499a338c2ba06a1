package io.leaderworkerset.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.kubernetes.client.extended.controller.ControllerManager;
import io.kubernetes.client.openapi.ApiClient;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.EmbeddedCluster;
import org.junit.jupiter.api.Test;

class EmbedInYourManagerTest {
  @Test
  void runsTheHostsControllerBesideTheSets() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
      ApiClient client = cluster.newClient();
      client.setReadTimeout(0);
      ControllerManager manager = EmbedInYourManager.manager(client);
      Thread host = new Thread(manager);
      host.start();
      try {
        SmallSet.create(cluster, "serving", 2);
        Eventually.await("the set is available", () -> SmallSet.isAvailable(cluster, "serving"));
        Eventually.await("the host's controller wrote", () -> address(cluster) != null);
        assertThat(Json.string(address(cluster), "data", "address"))
            .isEqualTo("serving.default.svc");
      } finally {
        manager.shutdown();
        host.join(20_000);
      }
      assertThat(host.isAlive()).isFalse();
    }
  }

  private static JsonObject address(EmbeddedCluster cluster) {
    return cluster.api().get("configmaps", "default", "serving" + AddressBook.SUFFIX);
  }
}
