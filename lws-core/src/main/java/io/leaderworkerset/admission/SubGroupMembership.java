package io.leaderworkerset.admission;

import io.leaderworkerset.identity.Keys;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.identity.SubGroupPolicyType;
import io.leaderworkerset.identity.SubGroups;

/** Puts a pod into its subgroup: index, key and exclusive placement. */
final class SubGroupMembership {
  private SubGroupMembership() {}

  static void applyToLeader(MemberPod pod) {
    if (isUnassigned(pod) && !isLeaderExcluded(pod)) {
      assign(pod, pod.name(), 0);
    }
  }

  static void applyToWorker(MemberPod pod, int size) {
    if (isUnassigned(pod)) {
      int index = index(pod, size, pod.numberAnnotation(Names.SUBGROUP_SIZE_ANNOTATION));
      String leader = pod.annotation(Names.LEADER_NAME_ANNOTATION);
      assign(pod, leader == null ? "" : leader, index);
    }
  }

  static boolean isLeaderExcluded(MemberPod pod) {
    return SubGroupPolicyType.of(pod.annotation(Names.SUBGROUP_POLICY_TYPE_ANNOTATION))
        == SubGroupPolicyType.LEADER_EXCLUDED;
  }

  private static boolean isUnassigned(MemberPod pod) {
    return pod.annotation(Names.SUBGROUP_SIZE_ANNOTATION) != null
        && pod.labelOrEmpty(Names.SUBGROUP_INDEX_LABEL).isEmpty();
  }

  private static int index(MemberPod pod, int size, int subGroupSize) {
    try {
      return isLeaderExcluded(pod)
          ? SubGroups.indexOfWorker(size, subGroupSize, pod.ordinal())
          : SubGroups.indexOf(size, subGroupSize, pod.ordinal());
    } catch (IllegalArgumentException e) {
      throw new RefusedException("pod " + pod.name() + " fits no subgroup: " + e.getMessage());
    }
  }

  private static void assign(MemberPod pod, String leader, int index) {
    String key = Keys.subGroupKey(leader, index);
    pod.label(Names.SUBGROUP_INDEX_LABEL, Integer.toString(index));
    pod.label(Names.SUBGROUP_KEY_LABEL, key);
    String topology = pod.annotation(Names.SUBGROUP_EXCLUSIVE_TOPOLOGY_ANNOTATION);
    if (topology != null) {
      ExclusivePlacement.apply(pod.spec(), topology, Names.SUBGROUP_KEY_LABEL, key);
    }
  }
}
