package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.leaderworkerset.json.Json;
import java.util.Set;

/**
 * What the API fills in on the built-in kinds, in place. Quantities stay as they were given: {@code
 * 0.5} is not rewritten as {@code 500m}.
 *
 * @see <a href="https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/">defaults
 *     followed: the API reference</a>
 */
final class Defaults {
  private final Set<String> gates;

  /** Makes defaults under the feature gates that are on. */
  Defaults(Set<String> gates) {
    this.gates = gates;
  }

  void apply(ResourceType type, JsonObject object) {
    if (type.key().equals("controllerrevisions.apps")) {
      Trees.clean(Trees.metadata(object), true); // its data is nobody's to change
      return;
    }
    Trees.clean(object, type.builtIn());
    switch (type.key()) {
      case "pods" -> pod(object);
      case "services" -> service(object);
      case "statefulsets.apps" -> statefulSet(object);
      case "deployments.apps" -> deployment(object);
      case "replicasets.apps" -> replicaSet(object);
      case "daemonsets.apps", "jobs.batch" -> template(object);
      case "persistentvolumeclaims" -> claim(object);
      case "namespaces" -> namespace(object);
      case "leaderworkersets.leaderworkerset.x-k8s.io" -> leaderWorkerSet(object);
      default -> {
        // nothing is filled in
      }
    }
    StatusDefaults.apply(type, object);
  }

  private static void leaderWorkerSet(JsonObject object) {
    JsonObject spec = Json.object(object, "spec");
    if (spec != null) {
      Trees.defaultTo(spec, "replicas", 1); // the defaults of the resource's schema
      Trees.defaultTo(spec, "startupPolicy", "LeaderCreated");
      JsonObject template = Json.object(spec, "leaderWorkerTemplate");
      if (template != null) {
        Trees.defaultTo(template, "size", 1);
        Trees.defaultTo(template, "restartPolicy", "RecreateGroupOnPodRestart");
      }
      JsonObject rolling = Json.object(spec, "rolloutStrategy", "rollingUpdateConfiguration");
      if (rolling != null) {
        Trees.defaultTo(rolling, "partition", 0);
        Trees.defaultTo(rolling, "maxUnavailable", 1);
        Trees.defaultTo(rolling, "maxSurge", 0);
      }
    }
  }

  private static void namespace(JsonObject object) {
    JsonObject spec = Json.ensureObject(object, "spec");
    if (Json.string(object, "metadata", "deletionTimestamp") == null) {
      JsonArray finalizers = new JsonArray();
      finalizers.add("kubernetes");
      Trees.defaultTo(spec, "finalizers", finalizers);
    }
    String name = Json.string(object, "metadata", "name");
    if (name != null) {
      Json.ensureObject(Trees.metadata(object), "labels")
          .addProperty("kubernetes.io/metadata.name", name);
    }
  }

  private static void claim(JsonObject object) {
    JsonObject spec = Json.object(object, "spec");
    if (spec != null) {
      Trees.defaultTo(spec, "volumeMode", "Filesystem");
    }
    Trees.defaultTo(Json.ensureObject(object, "status"), "phase", "Pending");
  }

  private static void service(JsonObject object) {
    JsonObject spec = Json.ensureObject(object, "spec");
    Trees.defaultTo(spec, "type", "ClusterIP");
    Trees.defaultTo(spec, "sessionAffinity", "None");
    if (!"ExternalName".equals(Json.string(spec, "type"))) {
      Trees.defaultTo(spec, "internalTrafficPolicy", "Cluster");
      Trees.defaultTo(spec, "ipFamilyPolicy", "SingleStack");
      JsonArray families = new JsonArray();
      families.add("IPv4");
      Trees.defaultTo(spec, "ipFamilies", families);
    }
    String ip = Json.string(spec, "clusterIP");
    if (ip != null && !ip.isEmpty()) {
      JsonArray ips = new JsonArray();
      ips.add(ip);
      Trees.defaultTo(spec, "clusterIPs", ips);
    }
    for (JsonElement e : Json.array(spec, "ports")) {
      if (e.isJsonObject()) {
        Trees.defaultTo(e.getAsJsonObject(), "protocol", "TCP");
        JsonElement port = e.getAsJsonObject().get("port");
        if (port != null) {
          Trees.defaultTo(e.getAsJsonObject(), "targetPort", port);
        }
      }
    }
  }

  private void statefulSet(JsonObject object) {
    JsonObject spec = Json.ensureObject(object, "spec");
    Trees.defaultTo(spec, "replicas", 1);
    Trees.defaultTo(spec, "podManagementPolicy", "OrderedReady");
    Trees.defaultTo(spec, "revisionHistoryLimit", 10);
    JsonObject retention = Json.ensureObject(spec, "persistentVolumeClaimRetentionPolicy");
    Trees.defaultTo(retention, "whenDeleted", "Retain");
    Trees.defaultTo(retention, "whenScaled", "Retain");
    JsonObject strategy = Json.ensureObject(spec, "updateStrategy");
    Trees.defaultTo(strategy, "type", "RollingUpdate");
    if ("RollingUpdate".equals(Json.string(strategy, "type"))) {
      JsonObject rolling = Json.ensureObject(strategy, "rollingUpdate");
      Trees.defaultTo(rolling, "partition", 0);
      if (gates.contains("MaxUnavailableStatefulSet")) {
        Trees.defaultTo(rolling, "maxUnavailable", 1);
      } else {
        rolling.remove("maxUnavailable");
      }
    }
    for (JsonElement e : Json.array(spec, "volumeClaimTemplates")) {
      if (e.isJsonObject()) {
        e.getAsJsonObject().addProperty("apiVersion", "v1");
        e.getAsJsonObject().addProperty("kind", "PersistentVolumeClaim");
        claim(e.getAsJsonObject());
      }
    }
    template(object);
  }

  private static void deployment(JsonObject object) {
    JsonObject spec = Json.ensureObject(object, "spec");
    Trees.defaultTo(spec, "replicas", 1);
    Trees.defaultTo(spec, "revisionHistoryLimit", 10);
    Trees.defaultTo(spec, "progressDeadlineSeconds", 600);
    JsonObject strategy = Json.ensureObject(spec, "strategy");
    Trees.defaultTo(strategy, "type", "RollingUpdate");
    if ("RollingUpdate".equals(Json.string(strategy, "type"))) {
      JsonObject rolling = Json.ensureObject(strategy, "rollingUpdate");
      Trees.defaultTo(rolling, "maxUnavailable", "25%");
      Trees.defaultTo(rolling, "maxSurge", "25%");
    }
    template(object);
  }

  private static void replicaSet(JsonObject object) {
    Trees.defaultTo(Json.ensureObject(object, "spec"), "replicas", 1);
    template(object);
  }

  private static void template(JsonObject object) {
    JsonObject spec = Json.object(object, "spec", "template", "spec");
    if (spec != null) {
      Json.ensureObject(object.getAsJsonObject("spec").getAsJsonObject("template"), "metadata");
      podSpec(spec);
    }
  }

  private static void pod(JsonObject object) {
    JsonObject spec = Json.object(object, "spec");
    if (spec == null) {
      return;
    }
    podSpec(spec);
    Trees.defaultTo(spec, "enableServiceLinks", new JsonPrimitive(true));
    Trees.defaultTo(spec, "preemptionPolicy", "PreemptLowerPriority");
    Trees.defaultTo(spec, "priority", 0);
    for (JsonElement container : Json.array(spec, "containers")) {
      defaultRequests(container);
    }
  }

  /** A limit without a request is a request too, in pods but not in templates. */
  private static void defaultRequests(JsonElement container) {
    JsonObject resources = Json.object(container, "resources");
    JsonObject limits = Json.object(resources, "limits");
    if (resources != null && limits != null) {
      JsonObject requests = Json.ensureObject(resources, "requests");
      limits.entrySet().forEach(e -> Trees.defaultTo(requests, e.getKey(), e.getValue()));
    }
  }

  private static void podSpec(JsonObject spec) {
    Trees.defaultTo(spec, "restartPolicy", "Always");
    Trees.defaultTo(spec, "dnsPolicy", "ClusterFirst");
    Trees.defaultTo(spec, "schedulerName", "default-scheduler");
    Trees.defaultTo(spec, "terminationGracePeriodSeconds", 30);
    Trees.defaultTo(spec, "securityContext", new JsonObject());
    copyEither(spec, "serviceAccountName", "serviceAccount");
    for (String list : new String[] {"initContainers", "containers"}) {
      for (JsonElement e : Json.array(spec, list)) {
        if (e.isJsonObject()) {
          container(e.getAsJsonObject());
        }
      }
    }
    for (JsonElement e : Json.array(spec, "volumes")) {
      volume(e);
    }
  }

  private static void copyEither(JsonObject spec, String name, String alias) {
    JsonElement value = spec.has(name) ? spec.get(name) : spec.get(alias);
    if (value != null) {
      spec.add(name, value);
      spec.add(alias, value);
    }
  }

  private static void container(JsonObject container) {
    Trees.defaultTo(container, "terminationMessagePath", "/dev/termination-log");
    Trees.defaultTo(container, "terminationMessagePolicy", "File");
    Trees.defaultTo(container, "resources", new JsonObject());
    String image = Json.string(container, "image");
    if (image != null) {
      String last = image.substring(image.lastIndexOf('/') + 1);
      boolean latest = !last.contains("@") && (!last.contains(":") || last.endsWith(":latest"));
      Trees.defaultTo(container, "imagePullPolicy", latest ? "Always" : "IfNotPresent");
    }
    for (JsonElement port : Json.array(container, "ports")) {
      if (port.isJsonObject()) {
        Trees.defaultTo(port.getAsJsonObject(), "protocol", "TCP");
      }
    }
    for (JsonElement env : Json.array(container, "env")) {
      JsonObject field = Json.object(env, "valueFrom", "fieldRef");
      if (field != null) {
        Trees.defaultTo(field, "apiVersion", "v1");
      }
    }
    for (String probe : new String[] {"livenessProbe", "readinessProbe", "startupProbe"}) {
      JsonObject found = Json.object(container, probe);
      if (found != null) {
        probe(found);
      }
    }
  }

  private static void probe(JsonObject probe) {
    Trees.defaultTo(probe, "timeoutSeconds", 1);
    Trees.defaultTo(probe, "periodSeconds", 10);
    Trees.defaultTo(probe, "successThreshold", 1);
    Trees.defaultTo(probe, "failureThreshold", 3);
    JsonObject http = Json.object(probe, "httpGet");
    if (http != null) {
      Trees.defaultTo(http, "path", "/");
      Trees.defaultTo(http, "scheme", "HTTP");
    }
  }

  private static void volume(JsonElement volume) {
    for (String source : new String[] {"secret", "configMap", "downwardAPI", "projected"}) {
      JsonObject found = Json.object(volume, source);
      if (found != null) {
        Trees.defaultTo(found, "defaultMode", 420);
      }
    }
    JsonObject hostPath = Json.object(volume, "hostPath");
    if (hostPath != null) {
      Trees.defaultTo(hostPath, "type", "");
    }
  }
}
