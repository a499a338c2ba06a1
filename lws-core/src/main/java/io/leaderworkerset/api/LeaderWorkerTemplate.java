package io.leaderworkerset.api;

import java.util.List;
import java.util.Objects;
import javax.annotation.Nullable;

/**
 * The pods of one group.
 *
 * @param leaderTemplate template of the leader pod; the worker template if absent
 * @param workerTemplate template of the worker pods; required, but its absence never makes a reader
 *     fail
 * @param size pods in a group, leader included; at least 1, default 1
 * @param restartPolicy RecreateGroupOnPodRestart (default), RecreateGroupAfterStart, None, or
 *     Default (deprecated: None)
 * @param subGroupPolicy how the group is cut into subgroups
 * @param volumeClaimTemplates claims of each pod, given to both StatefulSets
 * @param persistentVolumeClaimRetentionPolicy what becomes of the claims
 */
public record LeaderWorkerTemplate(
    @Nullable PodTemplate leaderTemplate,
    @Nullable PodTemplate workerTemplate,
    @Nullable Integer size,
    @Nullable String restartPolicy,
    @Nullable SubGroupPolicy subGroupPolicy,
    List<ClaimTemplate> volumeClaimTemplates,
    @Nullable ClaimRetentionPolicy persistentVolumeClaimRetentionPolicy) {
  /** Copies and fills what may not be null. */
  @SuppressWarnings({"ConstantConditions", "NullAway"}) // Gson passes null for what is absent
  public LeaderWorkerTemplate {
    volumeClaimTemplates =
        volumeClaimTemplates == null
            ? List.of()
            : volumeClaimTemplates.stream().filter(Objects::nonNull).toList();
  }

  /** Returns a builder with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that starts from this value. */
  public Builder toBuilder() {
    return new Builder()
        .leaderTemplate(leaderTemplate)
        .workerTemplate(workerTemplate)
        .size(size)
        .restartPolicy(restartPolicy)
        .subGroupPolicy(subGroupPolicy)
        .volumeClaimTemplates(volumeClaimTemplates)
        .persistentVolumeClaimRetentionPolicy(persistentVolumeClaimRetentionPolicy);
  }

  /** Builds a {@link LeaderWorkerTemplate}. */
  public static final class Builder {
    @Nullable private PodTemplate leaderTemplate;
    @Nullable private PodTemplate workerTemplate;
    @Nullable private Integer size;
    @Nullable private String restartPolicy;
    @Nullable private SubGroupPolicy subGroupPolicy;
    private List<ClaimTemplate> volumeClaimTemplates = List.of();
    @Nullable private ClaimRetentionPolicy persistentVolumeClaimRetentionPolicy;

    private Builder() {}

    /** Sets template of the leader pod; the worker template if absent; null leaves it out. */
    public Builder leaderTemplate(@Nullable PodTemplate leaderTemplate) {
      this.leaderTemplate = leaderTemplate;
      return this;
    }

    /**
     * Sets template of the worker pods; required, but its absence never makes a reader fail; null
     * leaves it out.
     */
    public Builder workerTemplate(@Nullable PodTemplate workerTemplate) {
      this.workerTemplate = workerTemplate;
      return this;
    }

    /** Sets pods in a group, leader included; at least 1, default 1; null leaves it out. */
    public Builder size(@Nullable Integer size) {
      this.size = size;
      return this;
    }

    /**
     * Sets RecreateGroupOnPodRestart (default), RecreateGroupAfterStart, None, or Default
     * (deprecated: None); null leaves it out.
     */
    public Builder restartPolicy(@Nullable String restartPolicy) {
      this.restartPolicy = restartPolicy;
      return this;
    }

    /** Sets how the group is cut into subgroups; null leaves it out. */
    public Builder subGroupPolicy(@Nullable SubGroupPolicy subGroupPolicy) {
      this.subGroupPolicy = subGroupPolicy;
      return this;
    }

    /** Sets claims of each pod, given to both StatefulSets. */
    public Builder volumeClaimTemplates(List<ClaimTemplate> volumeClaimTemplates) {
      this.volumeClaimTemplates = volumeClaimTemplates;
      return this;
    }

    /** Sets what becomes of the claims; null leaves it out. */
    public Builder persistentVolumeClaimRetentionPolicy(
        @Nullable ClaimRetentionPolicy persistentVolumeClaimRetentionPolicy) {
      this.persistentVolumeClaimRetentionPolicy = persistentVolumeClaimRetentionPolicy;
      return this;
    }

    /** Returns the value built. */
    public LeaderWorkerTemplate build() {
      return new LeaderWorkerTemplate(
          leaderTemplate,
          workerTemplate,
          size,
          restartPolicy,
          subGroupPolicy,
          volumeClaimTemplates,
          persistentVolumeClaimRetentionPolicy);
    }
  }
}
