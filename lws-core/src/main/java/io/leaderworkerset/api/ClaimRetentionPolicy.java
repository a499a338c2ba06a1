package io.leaderworkerset.api;

import javax.annotation.Nullable;

/**
 * What becomes of volume claims, as for StatefulSets.
 *
 * @param whenDeleted Retain or Delete when the StatefulSet is deleted
 * @param whenScaled Retain or Delete when it is scaled down
 */
public record ClaimRetentionPolicy(@Nullable String whenDeleted, @Nullable String whenScaled) {

  /** Returns a builder with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that starts from this value. */
  public Builder toBuilder() {
    return new Builder().whenDeleted(whenDeleted).whenScaled(whenScaled);
  }

  /** Builds a {@link ClaimRetentionPolicy}. */
  public static final class Builder {
    @Nullable private String whenDeleted;
    @Nullable private String whenScaled;

    private Builder() {}

    /** Sets Retain or Delete when the StatefulSet is deleted; null leaves it out. */
    public Builder whenDeleted(@Nullable String whenDeleted) {
      this.whenDeleted = whenDeleted;
      return this;
    }

    /** Sets Retain or Delete when it is scaled down; null leaves it out. */
    public Builder whenScaled(@Nullable String whenScaled) {
      this.whenScaled = whenScaled;
      return this;
    }

    /** Returns the value built. */
    public ClaimRetentionPolicy build() {
      return new ClaimRetentionPolicy(whenDeleted, whenScaled);
    }
  }
}
