package io.leaderworkerset.api;

import com.google.gson.annotations.JsonAdapter;
import java.time.Instant;
import javax.annotation.Nullable;

/**
 * One condition of a set.
 *
 * @param type Available, Progressing or UpdateInProgress, or a condition that names a problem
 * @param status True, False or Unknown
 * @param observedGeneration generation of the set that this was said of
 * @param lastTransitionTime when the status last flipped, in whole seconds
 * @param reason why, in PascalCase
 * @param message why, for a person
 */
public record Condition(
    String type,
    String status,
    @Nullable Long observedGeneration,
    @JsonAdapter(InstantAdapter.class) @Nullable Instant lastTransitionTime,
    @Nullable String reason,
    @Nullable String message) {
  /** Copies and fills what may not be null. */
  @SuppressWarnings({"ConstantConditions", "NullAway"}) // Gson passes null for what is absent
  public Condition {
    type = type == null ? "" : type;
    status = status == null ? "" : status;
  }

  /** Returns a builder with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that starts from this value. */
  public Builder toBuilder() {
    return new Builder()
        .type(type)
        .status(status)
        .observedGeneration(observedGeneration)
        .lastTransitionTime(lastTransitionTime)
        .reason(reason)
        .message(message);
  }

  /** Builds a {@link Condition}. */
  public static final class Builder {
    private String type = "";
    private String status = "";
    @Nullable private Long observedGeneration;
    @Nullable private Instant lastTransitionTime;
    @Nullable private String reason;
    @Nullable private String message;

    private Builder() {}

    /** Sets Available, Progressing or UpdateInProgress, or a condition that names a problem. */
    public Builder type(String type) {
      this.type = type;
      return this;
    }

    /** Sets True, False or Unknown. */
    public Builder status(String status) {
      this.status = status;
      return this;
    }

    /** Sets generation of the set that this was said of; null leaves it out. */
    public Builder observedGeneration(@Nullable Long observedGeneration) {
      this.observedGeneration = observedGeneration;
      return this;
    }

    /** Sets when the status last flipped, in whole seconds; null leaves it out. */
    public Builder lastTransitionTime(@Nullable Instant lastTransitionTime) {
      this.lastTransitionTime = lastTransitionTime;
      return this;
    }

    /** Sets why, in PascalCase; null leaves it out. */
    public Builder reason(@Nullable String reason) {
      this.reason = reason;
      return this;
    }

    /** Sets why, for a person; null leaves it out. */
    public Builder message(@Nullable String message) {
      this.message = message;
      return this;
    }

    /** Returns the value built. */
    public Condition build() {
      return new Condition(type, status, observedGeneration, lastTransitionTime, reason, message);
    }
  }
}
