package io.leaderworkerset.testkit.cluster;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.cluster.StatefulSetSpec;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi;
import java.util.Map;

/** The PersistentVolumeClaims of StatefulSets: made before their pods, owned as retention asks. */
final class StatefulSetClaims {
  private final ClusterView view;

  StatefulSetClaims(ClusterView view) {
    this.view = view;
  }

  /**
   * Makes the claims of an ordinal that are missing.
   *
   * @throws RetryLater if one is on its way out, so that the pod must not be made yet
   */
  void ensure(JsonObject set, int ordinal) {
    for (JsonElement template : templates(set)) {
      String name = StatefulSetPods.claimName(set, template, ordinal);
      JsonObject claim = view.get(Resources.CLAIMS, Meta.namespace(set), name);
      if (claim == null) {
        create(StatefulSetPods.claim(set, template, ordinal));
      } else if (Meta.isTerminating(claim) || belongsToAnOlderPod(set, claim, ordinal)) {
        throw new RetryLater("claim " + name + " of an earlier pod is being deleted");
      }
    }
  }

  private void create(JsonObject claim) {
    try {
      view.create(Resources.CLAIMS, claim);
    } catch (ClusterApi.ApiException e) {
      if (e.code() != 409) {
        throw e;
      }
    }
  }

  private static boolean belongsToAnOlderPod(JsonObject set, JsonObject claim, int ordinal) {
    if (!deletes(set, "whenScaled")) {
      return false;
    }
    String podName = Meta.name(set) + "-" + ordinal;
    for (JsonElement owner : Meta.owners(claim)) {
      if (isRefTo(owner, "Pod", podName)) {
        return true; // the pod to be made has no UID yet: it cannot be the owner
      }
    }
    return false;
  }

  /** Makes missing claims of pending pods, and brings the owners of all claims up to date. */
  void tend(JsonObject set, Map<Integer, JsonObject> pods) {
    JsonArray templates = templates(set);
    if (templates.isEmpty()) {
      return;
    }
    StatefulSetSpec spec = StatefulSetJson.spec(set);
    pods.forEach(
        (ordinal, pod) -> {
          boolean wanted = ordinal >= spec.startOrdinal() && ordinal < spec.endOrdinal();
          for (JsonElement template : templates) {
            tend(set, template, pod, ordinal, wanted);
          }
        });
  }

  private void tend(
      JsonObject set, JsonElement template, JsonObject pod, int ordinal, boolean wanted) {
    String name = StatefulSetPods.claimName(set, template, ordinal);
    JsonObject claim = view.get(Resources.CLAIMS, Meta.namespace(set), name);
    if (claim == null) {
      boolean pending = "Pending".equals(Json.string(pod, "status", "phase"));
      if (wanted && pending && !Meta.isTerminating(pod)) {
        create(StatefulSetPods.claim(set, template, ordinal));
      }
      return;
    }
    boolean scaledDown = deletes(set, "whenScaled") && !wanted;
    boolean ofSet = deletes(set, "whenDeleted") && !scaledDown;
    if (!isForeign(claim, set, pod)) {
      own(claim, set, ofSet, pod, scaledDown);
    }
  }

  private void own(JsonObject claim, JsonObject set, boolean ofSet, JsonObject pod, boolean ofPod) {
    if (owns(claim, Meta.uid(set)) == ofSet && owns(claim, Meta.uid(pod)) == ofPod) {
      return;
    }
    view.update(
        Resources.CLAIMS,
        claim,
        copy -> {
          JsonArray owners = new JsonArray();
          for (JsonElement owner : Meta.owners(copy)) {
            String uid = Json.string(owner, "uid");
            if (!Meta.uid(set).equals(uid) && !Meta.uid(pod).equals(uid)) {
              owners.add(owner);
            }
          }
          if (ofSet) {
            owners.add(Meta.controllerRef("apps/v1", "StatefulSet", set));
          }
          if (ofPod) {
            owners.add(Meta.controllerRef("v1", "Pod", pod));
          }
          Json.ensureObject(copy, "metadata").add("ownerReferences", owners);
          return true;
        });
  }

  private static boolean owns(JsonObject claim, String uid) {
    for (JsonElement owner : Meta.owners(claim)) {
      if (uid.equals(Json.string(owner, "uid"))) {
        return true;
      }
    }
    return false;
  }

  /** Whether an earlier set or pod of that name, or another controller, has the claim. */
  private static boolean isForeign(JsonObject claim, JsonObject set, JsonObject pod) {
    for (JsonElement owner : Meta.owners(claim)) {
      String uid = Json.string(owner, "uid");
      boolean ours = Meta.uid(set).equals(uid) || Meta.uid(pod).equals(uid);
      boolean named =
          isRefTo(owner, "StatefulSet", Meta.name(set)) || isRefTo(owner, "Pod", Meta.name(pod));
      if (!ours && (named || Json.isTrue(owner, "controller"))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isRefTo(JsonElement owner, String kind, String name) {
    return kind.equals(Json.string(owner, "kind")) && name.equals(Json.string(owner, "name"));
  }

  private static JsonArray templates(JsonObject set) {
    return Json.array(set, "spec", "volumeClaimTemplates");
  }

  private static boolean deletes(JsonObject set, String when) {
    return "Delete".equals(Json.string(set, "spec", "persistentVolumeClaimRetentionPolicy", when));
  }
}
