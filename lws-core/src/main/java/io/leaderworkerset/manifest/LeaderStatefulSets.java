package io.leaderworkerset.manifest;

import com.google.gson.JsonObject;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.api.LeaderWorkerTemplate;
import io.leaderworkerset.api.NetworkConfig;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.identity.SubdomainPolicy;
import java.util.Map;

/** Builds the StatefulSet whose pods are the leaders of all groups. */
public final class LeaderStatefulSets {
  private LeaderStatefulSets() {}

  /**
   * Returns the leader StatefulSet, as a server-side apply body: exactly what this library owns.
   *
   * @param set the set, defaulted or not
   * @param partition groups below it keep their revision; at least 0
   * @param replicas groups wanted, surge included; at least 0
   * @param revisionKey key of the target revision
   */
  public static JsonObject build(
      LeaderWorkerSet set, int partition, int replicas, String revisionKey) {
    return build(set, partition, replicas, false, revisionKey);
  }

  /**
   * As {@link #build(LeaderWorkerSet, int, int, String)}, with the update strategy OnDelete if
   * asked for.
   *
   * @param set the set, defaulted or not
   * @param partition groups below it keep their revision; at least 0, means nothing under OnDelete
   * @param replicas groups wanted, surge included; at least 0
   * @param onDelete whether the update strategy is OnDelete instead of RollingUpdate
   * @param revisionKey key of the target revision
   */
  public static JsonObject build(
      LeaderWorkerSet set, int partition, int replicas, boolean onDelete, String revisionKey) {
    checkNotNegative("partition", partition);
    checkNotNegative("replicas", replicas);
    Map<String, String> annotations = Metadata.annotations(set);
    annotations.put(Names.REPLICAS_ANNOTATION, Integer.toString(Budgets.replicas(set)));
    Map<String, String> labels =
        Metadata.labels(
            set,
            Map.of(Names.SET_NAME_LABEL, Metadata.name(set), Names.REVISION_LABEL, revisionKey));
    JsonObject out = new JsonObject();
    out.addProperty("apiVersion", "apps/v1");
    out.addProperty("kind", "StatefulSet");
    out.add(
        "metadata",
        Metadata.of(
            Metadata.name(set),
            Metadata.namespace(set),
            labels,
            annotations,
            Metadata.ownedBy(set)));
    out.add("spec", spec(set, replicas, updateStrategy(set, partition, onDelete), revisionKey));
    return out;
  }

  private static JsonObject spec(
      LeaderWorkerSet set, int replicas, JsonObject updateStrategy, String revisionKey) {
    LeaderWorkerTemplate template = set.spec().leaderWorkerTemplate();
    Map<String, String> selector =
        Map.of(Names.SET_NAME_LABEL, Metadata.name(set), Names.WORKER_INDEX_LABEL, "0");
    Map<String, String> labels =
        Map.of(
            Names.SET_NAME_LABEL,
            Metadata.name(set),
            Names.WORKER_INDEX_LABEL,
            "0",
            Names.REVISION_LABEL,
            revisionKey);
    JsonObject spec = new JsonObject();
    spec.addProperty("replicas", replicas);
    spec.addProperty("podManagementPolicy", "Parallel");
    spec.addProperty("serviceName", Metadata.name(set));
    spec.add("selector", Metadata.matchLabels(selector));
    spec.add(
        "template",
        Metadata.mark(Templates.leader(template), labels, podAnnotations(set, template)));
    spec.add("updateStrategy", updateStrategy);
    Templates.addClaims(spec, template, Metadata.namespace(set));
    return spec;
  }

  private static Map<String, String> podAnnotations(
      LeaderWorkerSet set, LeaderWorkerTemplate template) {
    Map<String, String> out = Metadata.groupAnnotations(set, template);
    NetworkConfig network = set.spec().networkConfig();
    if (network != null
        && SubdomainPolicy.of(network.subdomainPolicy()) == SubdomainPolicy.UNIQUE_PER_REPLICA) {
      out.put(Names.SUBDOMAIN_POLICY_ANNOTATION, SubdomainPolicy.UNIQUE_PER_REPLICA.value());
    }
    return out;
  }

  private static JsonObject updateStrategy(LeaderWorkerSet set, int partition, boolean onDelete) {
    if (onDelete) {
      JsonObject out = new JsonObject();
      out.addProperty("type", "OnDelete");
      return out;
    }
    long budget = (long) Budgets.maxUnavailableRoundedDown(set) + Budgets.maxSurgeRoundedUp(set);
    JsonObject rollingUpdate = new JsonObject();
    rollingUpdate.addProperty("partition", partition);
    rollingUpdate.addProperty("maxUnavailable", Math.max(1, Math.min(budget, Integer.MAX_VALUE)));
    JsonObject out = new JsonObject();
    out.addProperty("type", "RollingUpdate");
    out.add("rollingUpdate", rollingUpdate);
    return out;
  }

  private static void checkNotNegative(String name, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " is " + value + ", must be at least 0");
    }
  }
}
