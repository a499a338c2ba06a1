package io.leaderworkerset.examples;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.Config;
import io.leaderworkerset.informers.LeaderWorkerSetControllers;
import java.io.IOException;
import java.util.Set;

/** The example of the README: LeaderWorkerSet semantics in any process with a client. */
public final class ReadmeExample {
  private ReadmeExample() {}

  /** Runs the controllers on the cluster that kubectl would use, until SIGTERM or SIGINT. */
  public static void main(String... args) throws IOException, InterruptedException {
    run(Config.defaultClient());
  }

  static void run(ApiClient client) throws InterruptedException {
    try (LeaderWorkerSetControllers lws =
        LeaderWorkerSetControllers.builder(client)
            .namespaces(Set.of("default")) // all, if left out
            .workers(8)
            .writeLimit(100, 200) // writes a second, and at once
            .build()) {
      Runtime.getRuntime().addShutdownHook(new Thread(lws::close)); // SIGTERM drains, too
      lws.start();
      Thread.currentThread().join(); // until interrupted
    }
  }
}
