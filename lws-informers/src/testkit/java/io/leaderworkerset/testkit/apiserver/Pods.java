package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.leaderworkerset.json.Json;
import javax.annotation.Nullable;

/** The subresources only pods have: binding to a node, and eviction. */
final class Pods {
  private final Store store;
  private final ResourceRegistry registry;
  private final Writes writes;
  private final Deletes deletes;
  private final Times times;

  Pods(Store store, ResourceRegistry registry, Writes writes, Deletes deletes, Times times) {
    this.store = store;
    this.registry = registry;
    this.writes = writes;
    this.deletes = deletes;
    this.times = times;
  }

  /** Puts an unbound pod on the node that the binding names. */
  void bind(Target target, JsonObject binding, WriteOptions options) {
    String node = Json.string(binding, "target", "name");
    if (node == null || node.isEmpty()) {
      throw Statuses.badRequest("a binding must name a node in target.name");
    }
    String uid = Json.string(binding, "metadata", "uid");
    writes.update(
        target.at("binding"),
        options,
        current -> {
          String bound = Json.string(current, "spec", "nodeName");
          if (bound != null && !bound.isEmpty()) {
            throw Statuses.conflict(
                target.type(),
                target.name(),
                "pod " + target.name() + " is already assigned to node \"" + bound + "\"");
          }
          JsonObject next = Trees.with(current, ".spec.nodeName", new JsonPrimitive(node));
          return uid == null ? next : Trees.with(next, ".metadata.uid", new JsonPrimitive(uid));
        });
    writes.update(target.at("status"), options, current -> withScheduled(current, times.now()));
  }

  private static JsonObject withScheduled(JsonObject pod, String now) {
    JsonArray conditions = new JsonArray();
    for (JsonElement c : Json.array(pod, "status", "conditions")) {
      if (!"PodScheduled".equals(Json.string(c, "type"))) {
        conditions.add(c);
      }
    }
    JsonObject scheduled = new JsonObject();
    scheduled.addProperty("type", "PodScheduled");
    scheduled.addProperty("status", "True");
    scheduled.addProperty("lastTransitionTime", now);
    conditions.add(scheduled);
    JsonObject next = Trees.with(pod, ".status.conditions", conditions);
    Trees.metadata(next); // the version read here is not a condition
    return next;
  }

  /** Deletes a pod unless a disruption budget that selects it allows none. */
  void evict(Target target, @Nullable JsonObject eviction, WriteOptions write) {
    Stored pod = store.get(target.type(), target.key());
    if (pod == null) {
      throw Statuses.notFound(target.type(), target.name());
    }
    ResourceType budgets = registry.get("poddisruptionbudgets.policy");
    for (Stored budget : store.list(budgets, target.namespace()).objects()) {
      JsonObject selector = Json.object(budget.object(), "spec", "selector");
      Integer allowed = Json.integer(budget.object(), "status", "disruptionsAllowed");
      if (LabelSelector.ofObject(selector).matches(pod.object())
          && (allowed == null || allowed <= 0)) {
        throw Statuses.retryLater(
            429,
            "TooManyRequests",
            "Cannot evict pod as it would violate the pod's disruption budget.",
            10);
      }
    }
    JsonObject options = Json.object(eviction, "deleteOptions");
    deletes.delete(target.at(""), DeleteOptions.of(java.util.Map.of(), options), write);
  }
}
