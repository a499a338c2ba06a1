package io.leaderworkerset.api;

import javax.annotation.Nullable;

/**
 * What a user wishes of a set. Every optional field may be absent: read through the defaults.
 *
 * @param replicas number of groups, 0 to 1,000,000; default 1
 * @param leaderWorkerTemplate the pods of one group
 * @param rolloutStrategy how a new revision replaces an old one
 * @param startupPolicy LeaderCreated (default) or LeaderReady
 * @param networkConfig how pods are named in DNS
 */
public record LeaderWorkerSetSpec(
    @Nullable Integer replicas,
    LeaderWorkerTemplate leaderWorkerTemplate,
    @Nullable RolloutStrategy rolloutStrategy,
    @Nullable String startupPolicy,
    @Nullable NetworkConfig networkConfig) {
  /** Copies and fills what may not be null. */
  @SuppressWarnings({"ConstantConditions", "NullAway"}) // Gson passes null for what is absent
  public LeaderWorkerSetSpec {
    leaderWorkerTemplate =
        leaderWorkerTemplate == null
            ? LeaderWorkerTemplate.builder().build()
            : leaderWorkerTemplate;
  }

  /** Returns a builder with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that starts from this value. */
  public Builder toBuilder() {
    return new Builder()
        .replicas(replicas)
        .leaderWorkerTemplate(leaderWorkerTemplate)
        .rolloutStrategy(rolloutStrategy)
        .startupPolicy(startupPolicy)
        .networkConfig(networkConfig);
  }

  /** Builds a {@link LeaderWorkerSetSpec}. */
  public static final class Builder {
    @Nullable private Integer replicas;
    private LeaderWorkerTemplate leaderWorkerTemplate = LeaderWorkerTemplate.builder().build();
    @Nullable private RolloutStrategy rolloutStrategy;
    @Nullable private String startupPolicy;
    @Nullable private NetworkConfig networkConfig;

    private Builder() {}

    /** Sets number of groups, 0 to 1,000,000; default 1; null leaves it out. */
    public Builder replicas(@Nullable Integer replicas) {
      this.replicas = replicas;
      return this;
    }

    /** Sets the pods of one group. */
    public Builder leaderWorkerTemplate(LeaderWorkerTemplate leaderWorkerTemplate) {
      this.leaderWorkerTemplate = leaderWorkerTemplate;
      return this;
    }

    /** Sets how a new revision replaces an old one; null leaves it out. */
    public Builder rolloutStrategy(@Nullable RolloutStrategy rolloutStrategy) {
      this.rolloutStrategy = rolloutStrategy;
      return this;
    }

    /** Sets LeaderCreated (default) or LeaderReady; null leaves it out. */
    public Builder startupPolicy(@Nullable String startupPolicy) {
      this.startupPolicy = startupPolicy;
      return this;
    }

    /** Sets how pods are named in DNS; null leaves it out. */
    public Builder networkConfig(@Nullable NetworkConfig networkConfig) {
      this.networkConfig = networkConfig;
      return this;
    }

    /** Returns the value built. */
    public LeaderWorkerSetSpec build() {
      return new LeaderWorkerSetSpec(
          replicas, leaderWorkerTemplate, rolloutStrategy, startupPolicy, networkConfig);
    }
  }
}
