package io.leaderworkerset.admission;

import com.google.gson.JsonObject;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.manifest.LeaderPod;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.Nullable;

/**
 * The variables that let TPU containers of a group, or of a subgroup, find each other.
 *
 * @see <a href="https://github.com/kubernetes-sigs/lws">rules followed:
 *     kubernetes-sigs/lws@060ab4d, pkg/utils/accelerators</a>
 */
final class TpuVariables {
  private static final String HOSTNAMES = "TPU_WORKER_HOSTNAMES";
  private static final String WORKER_ID = "TPU_WORKER_ID";
  private static final String NAME = "TPU_NAME";
  private static final String ADDRESSES = "TPU_PROCESS_ADDRESSES";
  private static final String PORT = "TPU_PROCESS_PORT";
  private static final int DEFAULT_PORT = 8476;

  private TpuVariables() {}

  /** Adds the variables to the TPU containers, unless the first one brings its own. */
  static void add(MemberPod pod, int size) {
    List<JsonObject> containers =
        Variables.containers(pod.spec()).stream().filter(TpuVariables::usesTpus).toList();
    if (containers.isEmpty()
        || Variables.has(containers.get(0), HOSTNAMES)
        || Variables.has(containers.get(0), WORKER_ID)) {
      return;
    }
    if (pod.annotation(Names.SUBGROUP_SIZE_ANNOTATION) == null) {
      addToGroup(pod, size, containers);
    } else {
      addToSubGroup(pod, size, containers.get(0));
    }
  }

  private static boolean usesTpus(JsonObject container) {
    return LeaderPod.containerRequestsTpus(container);
  }

  /** Each TPU container of each pod is one TPU worker; they are numbered pod by pod. */
  private static void addToGroup(MemberPod pod, int size, List<JsonObject> containers) {
    String leader = pod.isLeader() ? pod.name() : pod.nameWithoutOrdinal();
    boolean leaderUsesTpus = pod.isLeader() || leaderRequestsTpus(pod);
    List<String> pods = new ArrayList<>();
    if (leaderUsesTpus) {
      pods.add(leader);
    }
    pods.addAll(workers(leader, 1, size - 1));
    int podIndex = pod.isLeader() ? 0 : pod.ordinal() - (leaderUsesTpus ? 0 : 1);
    List<String> ports = new ArrayList<>();
    for (JsonObject each : containers) {
      ports.add(port(each, DEFAULT_PORT + ports.size()));
    }
    for (int i = 0; i < containers.size(); i++) {
      int id = podIndex * containers.size() + i;
      write(pod, containers.get(i), leader, pods, ports, id, ports.get(i));
    }
  }

  private static void addToSubGroup(MemberPod pod, int size, JsonObject container) {
    if (pod.labelOrEmpty(Names.SUBGROUP_INDEX_LABEL).isEmpty()) {
      throw new RefusedException(
          "pod "
              + pod.name()
              + " requests TPUs but belongs to no subgroup: under LeaderExcluded only workers may"
              + " request them");
    }
    int subGroupSize = pod.numberAnnotation(Names.SUBGROUP_SIZE_ANNOTATION);
    if (subGroupSize < 1) {
      throw new RefusedException("subgroup size of pod " + pod.name() + " must be at least 1");
    }
    String leader = pod.isLeader() ? pod.name() : pod.nameWithoutOrdinal();
    List<String> pods = subGroupPods(pod, leader, size, subGroupSize);
    int id = idInSubGroup(pod, size, subGroupSize);
    String port = port(container, DEFAULT_PORT);
    write(pod, container, leader, pods, List.of(port), id, port);
  }

  /**
   * The pods of a subgroup that use TPUs. If the leader does, it is the first of subgroup 0 and all
   * workers move up by one place. If it does not but counts as a member, subgroup 0 is one short.
   */
  private static List<String> subGroupPods(
      MemberPod pod, String leader, int size, int subGroupSize) {
    if (subGroupSize == 1 && SubGroupMembership.isLeaderExcluded(pod)) {
      return List.of(pod.name()); // each worker is a subgroup of its own
    }
    int subGroup = pod.numberLabel(Names.SUBGROUP_INDEX_LABEL);
    boolean leaderUsesTpus = pod.isLeader() || leaderRequestsTpus(pod);
    int start = subGroupSize * subGroup + 1;
    int end = subGroupSize * (subGroup + 1);
    List<String> out = new ArrayList<>();
    if (leaderUsesTpus && subGroup == 0) {
      out.add(leader);
      end--;
    } else if (leaderUsesTpus || isLeaderCounted(pod, size, subGroupSize)) {
      start = Math.max(1, start - 1);
      end--;
    }
    out.addAll(workers(leader, start, end));
    return out;
  }

  private static int idInSubGroup(MemberPod pod, int size, int subGroupSize) {
    int worker = pod.numberLabel(Names.WORKER_INDEX_LABEL);
    if (pod.isLeader() || leaderRequestsTpus(pod)) {
      return worker % subGroupSize;
    }
    if (isLeaderCounted(pod, size, subGroupSize) && worker >= subGroupSize) {
      return worker % subGroupSize;
    }
    return (worker - 1) % subGroupSize;
  }

  /** Whether the leader takes a place in subgroup 0, rather than being an extra pod of it. */
  private static boolean isLeaderCounted(MemberPod pod, int size, int subGroupSize) {
    return size % subGroupSize == 0 && !SubGroupMembership.isLeaderExcluded(pod);
  }

  private static List<String> workers(String leader, int from, int to) {
    List<String> out = new ArrayList<>();
    for (int i = from; i <= to; i++) {
      out.add(leader + "-" + i);
    }
    return out;
  }

  private static void write(
      MemberPod pod,
      JsonObject container,
      String leader,
      List<String> pods,
      List<String> ports,
      int id,
      String ownPort) {
    List<String> hosts = new ArrayList<>();
    List<String> addresses = new ArrayList<>();
    for (String each : pods) {
      for (String port : ports) {
        String host = each + "." + pod.subdomain();
        hosts.add(host);
        addresses.add(host + ":" + port);
      }
    }
    boolean hasPort = Variables.has(container, PORT);
    Variables.append(container, HOSTNAMES, String.join(",", hosts));
    Variables.append(container, WORKER_ID, Integer.toString(id));
    Variables.append(container, NAME, leader);
    Variables.append(container, ADDRESSES, String.join(",", addresses));
    if (!hasPort) {
      Variables.append(container, PORT, ownPort);
    }
  }

  private static String port(JsonObject container, int fallback) {
    @Nullable String own = Variables.value(container, PORT);
    return own == null ? Integer.toString(fallback) : own;
  }

  private static boolean leaderRequestsTpus(MemberPod pod) {
    return "true".equals(pod.annotation(Names.LEADER_REQUESTS_TPUS_ANNOTATION));
  }
}
