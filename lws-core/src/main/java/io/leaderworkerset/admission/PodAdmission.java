package io.leaderworkerset.admission;

import com.google.gson.JsonObject;
import io.leaderworkerset.identity.Keys;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.identity.SubdomainPolicy;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.manifest.LeaderPod;
import io.leaderworkerset.manifest.PodGroups;
import javax.annotation.Nullable;

/**
 * Makes a pod, as its StatefulSet creates it, a member of its group: labels, exclusive placement,
 * subgroups, variables. Applying it again to its own result changes nothing.
 *
 * @see <a href="https://github.com/kubernetes-sigs/lws">rules followed:
 *     kubernetes-sigs/lws@060ab4d, pkg/webhooks/pod_webhook.go</a>
 */
public final class PodAdmission {
  private PodAdmission() {}

  /**
   * What becomes of a pod.
   *
   * @param pod the pod to create; as it came if it is refused
   * @param error why the pod is refused, or null if it is admitted
   */
  public record Result(JsonObject pod, @Nullable String error) {
    /** Returns whether the pod may be created. */
    public boolean isAdmitted() {
      return error == null;
    }
  }

  /**
   * Admits a pod that is created. Pods of no set (without the name label) pass as they are.
   *
   * @param pod the pod, which is not changed
   * @param gang what schedules groups as a whole
   */
  public static Result admit(JsonObject pod, Gang gang) {
    JsonObject out = pod.deepCopy();
    if (Json.string(out, "metadata", "labels", Names.SET_NAME_LABEL) == null) {
      return new Result(out, null);
    }
    try {
      apply(new MemberPod(out), gang);
      return new Result(out, null);
    } catch (RefusedException e) {
      return new Result(pod.deepCopy(), e.getMessage());
    }
  }

  private static void apply(MemberPod pod, Gang gang) {
    int size = pod.size();
    if (pod.isLeader()) {
      applyToLeader(pod);
    } else {
      pod.label(Names.WORKER_INDEX_LABEL, Integer.toString(pod.ordinal()));
      SubGroupMembership.applyToWorker(pod, size);
    }
    if (gang == Gang.VOLCANO) {
      pod.annotate(
          PodGroups.GROUP_NAME_ANNOTATION,
          PodGroups.name(
              pod.labelOrEmpty(Names.SET_NAME_LABEL),
              pod.labelOrEmpty(Names.GROUP_INDEX_LABEL),
              pod.labelOrEmpty(Names.REVISION_LABEL)));
    }
    if (LeaderPod.requestsTpus(pod.json())) {
      TpuVariables.add(pod, size);
    }
    GroupVariables.add(pod);
  }

  private static void applyToLeader(MemberPod pod) {
    if (pod.label(Names.GROUP_INDEX_LABEL) == null) {
      pod.label(Names.GROUP_INDEX_LABEL, Integer.toString(pod.ordinal()));
    }
    if (SubdomainPolicy.UNIQUE_PER_REPLICA
        .value()
        .equals(pod.annotation(Names.SUBDOMAIN_POLICY_ANNOTATION))) {
      pod.spec().addProperty("subdomain", pod.name());
    }
    String key = pod.label(Names.GROUP_KEY_LABEL);
    if (key == null) {
      key = Keys.groupKey(pod.namespace(), pod.name());
      pod.label(Names.GROUP_KEY_LABEL, key);
    }
    String topology = pod.annotation(Names.EXCLUSIVE_TOPOLOGY_ANNOTATION);
    if (topology != null) {
      ExclusivePlacement.apply(pod.spec(), topology, Names.GROUP_KEY_LABEL, key);
    }
    SubGroupMembership.applyToLeader(pod);
  }
}
