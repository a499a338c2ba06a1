package io.leaderworkerset.api;

import java.util.List;
import java.util.Objects;
import javax.annotation.Nullable;

/**
 * What is true of a set.
 *
 * @param conditions conditions, one of a type
 * @param readyReplicas groups that are ready, surge included
 * @param updatedReplicas groups at the newest revision, surge included
 * @param replicas groups that exist
 * @param hpaPodSelector selector of the leader pods, for autoscalers
 * @param observedGeneration generation of the set that this was said of
 */
public record LeaderWorkerSetStatus(
    List<Condition> conditions,
    @Nullable Integer readyReplicas,
    @Nullable Integer updatedReplicas,
    @Nullable Integer replicas,
    @Nullable String hpaPodSelector,
    @Nullable Long observedGeneration) {
  /** Copies and fills what may not be null. */
  @SuppressWarnings({"ConstantConditions", "NullAway"}) // Gson passes null for what is absent
  public LeaderWorkerSetStatus {
    conditions =
        conditions == null ? List.of() : conditions.stream().filter(Objects::nonNull).toList();
  }

  /** Returns a builder with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that starts from this value. */
  public Builder toBuilder() {
    return new Builder()
        .conditions(conditions)
        .readyReplicas(readyReplicas)
        .updatedReplicas(updatedReplicas)
        .replicas(replicas)
        .hpaPodSelector(hpaPodSelector)
        .observedGeneration(observedGeneration);
  }

  /** Builds a {@link LeaderWorkerSetStatus}. */
  public static final class Builder {
    private List<Condition> conditions = List.of();
    @Nullable private Integer readyReplicas;
    @Nullable private Integer updatedReplicas;
    @Nullable private Integer replicas;
    @Nullable private String hpaPodSelector;
    @Nullable private Long observedGeneration;

    private Builder() {}

    /** Sets conditions, one of a type. */
    public Builder conditions(List<Condition> conditions) {
      this.conditions = conditions;
      return this;
    }

    /** Sets groups that are ready, surge included; null leaves it out. */
    public Builder readyReplicas(@Nullable Integer readyReplicas) {
      this.readyReplicas = readyReplicas;
      return this;
    }

    /** Sets groups at the newest revision, surge included; null leaves it out. */
    public Builder updatedReplicas(@Nullable Integer updatedReplicas) {
      this.updatedReplicas = updatedReplicas;
      return this;
    }

    /** Sets groups that exist; null leaves it out. */
    public Builder replicas(@Nullable Integer replicas) {
      this.replicas = replicas;
      return this;
    }

    /** Sets selector of the leader pods, for autoscalers; null leaves it out. */
    public Builder hpaPodSelector(@Nullable String hpaPodSelector) {
      this.hpaPodSelector = hpaPodSelector;
      return this;
    }

    /** Sets generation of the set that this was said of; null leaves it out. */
    public Builder observedGeneration(@Nullable Long observedGeneration) {
      this.observedGeneration = observedGeneration;
      return this;
    }

    /** Returns the value built. */
    public LeaderWorkerSetStatus build() {
      return new LeaderWorkerSetStatus(
          conditions, readyReplicas, updatedReplicas, replicas, hpaPodSelector, observedGeneration);
    }
  }
}
