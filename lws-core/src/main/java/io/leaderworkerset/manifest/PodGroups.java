package io.leaderworkerset.manifest;

import com.google.gson.JsonObject;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.api.LeaderWorkerTemplate;
import io.leaderworkerset.api.PodTemplate;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.identity.StartupPolicy;
import io.leaderworkerset.json.Quantity;
import java.util.Map;
import java.util.TreeMap;
import javax.annotation.Nullable;

/**
 * Builds Volcano's PodGroup of one group, which makes its pods be scheduled all or not at all.
 *
 * @see <a href="https://volcano.sh/en/docs/podgroup/">PodGroup</a>
 */
public final class PodGroups {
  /** API version of Volcano's PodGroup. */
  public static final String API_VERSION = "scheduling.volcano.sh/v1beta1";

  /** Annotation on pods: the PodGroup they belong to. */
  public static final String GROUP_NAME_ANNOTATION = "scheduling.k8s.io/group-name";

  /** Annotation on a set: the Volcano queue of its groups. */
  public static final String QUEUE_NAME_ANNOTATION = "scheduling.volcano.sh/queue-name";

  private static final String INHERITED_PREFIX = "volcano.sh/";

  private PodGroups() {}

  /**
   * Returns the name of a group's PodGroup: {@code set-group-revision}.
   *
   * @param set the set's name
   * @param group the group's index
   * @param revisionKey key of the revision that the group was made from
   */
  public static String name(String set, String group, String revisionKey) {
    return set + "-" + group + "-" + revisionKey;
  }

  /**
   * Returns the PodGroup of a group: as many members as it has pods (only the leader under
   * LeaderReady, else no leader would ever start), and the resources of all.
   *
   * @param set the live set; its queue and annotations are used
   * @param pinned the set as the leader pod's revision has it; its size and templates are used
   * @param leader the leader pod, which will own the PodGroup
   */
  public static JsonObject build(LeaderWorkerSet set, LeaderWorkerSet pinned, LeaderPod leader) {
    String group = Integer.toString(leader.groupIndex());
    Map<String, String> labels = new TreeMap<>();
    labels.put(Names.SET_NAME_LABEL, Metadata.name(set));
    labels.put(Names.GROUP_INDEX_LABEL, group);
    labels.put(Names.REVISION_LABEL, leader.revisionKey());
    JsonObject out = new JsonObject();
    out.addProperty("apiVersion", API_VERSION);
    out.addProperty("kind", "PodGroup");
    out.add(
        "metadata",
        Metadata.of(
            name(Metadata.name(set), group, leader.revisionKey()),
            leader.namespace(),
            labels,
            inherited(set),
            Metadata.ownedBy(leader)));
    out.add("spec", spec(set, pinned.spec().leaderWorkerTemplate()));
    return out;
  }

  private static JsonObject spec(LeaderWorkerSet set, LeaderWorkerTemplate template) {
    boolean leaderFirst =
        StartupPolicy.of(set.spec().startupPolicy()) == StartupPolicy.LEADER_READY;
    JsonObject resources = new JsonObject();
    requests(template).forEach((name, amount) -> resources.addProperty(name, amount.text()));
    JsonObject spec = new JsonObject();
    spec.addProperty("minMember", leaderFirst ? 1 : Templates.size(template));
    spec.add("minResources", resources);
    String queue = Metadata.annotation(set, QUEUE_NAME_ANNOTATION);
    if (queue != null) {
      spec.addProperty("queue", queue);
    }
    return spec;
  }

  private static Map<String, Quantity> requests(LeaderWorkerTemplate template) {
    Map<String, Quantity> total = PodRequests.of(json(Templates.leader(template)));
    int workers = Templates.size(template) - 1;
    if (workers > 0) {
      PodRequests.of(json(template.workerTemplate()))
          .forEach((name, each) -> total.merge(name, each.times(workers), Quantity::plus));
    }
    return total;
  }

  private static JsonObject json(@Nullable PodTemplate template) {
    return template == null ? new JsonObject() : template.toJson();
  }

  private static Map<String, String> inherited(LeaderWorkerSet set) {
    Map<String, String> out = Metadata.annotations(set);
    out.keySet().removeIf(name -> !name.startsWith(INHERITED_PREFIX));
    return out;
  }
}
