package io.leaderworkerset.testkit.apiserver;

import io.leaderworkerset.testkit.apiserver.ResourceType.Column;
import io.leaderworkerset.testkit.apiserver.ResourceType.ScalePaths;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import javax.annotation.Nullable;

/** The resources one API server serves. Safe for use by several threads. */
public final class ResourceRegistry {
  private final Map<String, ResourceType> byKey = new ConcurrentSkipListMap<>();

  ResourceRegistry() {
    core();
    apps();
    others();
    custom();
  }

  /**
   * Serves a resource from now on; one of the same key, {@code plural.group}, is replaced and its
   * objects stay.
   */
  public void register(ResourceType type) {
    byKey.put(type.key(), type);
  }

  void unregister(String key) {
    byKey.remove(key);
  }

  /** Returns the resource by its key, such as {@code statefulsets.apps}; null if not served. */
  @Nullable
  public ResourceType find(String key) {
    return byKey.get(key);
  }

  /**
   * Returns the resource by its key.
   *
   * @throws IllegalArgumentException if it is not served
   */
  public ResourceType get(String key) {
    ResourceType found = byKey.get(key);
    if (found == null) {
      throw new IllegalArgumentException(
          "resource " + key + " is not served; register it, or use one of " + byKey.keySet());
    }
    return found;
  }

  /** Returns the resource of a path; null if not served in that version. */
  @Nullable
  ResourceType find(String group, String version, String plural) {
    ResourceType found = byKey.get(group.isEmpty() ? plural : plural + "." + group);
    return found != null && found.version().equals(version) ? found : null;
  }

  /** Returns the resource of a kind; null if not served. */
  @Nullable
  ResourceType findByKind(String apiVersion, String kind) {
    for (ResourceType type : byKey.values()) {
      if (type.kind().equals(kind) && type.apiVersion().equals(apiVersion)) {
        return type;
      }
    }
    return null;
  }

  /** Returns all resources, sorted by key. */
  public Collection<ResourceType> all() {
    return List.copyOf(byKey.values());
  }

  private void core() {
    ResourceType pods =
        core("pods", "Pod", true, "Pod", "po").withStatus().asBuiltIn(true).withCategories("all");
    register(pods.withSubresource("binding").withSubresource("eviction"));
    register(
        core("services", "Service", true, "Service", "svc")
            .withStatus()
            .asBuiltIn(false)
            .withCategories("all"));
    register(core("nodes", "Node", false, "Node", "no").withStatus().asBuiltIn(false));
    register(
        core("namespaces", "Namespace", false, "Custom", "ns")
            .withStatus()
            .withSubresource("finalize")
            .asBuiltIn(false));
    register(
        core("persistentvolumeclaims", "PersistentVolumeClaim", true, "Claim", "pvc")
            .withStatus()
            .asBuiltIn(false));
    register(
        core("persistentvolumes", "PersistentVolume", false, "Custom", "pv")
            .withStatus()
            .asBuiltIn(false));
    register(core("events", "Event", true, "Event", "ev"));
    register(core("secrets", "Secret", true, "Object"));
    register(core("configmaps", "ConfigMap", true, "Object", "cm"));
    register(core("serviceaccounts", "ServiceAccount", true, "Account", "sa"));
    register(core("endpoints", "Endpoints", true, "Object", "ep"));
    register(core("resourcequotas", "ResourceQuota", true, "Object", "quota").withStatus());
    register(core("limitranges", "LimitRange", true, "Object", "limits"));
  }

  private static ResourceType core(
      String plural, String kind, boolean namespaced, String schema, String... shortNames) {
    ResourceType made =
        namespaced
            ? ResourceType.namespaced("", "v1", plural, kind)
            : ResourceType.clusterScoped("", "v1", plural, kind);
    return made.withShortNames(shortNames).withSchema(Schemas.named(schema)).asBuiltIn(false);
  }

  private void apps() {
    ScalePaths scale = new ScalePaths(".spec.replicas", ".status.replicas", null);
    register(workload("statefulsets", "StatefulSet", "sts").withScale(scale).asBuiltIn(true));
    register(workload("deployments", "Deployment", "deploy").withScale(scale).asBuiltIn(true));
    register(workload("replicasets", "ReplicaSet", "rs").withScale(scale).asBuiltIn(true));
    register(workload("daemonsets", "DaemonSet", "ds").asBuiltIn(true));
    register(
        ResourceType.namespaced("apps", "v1", "controllerrevisions", "ControllerRevision")
            .withSchema(Schemas.named("Revision"))
            .asBuiltIn(false));
    register(
        ResourceType.namespaced("batch", "v1", "jobs", "Job")
            .withSchema(Schemas.named("Workload"))
            .withStatus()
            .withCategories("all")
            .asBuiltIn(true));
  }

  private static ResourceType workload(String plural, String kind, String shortName) {
    return ResourceType.namespaced("apps", "v1", plural, kind)
        .withShortNames(shortName)
        .withSchema(Schemas.named("Workload"))
        .withCategories("all")
        .withStatus();
  }

  private void others() {
    register(
        ResourceType.namespaced("coordination.k8s.io", "v1", "leases", "Lease").asBuiltIn(false));
    register(
        ResourceType.namespaced("events.k8s.io", "v1", "events", "Event")
            .withSchema(Schemas.named("Event"))
            .withShortNames("ev")
            .asBuiltIn(false));
    register(
        ResourceType.namespaced(
                "autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler")
            .withShortNames("hpa")
            .withCategories("all")
            .withStatus()
            .withSchema(Schemas.named("Custom"))
            .asBuiltIn(false));
    register(
        ResourceType.namespaced("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget")
            .withShortNames("pdb")
            .withStatus()
            .withSchema(Schemas.named("Budget"))
            .asBuiltIn(true));
    for (String kind : List.of("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")) {
      String plural = kind.toLowerCase(java.util.Locale.ROOT) + "s";
      register(
          ResourceType.clusterScoped("admissionregistration.k8s.io", "v1", plural, kind)
              .withSchema(Schemas.named("Webhooks"))
              .asBuiltIn(true));
    }
    register(
        ResourceType.clusterScoped(
                "apiextensions.k8s.io",
                "v1",
                "customresourcedefinitions",
                "CustomResourceDefinition")
            .withShortNames("crd", "crds")
            .withStatus()
            .withSchema(Schemas.named("Custom"))
            .asBuiltIn(true));
    register(
        ResourceType.clusterScoped("storage.k8s.io", "v1", "storageclasses", "StorageClass")
            .withShortNames("sc")
            .asBuiltIn(false));
    register(
        ResourceType.clusterScoped("scheduling.k8s.io", "v1", "priorityclasses", "PriorityClass")
            .withShortNames("pc")
            .asBuiltIn(false));
  }

  private void custom() {
    register(
        ResourceType.namespaced(
                "leaderworkerset.x-k8s.io", "v1", "leaderworkersets", "LeaderWorkerSet")
            .withShortNames("lws")
            .withStatus()
            .withScale(
                new ScalePaths(".spec.replicas", ".status.replicas", ".status.hpaPodSelector"))
            .withColumns(
                new Column("Ready", "integer", ".status.readyReplicas"),
                new Column("Desired", "integer", ".spec.replicas"),
                new Column("Up-to-date", "integer", ".status.updatedReplicas"))
            .withSchema(Schemas.named("Lws")));
    register(
        ResourceType.namespaced("scheduling.volcano.sh", "v1beta1", "podgroups", "PodGroup")
            .withShortNames("pg", "podgroup-v1beta1")
            .withStatus()
            .withSchema(Schemas.named("Custom")));
  }
}
