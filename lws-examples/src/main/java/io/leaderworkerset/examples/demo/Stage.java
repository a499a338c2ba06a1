package io.leaderworkerset.examples.demo;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.informers.LeaderWorkerSetControllers;
import io.leaderworkerset.informers.http.Resources;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.cluster.Kubelets;
import java.util.Map;
import java.util.TreeMap;
import javax.annotation.Nullable;

/** What steps work with. */
record Stage(
    DemoApi api, ClusterWatch watch, Kubelets kubelets, LeaderWorkerSetControllers controllers) {

  /** Returns what blocks a group, as the controllers explain it; empty if nothing does. */
  String explain(String set, int group) {
    return controllers.explain(DemoApi.NAMESPACE, set).stream()
        .filter(each -> Integer.valueOf(group).equals(each.group()))
        .findFirst()
        .map(each -> each.code() + ": " + each.evidence())
        .orElse("");
  }

  /** Returns whether the condition of a set is True for its present generation. */
  boolean hasCondition(String set, String type) {
    JsonObject object = api.get(Resources.SETS, set);
    for (JsonElement condition : Json.array(object, "status", "conditions")) {
      if (type.equals(Json.string(condition, "type"))) {
        return "True".equals(Json.string(condition, "status"));
      }
    }
    return false;
  }

  /** Returns a number of the status of a set, 0 if it is not there. */
  int status(String set, String field) {
    Integer value = Json.integer(api.get(Resources.SETS, set), "status", field);
    return value == null ? 0 : value;
  }

  /** Returns the label of each node that has it. */
  Map<String, String> nodeLabels(String key) {
    Map<String, String> out = new TreeMap<>();
    for (JsonObject node : api.list(Resources.NODES)) {
      String value = Json.strings(node, "metadata", "labels").get(key);
      String name = Json.string(node, "metadata", "name");
      if (name != null && value != null) {
        out.put(name, value);
      }
    }
    return out;
  }

  /** Returns the value of a variable of the pod's first container, or null. */
  @Nullable
  String variable(String pod, String name) {
    JsonObject found = api.get(Resources.PODS, pod);
    for (JsonElement container : Json.array(found, "spec", "containers")) {
      for (JsonElement variable : Json.array(container, "env")) {
        if (name.equals(Json.string(variable, "name"))) {
          return Json.string(variable, "value");
        }
      }
    }
    return null;
  }

  /** Returns the revision key that the leader StatefulSet of the set carries, or empty. */
  String revision(String set) {
    JsonObject leaders = api.get(Resources.STATEFUL_SETS, set);
    return Json.strings(leaders, "metadata", "labels").getOrDefault(Names.REVISION_LABEL, "");
  }
}
