package io.leaderworkerset.testkit.apiserver;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** Timestamps as the API writes them: RFC 3339, whole seconds, UTC. */
final class Times {
  private final Clock clock;

  Times(Clock clock) {
    this.clock = clock;
  }

  String now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  String in(Duration delay) {
    return clock.instant().plus(delay).truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
