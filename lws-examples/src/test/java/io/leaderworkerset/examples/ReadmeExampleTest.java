package io.leaderworkerset.examples;

import io.leaderworkerset.testkit.EmbeddedCluster;
import org.junit.jupiter.api.Test;

class ReadmeExampleTest {
  @Test
  void makesASetAvailableUntilItIsInterrupted() throws Exception {
    try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
      Thread host =
          new Thread(
              () -> {
                try {
                  ReadmeExample.run(cluster.newClient());
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      host.start();
      SmallSet.create(cluster, "serving", 2);
      Eventually.await("serving is available", () -> SmallSet.isAvailable(cluster, "serving"));
      host.interrupt();
      host.join(20_000);
      org.assertj.core.api.Assertions.assertThat(host.isAlive()).isFalse();
    }
  }
}
