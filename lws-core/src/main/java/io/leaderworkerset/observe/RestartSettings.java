package io.leaderworkerset.observe;

import java.time.Duration;
import javax.annotation.Nullable;

/**
 * When, and how often, the groups of a set are recreated after a failure.
 *
 * @param backoff how long a group waits
 * @param forgetAfter how long a group is to be ready after a restart until that is forgotten, above
 *     zero
 * @param budget how many failures of a group at one revision are answered by a restart before it is
 *     kept as it is, for inspection; at least 1; null for no limit
 * @param triggers which failures count
 * @param resume a restart remembered under another value is forgotten; empty for none
 */
public record RestartSettings(
    RestartBackoff backoff,
    Duration forgetAfter,
    @Nullable Integer budget,
    RestartTriggers triggers,
    String resume) {
  /** Forgotten after this time, as a kubelet does. */
  private static final Duration STABLE = Duration.ofMinutes(10);

  /** Back-off, no budget, every failure counts. */
  public static final RestartSettings STANDARD =
      new RestartSettings(RestartBackoff.STANDARD, STABLE, null, RestartTriggers.STANDARD, "");

  /** The Go controller's: at once, every time. */
  public static final RestartSettings REFERENCE =
      new RestartSettings(RestartBackoff.NONE, STABLE, null, RestartTriggers.REFERENCE, "");

  /** Checks the ranges. */
  public RestartSettings {
    if (forgetAfter.isZero() || forgetAfter.isNegative()) {
      throw new IllegalArgumentException(
          "a restart is forgotten after a time above zero, not " + forgetAfter);
    }
    if (budget != null && budget < 1) {
      throw new IllegalArgumentException("budget must be at least 1, is " + budget);
    }
  }

  /** Returns whether restarts need to be remembered at all. */
  public boolean hasMemory() {
    return !backoff.isNone() || budget != null;
  }

  /** Returns a copy with another back-off. */
  public RestartSettings withBackoff(RestartBackoff value) {
    return new RestartSettings(value, forgetAfter, budget, triggers, resume);
  }

  /** Returns a copy that forgets after another time. */
  public RestartSettings withForgetAfter(Duration value) {
    return new RestartSettings(backoff, value, budget, triggers, resume);
  }

  /** Returns a copy with another budget; null for no limit. */
  public RestartSettings withBudget(@Nullable Integer value) {
    return new RestartSettings(backoff, forgetAfter, value, triggers, resume);
  }

  /** Returns a copy with other triggers. */
  public RestartSettings withTriggers(RestartTriggers value) {
    return new RestartSettings(backoff, forgetAfter, budget, value, resume);
  }

  /** Returns a copy with another resume value. */
  public RestartSettings withResume(String value) {
    return new RestartSettings(backoff, forgetAfter, budget, triggers, value);
  }
}
