package io.leaderworkerset.api;

import javax.annotation.Nullable;

/**
 * How pods of a set are named in DNS.
 *
 * @param subdomainPolicy Shared (default) or UniquePerReplica
 */
public record NetworkConfig(@Nullable String subdomainPolicy) {

  /** Returns a builder with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that starts from this value. */
  public Builder toBuilder() {
    return new Builder().subdomainPolicy(subdomainPolicy);
  }

  /** Builds a {@link NetworkConfig}. */
  public static final class Builder {
    @Nullable private String subdomainPolicy;

    private Builder() {}

    /** Sets Shared (default) or UniquePerReplica; null leaves it out. */
    public Builder subdomainPolicy(@Nullable String subdomainPolicy) {
      this.subdomainPolicy = subdomainPolicy;
      return this;
    }

    /** Returns the value built. */
    public NetworkConfig build() {
      return new NetworkConfig(subdomainPolicy);
    }
  }
}
