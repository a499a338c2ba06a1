package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.leaderworkerset.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;

/** The merge rules of the built-in kinds. */
final class Schemas {
  /**
   * One type a line: its name, then {@code field=rule}. A rule is a type, {@code atomic}, {@code
   * set}, or {@code [key,key:default]type} for a list merged by keys.
   */
  private static final String RULES =
      """
      Meta ownerReferences=[uid]atomic finalizers=set
      Any
      Conditions conditions=[type]Any
      Object metadata=Meta
      Custom metadata=Meta status=Conditions
      Pod metadata=Meta spec=PodSpec status=PodStatus
      PodStatus conditions=[type]Any podIPs=[ip]Any
      PodTemplate metadata=Meta spec=PodSpec
      PodSpec containers=[name]Container initContainers=[name]Container \
        ephemeralContainers=[name]Container volumes=[name]Volume imagePullSecrets=[name]atomic \
        hostAliases=[ip]Any topologySpreadConstraints=[topologyKey,whenUnsatisfiable]Spread \
        nodeSelector=atomic affinity=Affinity resourceClaims=[name]Any schedulingGates=[name]Any
      Spread labelSelector=atomic
      Affinity nodeAffinity=NodeAffinity
      NodeAffinity requiredDuringSchedulingIgnoredDuringExecution=atomic
      Container env=[name]EnvVar ports=[containerPort,protocol:TCP]Any \
        volumeMounts=[mountPath]Any volumeDevices=[devicePath]Any resources=Resources
      Resources claims=[name]Any
      EnvVar valueFrom=EnvSource
      EnvSource fieldRef=atomic resourceFieldRef=atomic secretKeyRef=atomic \
        configMapKeyRef=atomic fileKeyRef=atomic
      Volume ephemeral=Ephemeral csi=Csi
      Csi nodePublishSecretRef=atomic
      Ephemeral volumeClaimTemplate=Claim
      Claim metadata=Meta spec=ClaimSpec status=Conditions
      ClaimSpec selector=atomic dataSource=atomic
      Workload metadata=Meta spec=WorkloadSpec status=Conditions
      WorkloadSpec selector=atomic template=PodTemplate
      Service metadata=Meta spec=ServiceSpec status=Conditions
      ServiceSpec selector=atomic ports=[port,protocol:TCP]Any
      Node metadata=Meta spec=NodeSpec status=NodeStatus
      NodeSpec podCIDRs=set
      NodeStatus addresses=[type]Any conditions=[type]Any
      Event metadata=Meta involvedObject=atomic regarding=atomic related=atomic
      Account metadata=Meta secrets=[name]Any imagePullSecrets=atomic
      Budget metadata=Meta spec=BudgetSpec status=Conditions
      BudgetSpec selector=atomic
      Revision metadata=Meta data=atomic
      Webhooks metadata=Meta webhooks=[name]Webhook
      Webhook namespaceSelector=atomic objectSelector=atomic matchConditions=[name]Any
      Lws metadata=Meta spec=LwsSpec status=Conditions
      LwsSpec leaderWorkerTemplate=LwsTemplate
      LwsTemplate leaderTemplate=PodTemplate workerTemplate=PodTemplate
      """;

  private static final Map<String, Schema> TYPES = parse();

  private Schemas() {}

  /** Returns the rules of an object of which only the metadata is known. */
  static Schema object() {
    return named("Object");
  }

  static Schema named(String type) {
    Schema found = TYPES.get(type);
    if (found == null) {
      throw new IllegalArgumentException("no merge rules are named " + type);
    }
    return found;
  }

  /** Returns the defaults of the keys of a list's items, from the items' OpenAPI schema. */
  static Map<String, JsonPrimitive> defaults(@Nullable JsonObject items, List<String> keys) {
    Map<String, JsonPrimitive> out = new HashMap<>();
    for (String key : keys) {
      if (Json.at(items, "properties", key, "default") instanceof JsonPrimitive value) {
        out.put(key, value);
      }
    }
    return out;
  }

  private static Map<String, Schema> parse() {
    Map<String, Schema> types = new HashMap<>();
    types.put("atomic", Schema.ATOMIC);
    types.put("set", Schema.SET);
    for (String line : RULES.strip().split("\n")) {
      String[] words = line.strip().split("\\s+");
      Schema type = types.computeIfAbsent(words[0], w -> Schema.struct());
      for (int i = 1; i < words.length; i++) {
        int eq = words[i].indexOf('=');
        type.put(words[i].substring(0, eq), rule(types, words[i].substring(eq + 1)));
      }
    }
    return types;
  }

  private static Schema rule(Map<String, Schema> types, String rule) {
    if (!rule.startsWith("[")) {
      return types.computeIfAbsent(rule, w -> Schema.struct());
    }
    int end = rule.indexOf(']');
    List<String> keys = new ArrayList<>();
    Map<String, JsonPrimitive> defaults = new HashMap<>();
    for (String key : rule.substring(1, end).split(",")) {
      String[] parts = key.split(":");
      keys.add(parts[0]);
      if (parts.length > 1) {
        defaults.put(parts[0], new JsonPrimitive(parts[1]));
      }
    }
    Schema item = types.computeIfAbsent(rule.substring(end + 1), w -> Schema.struct());
    return Schema.listMap(keys, defaults, item);
  }
}
