package io.leaderworkerset.manifest;

import com.google.gson.JsonObject;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.api.LeaderWorkerTemplate;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.identity.SubdomainPolicy;
import io.leaderworkerset.json.Json;
import java.util.Map;
import java.util.TreeMap;
import javax.annotation.Nullable;

/** Builds the StatefulSet whose pods are the workers of one group. */
public final class WorkerStatefulSets {
  private WorkerStatefulSets() {}

  /**
   * Where the workers of an exclusively placed group must run: on nodes whose label {@code
   * topologyKey} has this value, which is that of the leader's node.
   *
   * @param topologyKey label of nodes
   * @param value the label's value on the leader's node
   */
  public record Placement(String topologyKey, String value) {}

  /**
   * Returns the worker StatefulSet of a group. Templates, size, subgroups, claims and network
   * config are those of {@code pinned}; labels, annotations and topology keys those of {@code set}.
   *
   * @param set the live set
   * @param pinned the set as the leader pod's revision has it, from {@link Revisions#restore}
   * @param leader the leader pod, which will own the StatefulSet
   * @param placement where the workers must run, or null if placement is not exclusive
   */
  public static JsonObject build(
      LeaderWorkerSet set,
      LeaderWorkerSet pinned,
      LeaderPod leader,
      @Nullable Placement placement) {
    Map<String, String> selector = new TreeMap<>();
    selector.put(Names.SET_NAME_LABEL, Metadata.name(set));
    selector.put(Names.GROUP_INDEX_LABEL, Integer.toString(leader.groupIndex()));
    selector.put(Names.GROUP_KEY_LABEL, leader.groupKey());
    Map<String, String> labels = new TreeMap<>(selector);
    labels.put(Names.REVISION_LABEL, leader.revisionKey());
    JsonObject out = new JsonObject();
    out.addProperty("apiVersion", "apps/v1");
    out.addProperty("kind", "StatefulSet");
    out.add(
        "metadata",
        Metadata.of(
            leader.name(),
            leader.namespace(),
            Metadata.labels(set, labels),
            Metadata.annotations(set),
            Metadata.ownedBy(leader)));
    JsonObject template = template(set, pinned, leader, labels);
    if (placement != null) {
      Json.ensureObject(Json.ensureObject(template, "spec"), "nodeSelector")
          .addProperty(placement.topologyKey(), placement.value());
    }
    out.add("spec", spec(pinned, leader, selector, template));
    return out;
  }

  private static JsonObject spec(
      LeaderWorkerSet pinned, LeaderPod leader, Map<String, String> selector, JsonObject template) {
    LeaderWorkerTemplate group = pinned.spec().leaderWorkerTemplate();
    JsonObject ordinals = new JsonObject();
    ordinals.addProperty("start", 1);
    JsonObject spec = new JsonObject();
    spec.addProperty("replicas", Templates.size(group) - 1);
    spec.add("ordinals", ordinals);
    spec.addProperty("podManagementPolicy", "Parallel");
    spec.addProperty("serviceName", serviceName(pinned, leader));
    spec.add("selector", Metadata.matchLabels(selector));
    spec.add("template", template);
    Templates.addClaims(spec, group, leader.namespace());
    return spec;
  }

  private static JsonObject template(
      LeaderWorkerSet set, LeaderWorkerSet pinned, LeaderPod leader, Map<String, String> labels) {
    LeaderWorkerTemplate group = pinned.spec().leaderWorkerTemplate();
    Map<String, String> annotations = Metadata.groupAnnotations(set, group);
    annotations.put(Names.LEADER_NAME_ANNOTATION, leader.name());
    if (leader.requestsTpus()) {
      annotations.put(Names.LEADER_REQUESTS_TPUS_ANNOTATION, "true");
    }
    return Metadata.mark(group.workerTemplate(), labels, annotations);
  }

  private static String serviceName(LeaderWorkerSet pinned, LeaderPod leader) {
    return Services.policy(pinned) == SubdomainPolicy.UNIQUE_PER_REPLICA
        ? leader.name()
        : Metadata.name(pinned);
  }
}
