package io.leaderworkerset.informers.admission;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.json.Json;
import java.util.ArrayList;
import java.util.List;

/** Pods that request TPUs, as their StatefulSets make them. */
final class TpuPods {
  private static final int SET_NAME_LENGTH = 50;

  /** A pod and what it is called in a test. */
  record Named(String name, JsonObject pod) {}

  private record Group(int size, int subGroupSize, boolean leaderExcluded, boolean leaderUses) {}

  private TpuPods() {}

  /**
   * Each pod of each group of up to six, without subgroups and with those of any size that fits,
   * whether or not the leader counts in them and requests TPUs; and each with other containers.
   */
  static List<Named> ofSmallGroups() {
    List<Named> out = new ArrayList<>();
    for (int size = 1; size <= 6; size++) {
      for (boolean leaderUses : new boolean[] {true, false}) {
        addAll(out, new Group(size, 0, false, leaderUses));
        for (int subGroupSize = 1; subGroupSize <= size; subGroupSize++) {
          if (size % subGroupSize == 0 || (size - 1) % subGroupSize == 0) {
            addAll(out, new Group(size, subGroupSize, false, leaderUses));
          }
          if (size > 1 && (size - 1) % subGroupSize == 0) {
            addAll(out, new Group(size, subGroupSize, true, leaderUses));
          }
        }
      }
    }
    return out;
  }

  private static void addAll(List<Named> out, Group group) {
    for (int worker = 0; worker < group.size(); worker++) {
      JsonObject pod = pod("tpu", worker, group);
      spec(pod, out.size());
      out.add(new Named("worker " + worker + " of " + group + " #" + out.size(), pod));
    }
  }

  /** Seven kinds of containers, by turns: seven divides the pods of no group. */
  private static void spec(JsonObject pod, int number) {
    switch (number % 7) {
      case 0 -> containers(pod, "containers", "a", "b").forEach(TpuPods::requestTpus);
      case 1 -> {
        containers(pod, "containers", "a", "b").forEach(TpuPods::requestTpus);
        containers(pod, "initContainers", "c").forEach(TpuPods::requestTpus);
      }
      case 2 -> {
        List<JsonObject> some = containers(pod, "containers", "a", "b", "c");
        requestTpus(some.get(1));
        requestTpus(some.get(2));
        variable(some.get(1), "TPU_PROCESS_PORT", "9000");
        variable(some.get(2), "LWS_WORKER_INDEX", "8");
        variable(some.get(2), "OTHER", "$(TPU_NAME)");
        variable(some.get(2), "LWS_GROUP_SIZE", "7");
        variable(some.get(2), "LWS_WORKER_INDEX", "6");
      }
      case 3 -> {
        containers(pod, "containers", "a");
        containers(pod, "initContainers", "b", "c").forEach(TpuPods::requestTpus);
      }
      case 4 -> {
        List<JsonObject> some = containers(pod, "containers", "a", "b");
        some.forEach(TpuPods::requestTpus);
        variable(some.get(1), "TPU_WORKER_ID", "7");
        fieldVariable(some.get(0), "TPU_PROCESS_PORT");
      }
      case 5 -> {
        List<JsonObject> some = containers(pod, "containers", "a", "b");
        some.forEach(TpuPods::requestTpus);
        variable(some.get(0), "TPU_WORKER_HOSTNAMES", "mine");
      }
      default -> {
        List<JsonObject> some = containers(pod, "containers", "a", "b");
        some.forEach(TpuPods::requestTpus);
        amount(some.get(0), "0");
      }
    }
  }

  /** The first worker of a group in a set whose names are as long as they can be. */
  static JsonObject ofLongestNames(int size, int containers) {
    JsonObject pod = pod("a".repeat(SET_NAME_LENGTH), 1, new Group(size, 0, false, true));
    String[] names = new String[containers];
    for (int i = 0; i < containers; i++) {
      names[i] = "c" + i;
    }
    containers(pod, "containers", names).forEach(TpuPods::requestTpus);
    return pod;
  }

  static void requestTpus(JsonObject container) {
    amount(container, "4");
  }

  private static JsonObject pod(String set, int worker, Group group) {
    String leader = set + "-3";
    JsonObject metadata = new JsonObject();
    metadata.addProperty("name", worker == 0 ? leader : leader + "-" + worker);
    metadata.addProperty("namespace", "default");
    JsonObject labels = Json.ensureObject(metadata, "labels");
    labels.addProperty(Names.SET_NAME_LABEL, set);
    JsonObject annotations = Json.ensureObject(metadata, "annotations");
    annotations.addProperty(Names.SIZE_ANNOTATION, String.valueOf(group.size()));
    if (group.subGroupSize() > 0) {
      annotations.addProperty(Names.SUBGROUP_SIZE_ANNOTATION, "" + group.subGroupSize());
      annotations.addProperty(
          Names.SUBGROUP_POLICY_TYPE_ANNOTATION,
          group.leaderExcluded() ? "LeaderExcluded" : "LeaderWorker");
    }
    if (worker == 0) {
      labels.addProperty(Names.WORKER_INDEX_LABEL, "0");
      annotations.addProperty(Names.SUBDOMAIN_POLICY_ANNOTATION, "UniquePerReplica");
    } else {
      labels.addProperty(Names.GROUP_INDEX_LABEL, "3");
      labels.addProperty(Names.GROUP_KEY_LABEL, "key");
      annotations.addProperty(Names.LEADER_NAME_ANNOTATION, leader);
      if (group.leaderUses()) {
        annotations.addProperty(Names.LEADER_REQUESTS_TPUS_ANNOTATION, "true");
      }
    }
    JsonObject pod = new JsonObject();
    pod.add("metadata", metadata);
    Json.ensureObject(pod, "spec").addProperty("subdomain", set);
    return pod;
  }

  private static List<JsonObject> containers(JsonObject pod, String kind, String... names) {
    JsonArray array = new JsonArray();
    List<JsonObject> out = new ArrayList<>();
    for (String name : names) {
      JsonObject container = new JsonObject();
      container.addProperty("name", name);
      container.addProperty("image", "i");
      array.add(container);
      out.add(container);
    }
    Json.object(pod, "spec").add(kind, array);
    return out;
  }

  private static void amount(JsonObject container, String amount) {
    JsonObject resources = Json.ensureObject(container, "resources");
    Json.ensureObject(resources, "limits").addProperty("google.com/tpu", amount);
  }

  private static void variable(JsonObject container, String name, String value) {
    JsonObject variable = new JsonObject();
    variable.addProperty("name", name);
    variable.addProperty("value", value);
    JsonArray env = Json.array(container, "env");
    env.add(variable);
    container.add("env", env);
  }

  private static void fieldVariable(JsonObject container, String name) {
    JsonObject variable =
        Json.parse("{\"valueFrom\":{\"fieldRef\":{\"fieldPath\":\"metadata.name\"}}}")
            .getAsJsonObject();
    variable.addProperty("name", name);
    JsonArray env = new JsonArray();
    env.add(variable);
    container.add("env", env);
  }
}
