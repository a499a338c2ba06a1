package io.leaderworkerset.manifest;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import java.util.List;

/**
 * The defaults that the API server writes into pod templates and claim templates.
 *
 * @see <a href="https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/">the
 *     Pod API, where the defaults are documented</a>
 */
final class PodDefaults {
  /** Volumes whose files have a mode; projected sources of the same names have none. */
  private static final List<String> FILE_VOLUMES =
      List.of("configMap", "downwardAPI", "projected", "secret");

  private PodDefaults() {}

  /** Fills the defaults of an object that is the member, or in the list, of that name. */
  static void fill(String name, JsonObject object) {
    switch (name) {
      case "spec" -> fillPodSpec(object);
      case "metadata" -> object.remove("creationTimestamp");
      case "containers", "initContainers" -> fillContainer(object);
      case "ports" -> put(object, "protocol", "TCP", object.has("containerPort"));
      case "livenessProbe", "readinessProbe", "startupProbe" -> fillProbe(object);
      case "httpGet" -> {
        put(object, "path", "/", true);
        put(object, "scheme", "HTTP", true);
      }
      case "fieldRef" -> put(object, "apiVersion", "v1", true);
      case "resourceFieldRef" -> put(object, "divisor", "0", true);
      case "serviceAccountToken" -> put(object, "expirationSeconds", 3600);
      case "volumeClaimTemplates", "volumeClaimTemplate" -> fillClaim(object);
      case "volumes" -> fillVolume(object);
      default -> {}
    }
  }

  private static void fillPodSpec(JsonObject spec) {
    if (!spec.has("containers")) {
      return; // the spec of a claim
    }
    put(spec, "restartPolicy", "Always", true);
    put(spec, "dnsPolicy", "ClusterFirst", true);
    put(spec, "schedulerName", "default-scheduler", true);
    put(spec, "terminationGracePeriodSeconds", 30);
    String account = Json.string(spec, "serviceAccount");
    spec.remove("serviceAccount"); // the deprecated name of serviceAccountName
    if (account != null) {
      put(spec, "serviceAccountName", account, true);
    }
    if (Json.isTrue(spec, "hostNetwork")) {
      fillHostPorts(spec, "containers");
      fillHostPorts(spec, "initContainers");
    }
  }

  private static void fillHostPorts(JsonObject spec, String containers) {
    for (JsonElement container : Json.array(spec, containers)) {
      for (JsonElement port : Json.array(container, "ports")) {
        JsonElement number = Json.at(port, "containerPort");
        if (number != null && !port.getAsJsonObject().has("hostPort")) {
          port.getAsJsonObject().add("hostPort", number);
        }
      }
    }
  }

  private static void fillContainer(JsonObject container) {
    put(container, "terminationMessagePath", "/dev/termination-log", true);
    put(container, "terminationMessagePolicy", "File", true);
    String image = Json.string(container, "image");
    if (image != null) {
      put(container, "imagePullPolicy", isLatest(image) ? "Always" : "IfNotPresent", true);
    }
  }

  /** Returns whether an image reference names no digest and no tag but {@code latest}. */
  private static boolean isLatest(String image) {
    if (image.contains("@")) {
      return false;
    }
    String last = image.substring(image.lastIndexOf('/') + 1);
    int colon = last.indexOf(':');
    return colon < 0 || last.substring(colon + 1).equals("latest");
  }

  private static void fillProbe(JsonObject probe) {
    put(probe, "timeoutSeconds", 1);
    put(probe, "periodSeconds", 10);
    put(probe, "successThreshold", 1);
    put(probe, "failureThreshold", 3);
  }

  private static void fillVolume(JsonObject volume) {
    for (String source : FILE_VOLUMES) {
      JsonObject found = Json.object(volume, source);
      if (found != null) {
        put(found, "defaultMode", 420);
      }
    }
    if (volume.size() == 1 && volume.has("name")) {
      volume.add("emptyDir", new JsonObject());
    }
  }

  private static void fillClaim(JsonObject claim) {
    claim.remove("apiVersion");
    claim.remove("kind");
    claim.remove("status");
    Json.ensureObject(claim, "metadata").remove("namespace");
    put(Json.ensureObject(claim, "spec"), "volumeMode", "Filesystem", true);
  }

  private static void put(JsonObject object, String name, String value, boolean applies) {
    if (applies && !object.has(name)) {
      object.addProperty(name, value);
    }
  }

  private static void put(JsonObject object, String name, int value) {
    if (!object.has(name)) {
      object.addProperty(name, value);
    }
  }
}
