package io.leaderworkerset.examples;

import io.kubernetes.client.extended.controller.ControllerManager;
import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceList;
import io.kubernetes.client.util.Config;
import io.leaderworkerset.informers.LeaderWorkerSetControllers;
import java.io.IOException;

/**
 * LeaderWorkerSet semantics inside a manager that one has already: a controller of one's own on the
 * official client's informers and ours run side by side, on the same client, in one {@link
 * ControllerManager}.
 */
public final class EmbedInYourManager {
  private EmbedInYourManager() {}

  /** Runs both on the cluster that kubectl would use, until the process is stopped. */
  public static void main(String... args) throws IOException {
    ApiClient client = Config.defaultClient();
    client.setReadTimeout(0); // the official informers read their watches with the client's timeout
    ControllerManager manager = manager(client);
    Runtime.getRuntime().addShutdownHook(new Thread(manager::shutdown));
    manager.run();
  }

  /** Returns the manager of both; {@code run} blocks until {@code shutdown}. */
  static ControllerManager manager(ApiClient client) {
    CoreV1Api core = new CoreV1Api(client);
    SharedInformerFactory informers = new SharedInformerFactory(client);
    SharedIndexInformer<V1Service> services =
        informers.sharedIndexInformerFor(
            call ->
                core.listServiceForAllNamespaces()
                    .resourceVersion(call.resourceVersion)
                    .timeoutSeconds(call.timeoutSeconds)
                    .watch(call.watch)
                    .buildCall(null),
            V1Service.class,
            V1ServiceList.class);
    LeaderWorkerSetControllers sets = LeaderWorkerSetControllers.builder(client).build();
    return new ControllerManager(informers, new AddressBook(core, services), sets.asController());
  }
}
