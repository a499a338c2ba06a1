package io.leaderworkerset.testkit.virtual;

import java.time.Duration;

/**
 * An invariant that did not hold.
 *
 * @param invariant which
 * @param at when, since the start of the run
 * @param what what was seen instead
 */
public record Violation(Invariant invariant, Duration at, String what) {
  /** Returns the violation for a person. */
  @Override
  public String toString() {
    return invariant + " at " + Story.time(at) + ": " + what;
  }
}
