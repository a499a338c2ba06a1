package io.leaderworkerset.api;

import javax.annotation.Nullable;

/**
 * How a new revision replaces an old one.
 *
 * @param type RollingUpdate, the only one and the default
 * @param rollingUpdateConfiguration the budget of the rolling update
 */
public record RolloutStrategy(
    @Nullable String type, @Nullable RollingUpdateConfiguration rollingUpdateConfiguration) {
  /** The only strategy there is. */
  public static final String ROLLING_UPDATE = "RollingUpdate";

  /** Returns a builder with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that starts from this value. */
  public Builder toBuilder() {
    return new Builder().type(type).rollingUpdateConfiguration(rollingUpdateConfiguration);
  }

  /** Builds a {@link RolloutStrategy}. */
  public static final class Builder {
    @Nullable private String type;
    @Nullable private RollingUpdateConfiguration rollingUpdateConfiguration;

    private Builder() {}

    /** Sets RollingUpdate, the only one and the default; null leaves it out. */
    public Builder type(@Nullable String type) {
      this.type = type;
      return this;
    }

    /** Sets the budget of the rolling update; null leaves it out. */
    public Builder rollingUpdateConfiguration(
        @Nullable RollingUpdateConfiguration rollingUpdateConfiguration) {
      this.rollingUpdateConfiguration = rollingUpdateConfiguration;
      return this;
    }

    /** Returns the value built. */
    public RolloutStrategy build() {
      return new RolloutStrategy(type, rollingUpdateConfiguration);
    }
  }
}
