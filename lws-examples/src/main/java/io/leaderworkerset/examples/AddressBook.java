package io.leaderworkerset.examples;

import io.kubernetes.client.extended.controller.Controller;
import io.kubernetes.client.extended.workqueue.DefaultWorkQueue;
import io.kubernetes.client.extended.workqueue.WorkQueue;
import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.informer.cache.Lister;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Service;
import io.leaderworkerset.identity.Names;
import java.net.HttpURLConnection;
import java.util.Map;
import javax.annotation.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A controller of the host's own: for each Service of a set it keeps a ConfigMap with the address
 * under which the groups are found, for programs that read files and not the API.
 */
final class AddressBook implements Controller {
  /** Ends the name of the ConfigMap of a Service. */
  static final String SUFFIX = "-address";

  private static final Logger LOG = LoggerFactory.getLogger(AddressBook.class);

  private final CoreV1Api api;
  private final SharedIndexInformer<V1Service> services;
  private final WorkQueue<String> queue = new DefaultWorkQueue<>();

  AddressBook(CoreV1Api api, SharedIndexInformer<V1Service> services) {
    this.api = api;
    this.services = services;
    services.addEventHandler(
        new ResourceEventHandler<>() {
          @Override
          public void onAdd(V1Service service) {
            enqueue(service);
          }

          @Override
          public void onUpdate(V1Service old, V1Service service) {
            enqueue(service);
          }

          @Override
          public void onDelete(V1Service service, boolean finalStateUnknown) {
            enqueue(service); // the ConfigMap goes by its owner reference
          }
        });
  }

  private void enqueue(V1Service service) {
    V1ObjectMeta metadata = service.getMetadata();
    if (metadata != null && metadata.getName() != null) {
      queue.add(metadata.getNamespace() + "/" + metadata.getName());
    }
  }

  @Override
  public void run() {
    try {
      for (String key = queue.get(); key != null; key = queue.get()) {
        try {
          reconcile(key);
        } finally {
          queue.done(key);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void reconcile(String key) {
    V1Service service = new Lister<>(services.getIndexer()).get(key);
    V1ObjectMeta metadata = service == null ? null : service.getMetadata();
    if (metadata == null || !isOfSet(metadata)) {
      return;
    }
    try {
      api.createNamespacedConfigMap(metadata.getNamespace(), configMap(metadata)).execute();
    } catch (ApiException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        LOG.warn("The address of {} was not written; tried again at its next change", key, e);
      }
    }
  }

  private static boolean isOfSet(V1ObjectMeta metadata) {
    Map<String, String> labels = metadata.getLabels();
    return labels != null && labels.containsKey(Names.SET_NAME_LABEL);
  }

  private static V1ConfigMap configMap(V1ObjectMeta service) {
    @Nullable String name = service.getName();
    return new V1ConfigMap()
        .metadata(
            new V1ObjectMeta()
                .namespace(service.getNamespace())
                .name(name + SUFFIX)
                .addOwnerReferencesItem(
                    new V1OwnerReference()
                        .apiVersion("v1")
                        .kind("Service")
                        .name(name)
                        .uid(service.getUid())))
        .putDataItem("address", name + "." + service.getNamespace() + ".svc");
  }

  @Override
  public void shutdown() {
    queue.shutDown();
  }
}
