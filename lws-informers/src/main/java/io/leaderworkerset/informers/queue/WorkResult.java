package io.leaderworkerset.informers.queue;

import java.time.Duration;
import java.util.Optional;
import javax.annotation.Nullable;

/**
 * What became of one piece of work that did not fail.
 *
 * @param after look again after this time even if nothing happens, above zero; null for not
 */
public record WorkResult(@Nullable Duration after) {
  private static final WorkResult DONE = new WorkResult(null);

  /** Checks the duration. */
  public WorkResult {
    if (after != null && (after.isZero() || after.isNegative())) {
      throw new IllegalArgumentException("look again after a time above zero, not " + after);
    }
  }

  /** Returns the result of work that waits for nothing. */
  public static WorkResult done() {
    return DONE;
  }

  /** Returns the result of work to be looked at again. */
  public static WorkResult again(Duration after) {
    return new WorkResult(after);
  }

  /** Returns when to look again. */
  public Optional<Duration> requeueAfter() {
    return Optional.ofNullable(after);
  }
}
