package io.leaderworkerset.manifest;

import com.google.gson.JsonObject;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.api.NetworkConfig;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.identity.SubdomainPolicy;
import io.leaderworkerset.json.Json;
import java.util.Map;
import java.util.TreeMap;

/** Builds the headless Services that give pods their names in DNS. */
public final class Services {
  private Services() {}

  /** Returns the set's subdomain policy; Shared if it is absent. */
  public static SubdomainPolicy policy(LeaderWorkerSet set) {
    NetworkConfig network = set.spec().networkConfig();
    return SubdomainPolicy.of(network == null ? null : network.subdomainPolicy());
  }

  /** Returns the Service of a whole set, named like it and owned by it. */
  public static JsonObject shared(LeaderWorkerSet set) {
    return service(
        Metadata.name(set),
        Metadata.name(set),
        Metadata.namespace(set),
        Map.of(Names.SET_NAME_LABEL, Metadata.name(set)),
        Metadata.ownedBy(set));
  }

  /** Returns the Service of one group, named like its leader pod and owned by it. */
  public static JsonObject perGroup(LeaderWorkerSet set, LeaderPod leader) {
    return service(
        leader.name(),
        Metadata.name(set),
        leader.namespace(),
        Map.of(
            Names.SET_NAME_LABEL,
            Metadata.name(set),
            Names.GROUP_INDEX_LABEL,
            Integer.toString(leader.groupIndex())),
        Metadata.ownedBy(leader));
  }

  private static JsonObject service(
      String name, String set, String namespace, Map<String, String> selector, JsonObject owner) {
    JsonObject spec = new JsonObject();
    spec.addProperty("clusterIP", "None");
    spec.addProperty("publishNotReadyAddresses", true);
    spec.add("selector", Json.ofStrings(new TreeMap<>(selector)));
    JsonObject out = new JsonObject();
    out.addProperty("apiVersion", "v1");
    out.addProperty("kind", "Service");
    out.add(
        "metadata",
        Metadata.of(name, namespace, Map.of(Names.SET_NAME_LABEL, set), Map.of(), owner));
    out.add("spec", spec);
    return out;
  }
}
