package io.leaderworkerset.api;

import io.kubernetes.client.custom.IntOrString;
import javax.annotation.Nullable;

/**
 * How many groups a rolling update may touch at a time.
 *
 * @param partition groups with a lower index keep the old revision; at least 0, default 0
 * @param maxUnavailable groups that may be down, a number or a percentage of replicas (rounded
 *     down); default 1
 * @param maxSurge groups that may exist beyond replicas, a number or a percentage of replicas
 *     (rounded up); default 0
 */
public record RollingUpdateConfiguration(
    @Nullable Integer partition,
    @Nullable IntOrString maxUnavailable,
    @Nullable IntOrString maxSurge) {

  /** Returns a builder with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that starts from this value. */
  public Builder toBuilder() {
    return new Builder().partition(partition).maxUnavailable(maxUnavailable).maxSurge(maxSurge);
  }

  /** Builds a {@link RollingUpdateConfiguration}. */
  public static final class Builder {
    @Nullable private Integer partition;
    @Nullable private IntOrString maxUnavailable;
    @Nullable private IntOrString maxSurge;

    private Builder() {}

    /**
     * Sets groups with a lower index keep the old revision; at least 0, default 0; null leaves it
     * out.
     */
    public Builder partition(@Nullable Integer partition) {
      this.partition = partition;
      return this;
    }

    /**
     * Sets groups that may be down, a number or a percentage of replicas (rounded down); default 1;
     * null leaves it out.
     */
    public Builder maxUnavailable(@Nullable IntOrString maxUnavailable) {
      this.maxUnavailable = maxUnavailable;
      return this;
    }

    /**
     * Sets groups that may exist beyond replicas, a number or a percentage of replicas (rounded
     * up); default 0; null leaves it out.
     */
    public Builder maxSurge(@Nullable IntOrString maxSurge) {
      this.maxSurge = maxSurge;
      return this;
    }

    /** Returns the value built. */
    public RollingUpdateConfiguration build() {
      return new RollingUpdateConfiguration(partition, maxUnavailable, maxSurge);
    }
  }
}
