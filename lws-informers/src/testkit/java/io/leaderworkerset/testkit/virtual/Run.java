package io.leaderworkerset.testkit.virtual;

import java.time.Duration;
import java.util.List;

/**
 * One run of a virtual cluster.
 *
 * @param script what it depended on
 * @param violations invariants that did not hold; a run ends at the first moment with one
 * @param story what happened; empty unless there is a violation or the story was asked for
 * @param events how many things happened
 * @param took how long it took in virtual time
 */
public record Run(
    Script script, List<Violation> violations, Story story, int events, Duration took) {
  /** Copies the list. */
  public Run {
    violations = List.copyOf(violations);
  }

  /** Returns whether every invariant held. */
  public boolean isGood() {
    return violations.isEmpty();
  }

  /** Returns script, story and violations for a person. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    out.append("seed ").append(script.seed()).append(": ").append(script.first()).append('\n');
    script.steps().forEach(s -> out.append("  ").append(s).append('\n'));
    out.append(story);
    violations.forEach(v -> out.append("VIOLATION ").append(v).append('\n'));
    return out.toString();
  }
}
