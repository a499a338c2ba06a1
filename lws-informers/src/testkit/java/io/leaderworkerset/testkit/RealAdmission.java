package io.leaderworkerset.testkit;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.ApiClient;
import io.leaderworkerset.admission.Gang;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.informers.admission.AdmissionManifests;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.manifest.PodGroups;
import io.leaderworkerset.testkit.api.ClusterApi;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Admission of a real cluster: a label on each namespace says which {@link AdmissionMode} it is in.
 */
final class RealAdmission implements AutoCloseable {
  private static final String MODE_LABEL = "testkit.leaderworkerset.io/admission";
  private static final String NAMESPACE = "lws-system";
  private static final String SETS = Names.PLURAL + "." + Names.GROUP;
  private static final String INVALID_SET =
      """
      {"apiVersion":"leaderworkerset.x-k8s.io/v1","kind":"LeaderWorkerSet",
       "metadata":{"name":"admission-probe","annotations":{"%s":"rack"}},
       "spec":{"leaderWorkerTemplate":{"workerTemplate":{"spec":{"containers":
        [{"name":"c","image":"i"}]}}}}}
      """
          .formatted(Names.SUBGROUP_EXCLUSIVE_TOPOLOGY_ANNOTATION);
  private static final String INVALID_POD =
      """
      {"apiVersion":"v1","kind":"Pod","metadata":{"name":"admission-probe","labels":{"%s":"a"}},
       "spec":{"containers":[{"name":"c","image":"i"}]}}
      """
          .formatted(Names.SET_NAME_LABEL);

  private static final String TPU_POD =
      """
      {"apiVersion":"v1","kind":"Pod",
       "metadata":{"name":"admission-probe-0","annotations":{"%s":"2"},
        "labels":{"%s":"admission-probe","%s":"0"}},
       "spec":{"containers":[{"name":"c","image":"i",
        "resources":{"limits":{"google.com/tpu":"1"}}}]}}
      """
          .formatted(Names.SIZE_ANNOTATION, Names.SET_NAME_LABEL, Names.WORKER_INDEX_LABEL);

  private final Deque<AutoCloseable> servers = new ArrayDeque<>();
  private final boolean policies;

  /**
   * Installs all modes that the server can have, in namespace {@code lws-system}, which must be
   * there.
   */
  RealAdmission(ApiClient client, ClusterApi api) {
    for (AdmissionMode mode : List.of(AdmissionMode.WEBHOOKS, AdmissionMode.VOLCANO)) {
      servers.push(new LoopbackWebhooks(client, api, NAMESPACE, mode));
    }
    this.policies = installPolicies(api);
  }

  /** Returns whether the server is new enough for admission policies that mutate. */
  boolean hasPolicies() {
    return policies;
  }

  /** Returns the labels of a namespace of that mode. */
  static Map<String, String> labels(AdmissionMode mode) {
    return mode == AdmissionMode.WEBHOOKS ? Map.of() : Map.of(MODE_LABEL, mode.name());
  }

  /** Returns the selector of the namespaces of these modes; those without a label have webhooks. */
  static JsonObject namespacesOf(AdmissionMode... modes) {
    JsonArray values = new JsonArray();
    List<AdmissionMode> chosen = List.of(modes);
    boolean unlabelled = chosen.contains(AdmissionMode.WEBHOOKS);
    Arrays.stream(AdmissionMode.values())
        .filter(each -> chosen.contains(each) != unlabelled)
        .forEach(each -> values.add(each.name()));
    JsonObject requirement = new JsonObject();
    requirement.addProperty("key", MODE_LABEL);
    requirement.addProperty("operator", unlabelled ? "NotIn" : "In");
    requirement.add("values", values);
    JsonArray requirements = new JsonArray();
    requirements.add(requirement);
    JsonObject selector = new JsonObject();
    selector.add("matchExpressions", requirements);
    return selector;
  }

  /** Returns the resource of an object of admissionregistration.k8s.io. */
  static String resourceOf(JsonObject object) {
    String kind = String.valueOf(Json.string(object, "kind")).toLowerCase(Locale.ROOT);
    String plural = kind.endsWith("y") ? kind.substring(0, kind.length() - 1) + "ies" : kind + "s";
    return plural + ".admissionregistration.k8s.io";
  }

  private static boolean installPolicies(ClusterApi api) {
    try {
      api.list("mutatingadmissionpolicies.admissionregistration.k8s.io");
    } catch (ClusterApi.ApiException e) {
      if (e.code() == 404) {
        return false;
      }
      throw e;
    }
    for (JsonObject each : AdmissionManifests.policies(Gang.VOLCANO)) {
      JsonObject constraints = Json.object(each, "spec", "matchConstraints");
      if (constraints != null) {
        constraints.add(
            "namespaceSelector",
            isOfGangs(each)
                ? namespacesOf(AdmissionMode.VOLCANO_POLICIES)
                : namespacesOf(AdmissionMode.POLICIES, AdmissionMode.VOLCANO_POLICIES));
      }
      api.create(resourceOf(each), each);
    }
    return true;
  }

  private static boolean isOfGangs(JsonObject policy) {
    return policy.toString().contains(PodGroups.GROUP_NAME_ANNOTATION.replace("/", "~1"));
  }

  /**
   * Returns whether admission is in force in a namespace of that mode: a server takes up
   * configurations a moment after they are written.
   */
  static boolean isInForce(ClusterApi api, String namespace, AdmissionMode mode) {
    boolean byPolicy = mode.isByPolicies();
    return refuses(api, SETS, namespace, INVALID_SET, byPolicy ? "lws-sets." : "vleaderworkerset.")
        && (byPolicy
            ? isMadeAMember(api, namespace, mode)
            : refuses(api, "pods", namespace, INVALID_POD, "mpod."));
  }

  /** Each policy comes into force for itself, so one pod shows the work of all. */
  private static boolean isMadeAMember(ClusterApi api, String namespace, AdmissionMode mode) {
    JsonObject pod = Json.parse(TPU_POD).getAsJsonObject();
    Json.ensureObject(pod, "metadata").addProperty("namespace", namespace);
    String made = api.create("pods", pod).toString();
    api.delete("pods", namespace, "admission-probe-0", null, null, 0L);
    return made.contains(Names.LEADER_ADDRESS_ENV)
        && made.contains("TPU_WORKER_ID")
        && (mode == AdmissionMode.POLICIES || made.contains(PodGroups.GROUP_NAME_ANNOTATION));
  }

  private static boolean refuses(
      ClusterApi api, String resource, String namespace, String text, String by) {
    JsonObject invalid = Json.parse(text).getAsJsonObject();
    Json.ensureObject(invalid, "metadata").addProperty("namespace", namespace);
    try {
      api.create(resource, invalid);
      api.delete(resource, namespace, "admission-probe", null, null, 0L);
      return false;
    } catch (ClusterApi.ApiException e) {
      return String.valueOf(e.getMessage()).contains(by);
    }
  }

  @Override
  public void close() {
    for (AutoCloseable server : servers) {
      try {
        server.close();
      } catch (Exception e) {
        throw new IllegalStateException("a webhook server does not end", e);
      }
    }
  }
}
