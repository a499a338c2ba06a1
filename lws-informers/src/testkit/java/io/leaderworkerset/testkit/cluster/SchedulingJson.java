package io.leaderworkerset.testkit.cluster;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.cluster.LabelRequirement;
import io.leaderworkerset.cluster.LabelRequirement.Operator;
import io.leaderworkerset.cluster.PodAffinityTerm;
import io.leaderworkerset.cluster.SchedulingNode;
import io.leaderworkerset.cluster.SchedulingPod;
import io.leaderworkerset.cluster.Taint;
import io.leaderworkerset.cluster.Toleration;
import io.leaderworkerset.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.annotation.Nullable;

/** Reads nodes and pods into what the scheduler looks at. */
final class SchedulingJson {
  private SchedulingJson() {}

  static SchedulingNode node(JsonObject node) {
    return new SchedulingNode(
        Meta.name(node),
        Json.strings(node, "metadata", "labels"),
        Json.isTrue(node, "spec", "unschedulable"),
        taints(node),
        Quantities.milli(
            node,
            "status",
            Json.at(node, "status", "allocatable") == null ? "capacity" : "allocatable"));
  }

  static List<Taint> taints(JsonObject node) {
    List<Taint> out = new ArrayList<>();
    for (JsonElement taint : Json.array(node, "spec", "taints")) {
      Taint.Effect effect = effect(Json.string(taint, "effect"));
      if (effect != null) {
        out.add(new Taint(text(taint, "key"), text(taint, "value"), effect));
      }
    }
    return out;
  }

  static SchedulingPod pod(JsonObject pod) {
    JsonObject spec = Json.object(pod, "spec");
    String namespace = Meta.namespace(pod);
    String own = namespace == null ? "" : namespace;
    return new SchedulingPod(
        Meta.key(pod),
        own,
        Json.strings(pod, "metadata", "labels"),
        Json.strings(spec, "nodeSelector"),
        nodeAffinity(spec),
        tolerations(spec),
        requests(spec),
        terms(spec, "podAffinity", own),
        terms(spec, "podAntiAffinity", own));
  }

  static List<Toleration> tolerations(@Nullable JsonObject spec) {
    List<Toleration> out = new ArrayList<>();
    for (JsonElement item : Json.array(spec, "tolerations")) {
      Integer seconds = Json.integer(item, "tolerationSeconds");
      out.add(
          new Toleration(
              text(item, "key"),
              "Exists".equals(Json.string(item, "operator")),
              text(item, "value"),
              effect(Json.string(item, "effect")),
              seconds == null ? null : (long) seconds));
    }
    return out;
  }

  /** Reads a LabelSelector. */
  static List<LabelRequirement> labelSelector(@Nullable JsonElement selector) {
    List<LabelRequirement> out = new ArrayList<>();
    Json.strings(selector, "matchLabels").forEach((k, v) -> out.add(LabelRequirement.is(k, v)));
    out.addAll(requirements(Json.array(selector, "matchExpressions")));
    return out;
  }

  private static List<LabelRequirement> requirements(JsonArray expressions) {
    List<LabelRequirement> out = new ArrayList<>();
    for (JsonElement e : expressions) {
      Operator operator = operator(text(e, "operator"));
      if (operator != null) {
        List<String> values = new ArrayList<>();
        Json.array(e, "values").forEach(value -> values.add(value.getAsString()));
        out.add(new LabelRequirement(text(e, "key"), operator, values));
      }
    }
    return out;
  }

  private static List<List<LabelRequirement>> nodeAffinity(@Nullable JsonObject spec) {
    List<List<LabelRequirement>> out = new ArrayList<>();
    for (JsonElement term :
        Json.array(
            spec,
            "affinity",
            "nodeAffinity",
            "requiredDuringSchedulingIgnoredDuringExecution",
            "nodeSelectorTerms")) {
      List<LabelRequirement> all = new ArrayList<>();
      all.addAll(requirements(Json.array(term, "matchExpressions")));
      all.addAll(requirements(Json.array(term, "matchFields")));
      out.add(all);
    }
    return out;
  }

  private static List<PodAffinityTerm> terms(
      @Nullable JsonObject spec, String kind, String namespace) {
    List<PodAffinityTerm> out = new ArrayList<>();
    for (JsonElement term :
        Json.array(spec, "affinity", kind, "requiredDuringSchedulingIgnoredDuringExecution")) {
      JsonObject selector = Json.object(term, "labelSelector");
      if (selector != null) {
        out.add(
            new PodAffinityTerm(
                labelSelector(selector), namespaces(term, namespace), text(term, "topologyKey")));
      }
    }
    return out;
  }

  /** An empty namespaceSelector means all namespaces; other selectors count as the listed ones. */
  private static Set<String> namespaces(JsonElement term, String own) {
    JsonObject selector = Json.object(term, "namespaceSelector");
    if (selector != null && selector.size() == 0) {
      return Set.of();
    }
    Set<String> out = new HashSet<>();
    Json.array(term, "namespaces").forEach(name -> out.add(name.getAsString()));
    return out.isEmpty() ? Set.of(own) : out;
  }

  /** Sums the app containers and sidecars, and takes the largest init container if larger. */
  private static Map<String, Long> requests(@Nullable JsonObject spec) {
    Map<String, Long> sum = new HashMap<>();
    Map<String, Long> largest = new HashMap<>();
    for (JsonElement init : Json.array(spec, "initContainers")) {
      boolean sidecar = "Always".equals(Json.string(init, "restartPolicy"));
      requests(init)
          .forEach(
              (name, value) ->
                  (sidecar ? sum : largest).merge(name, value, sidecar ? Long::sum : Math::max));
    }
    for (JsonElement container : Json.array(spec, "containers")) {
      requests(container).forEach((name, value) -> sum.merge(name, value, Long::sum));
    }
    largest.forEach((name, value) -> sum.merge(name, value, Math::max));
    Quantities.milli(spec == null ? new JsonObject() : spec, "overhead")
        .forEach((name, value) -> sum.merge(name, value, Long::sum));
    return sum;
  }

  /** A limit without a request is the request. */
  private static Map<String, Long> requests(JsonElement container) {
    Map<String, Long> out = Quantities.milli(container, "resources", "limits");
    out.putAll(Quantities.milli(container, "resources", "requests"));
    return out;
  }

  @Nullable
  private static Operator operator(String text) {
    return switch (text) {
      case "In" -> Operator.IN;
      case "NotIn" -> Operator.NOT_IN;
      case "Exists" -> Operator.EXISTS;
      case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
      case "Gt" -> Operator.GT;
      case "Lt" -> Operator.LT;
      default -> null;
    };
  }

  @Nullable
  private static Taint.Effect effect(@Nullable String text) {
    if (text == null) {
      return null;
    }
    return switch (text) {
      case "NoSchedule" -> Taint.Effect.NO_SCHEDULE;
      case "PreferNoSchedule" -> Taint.Effect.PREFER_NO_SCHEDULE;
      case "NoExecute" -> Taint.Effect.NO_EXECUTE;
      default -> null;
    };
  }

  private static String text(JsonElement item, String field) {
    String value = Json.string(item, field);
    return value == null ? "" : value;
  }
}
