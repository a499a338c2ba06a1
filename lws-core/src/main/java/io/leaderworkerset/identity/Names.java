package io.leaderworkerset.identity;

/**
 * Names that are the contract with pods, tools and the Go controller: API group, labels,
 * annotations and environment variables.
 *
 * @see <a href="https://github.com/kubernetes-sigs/lws">kubernetes-sigs/lws@060ab4d,
 *     api/leaderworkerset/v1</a>
 */
public final class Names {
  /** API group of LeaderWorkerSet. */
  public static final String GROUP = "leaderworkerset.x-k8s.io";

  /** API version of LeaderWorkerSet. */
  public static final String VERSION = "v1";

  /** API group and version, as objects carry it in {@code apiVersion}. */
  public static final String API_VERSION = GROUP + "/" + VERSION;

  /** Kind of one set. */
  public static final String KIND = "LeaderWorkerSet";

  /** Resource name in URLs. */
  public static final String PLURAL = "leaderworkersets";

  /** Default field manager of server-side apply, the one the Go controller uses. */
  public static final String FIELD_MANAGER = "lws";

  private static final String PREFIX = "leaderworkerset.sigs.k8s.io/";

  /** Label on every object made: the set's name. */
  public static final String SET_NAME_LABEL = PREFIX + "name";

  /** Label on pods and worker StatefulSets: the group's index. */
  public static final String GROUP_INDEX_LABEL = PREFIX + "group-index";

  /** Label on pods: 0 for the leader, 1 to size - 1 for workers. */
  public static final String WORKER_INDEX_LABEL = PREFIX + "worker-index";

  /** Label on pods and worker StatefulSets: see {@link Keys#groupKey}. */
  public static final String GROUP_KEY_LABEL = PREFIX + "group-key";

  /** Label on StatefulSets, pods and ControllerRevisions: the revision key. */
  public static final String REVISION_LABEL = PREFIX + "template-revision-hash";

  /** Label on pods: index of the pod's subgroup. */
  public static final String SUBGROUP_INDEX_LABEL = PREFIX + "subgroup-index";

  /** Label on pods: see {@link Keys#subGroupKey}. */
  public static final String SUBGROUP_KEY_LABEL = PREFIX + "subgroup-key";

  /** Annotation on pods: pods in the group, leader included. */
  public static final String SIZE_ANNOTATION = PREFIX + "size";

  /** Annotation on the leader StatefulSet: {@code spec.replicas} when it was last applied. */
  public static final String REPLICAS_ANNOTATION = PREFIX + "replicas";

  /** Annotation on worker pods: the leader pod's name. */
  public static final String LEADER_NAME_ANNOTATION = PREFIX + "leader-name";

  /** Annotation on pods: pods in a subgroup. */
  public static final String SUBGROUP_SIZE_ANNOTATION = PREFIX + "subgroup-size";

  /** Annotation on pods: a {@link SubGroupPolicyType} value. */
  public static final String SUBGROUP_POLICY_TYPE_ANNOTATION = PREFIX + "subgroup-policy-type";

  /** Annotation on leader pods, present only when the policy is UniquePerReplica. */
  public static final String SUBDOMAIN_POLICY_ANNOTATION = PREFIX + "subdomainPolicy";

  /** Annotation on sets and pods: topology key of one-group-per-domain placement. */
  public static final String EXCLUSIVE_TOPOLOGY_ANNOTATION = PREFIX + "exclusive-topology";

  /** Annotation on sets and pods: topology key of one-subgroup-per-domain placement. */
  public static final String SUBGROUP_EXCLUSIVE_TOPOLOGY_ANNOTATION =
      PREFIX + "subgroup-exclusive-topology";

  /** Annotation on worker pods: {@code "true"} if the leader requests TPUs. */
  public static final String LEADER_REQUESTS_TPUS_ANNOTATION = PREFIX + "leader-requests-tpus";

  /** Annotation on a set: if present, the set restarts as under RecreateGroupAfterStart. */
  public static final String RECREATE_AFTER_START_ANNOTATION =
      PREFIX + "experimental-recreate-group-after-start";

  /** Annotation on a set, of this library: the most groups that may exist, such as {@code 5}. */
  public static final String MAX_GROUPS_ANNOTATION = "leaderworkerset.io/max-groups";

  /**
   * Annotation on a set, of this library: what its groups may request together, such as {@code
   * nvidia.com/gpu=16,memory=2Ti}.
   */
  public static final String CAPACITY_ANNOTATION = "leaderworkerset.io/capacity";

  /** Variable in all containers: {@code <set>-<group>.<subdomain>.<namespace>}. */
  public static final String LEADER_ADDRESS_ENV = "LWS_LEADER_ADDRESS";

  /** Variable in all containers: pods in the group. */
  public static final String GROUP_SIZE_ENV = "LWS_GROUP_SIZE";

  /** Variable in all containers: the pod's worker index. */
  public static final String WORKER_INDEX_ENV = "LWS_WORKER_INDEX";

  private Names() {}

  /** Returns the leader pod's name, which is also the worker StatefulSet's: {@code set-group}. */
  public static String leaderPod(String set, int group) {
    return set + "-" + group;
  }

  /** Returns a pod's name: {@link #leaderPod} for worker 0, else {@code set-group-worker}. */
  public static String pod(String set, int group, int worker) {
    return worker == 0 ? leaderPod(set, group) : leaderPod(set, group) + "-" + worker;
  }
}
