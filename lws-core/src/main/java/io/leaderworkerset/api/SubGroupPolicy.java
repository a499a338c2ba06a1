package io.leaderworkerset.api;

import javax.annotation.Nullable;

/**
 * How a group is cut into subgroups. It cannot be added, removed or resized later.
 *
 * @param subGroupPolicyType LeaderWorker (default) or LeaderExcluded
 * @param subGroupSize pods in a subgroup; size or size - 1 is divisible by it
 */
public record SubGroupPolicy(@Nullable String subGroupPolicyType, @Nullable Integer subGroupSize) {

  /** Returns a builder with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that starts from this value. */
  public Builder toBuilder() {
    return new Builder().subGroupPolicyType(subGroupPolicyType).subGroupSize(subGroupSize);
  }

  /** Builds a {@link SubGroupPolicy}. */
  public static final class Builder {
    @Nullable private String subGroupPolicyType;
    @Nullable private Integer subGroupSize;

    private Builder() {}

    /** Sets LeaderWorker (default) or LeaderExcluded; null leaves it out. */
    public Builder subGroupPolicyType(@Nullable String subGroupPolicyType) {
      this.subGroupPolicyType = subGroupPolicyType;
      return this;
    }

    /** Sets pods in a subgroup; size or size - 1 is divisible by it; null leaves it out. */
    public Builder subGroupSize(@Nullable Integer subGroupSize) {
      this.subGroupSize = subGroupSize;
      return this;
    }

    /** Returns the value built. */
    public SubGroupPolicy build() {
      return new SubGroupPolicy(subGroupPolicyType, subGroupSize);
    }
  }
}
