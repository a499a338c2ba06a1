package io.leaderworkerset.admission;

import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.api.LeaderWorkerTemplate;
import io.leaderworkerset.api.SubGroupPolicy;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.identity.SubGroupPolicyType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.annotation.Nullable;

/** The rules for subgroups. */
final class SubGroupRules {
  private static final String PATH = "spec.leaderWorkerTemplate.SubGroupPolicy.subGroupSize";

  private SubGroupRules() {}

  static List<FieldError> check(LeaderWorkerSet set) {
    SubGroupPolicy policy = set.spec().leaderWorkerTemplate().subGroupPolicy();
    if (policy == null) {
      return checkNoPlacement(set.metadata());
    }
    return checkSizes(set.spec().leaderWorkerTemplate(), policy);
  }

  private static List<FieldError> checkNoPlacement(V1ObjectMeta metadata) {
    Map<String, String> annotations = metadata.getAnnotations();
    String topology =
        annotations == null ? null : annotations.get(Names.SUBGROUP_EXCLUSIVE_TOPOLOGY_ANNOTATION);
    return topology == null
        ? List.of()
        : List.of(
            FieldError.invalid(
                "metadata.annotations." + Names.SUBGROUP_EXCLUSIVE_TOPOLOGY_ANNOTATION,
                topology,
                "cannot have subgroup-exclusive-topology without subGroupSize set"));
  }

  private static List<FieldError> checkSizes(LeaderWorkerTemplate template, SubGroupPolicy policy) {
    Integer subGroupSize = policy.subGroupSize();
    if (subGroupSize == null) {
      return List.of(FieldError.required(PATH, "subGroupSize must be set in a subGroupPolicy"));
    }
    List<FieldError> out = new ArrayList<>();
    if (subGroupSize < 1) {
      out.add(invalid(subGroupSize, "subGroupSize must be equal or greater than 1"));
    }
    if (subGroupSize == 0) {
      return out; // nothing is divisible by it
    }
    int size = template.size() == null ? 1 : template.size();
    if (size % subGroupSize != 0 && (size - 1) % subGroupSize != 0) {
      out.add(invalid(subGroupSize, "size or size - 1 must be divisible by subGroupSize"));
    }
    if (size < subGroupSize) {
      out.add(invalid(subGroupSize, "subGroupSize cannot be larger than size"));
    }
    if (SubGroupPolicyType.of(policy.subGroupPolicyType()) == SubGroupPolicyType.LEADER_EXCLUDED
        && (size - 1) % subGroupSize != 0) {
      out.add(
          invalid(
              subGroupSize, "size-1 must be divisible by subGroupSize when using LeaderExcluded"));
    }
    return out;
  }

  /** Subgroups are in pods' labels and affinities, so they cannot change under a running group. */
  static List<FieldError> checkUpdate(LeaderWorkerSet newSet, LeaderWorkerSet oldSet) {
    SubGroupPolicy wanted = newSet.spec().leaderWorkerTemplate().subGroupPolicy();
    SubGroupPolicy had = oldSet.spec().leaderWorkerTemplate().subGroupPolicy();
    if (wanted != null && had != null) {
      return Objects.equals(wanted.subGroupSize(), had.subGroupSize())
          ? List.of()
          : List.of(invalid(wanted.subGroupSize(), "field is immutable"));
    }
    if (wanted != null) {
      return List.of(
          invalid(
              wanted.subGroupSize(),
              "cannot enable subGroupSize after the lws is already created"));
    }
    return had == null
        ? List.of()
        : List.of(invalid(had.subGroupSize(), "cannot remove subGroupSize after enabled"));
  }

  private static FieldError invalid(@Nullable Integer value, String detail) {
    return FieldError.invalid(PATH, value, detail);
  }
}
