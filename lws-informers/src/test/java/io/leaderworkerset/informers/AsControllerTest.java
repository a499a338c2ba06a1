package io.leaderworkerset.informers;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.extended.controller.Controller;
import io.leaderworkerset.informers.support.ScriptedServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The official interface: a host may shut down what it has not run. */
@Timeout(60)
class AsControllerTest {
  @Test
  void startsNothingOnceItWasShutDown() {
    try (ScriptedServer server = new ScriptedServer()) {
      LeaderWorkerSetControllers lws = LeaderWorkerSetControllers.builder(server.client()).build();
      Controller controller = lws.asController();
      controller.shutdown();
      controller.shutdown();
      controller.run();
      assertThat(lws.isReady()).isFalse();
      assertThat(server.seen()).isEmpty();
    }
  }
}
