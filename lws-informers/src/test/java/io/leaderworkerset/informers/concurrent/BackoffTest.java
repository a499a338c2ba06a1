package io.leaderworkerset.informers.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Duration BASE = Duration.ofMillis(5);
  private static final Duration MAX = Duration.ofMinutes(5);
  private final Backoff backoff = new Backoff(BASE, MAX, new SplittableRandom(1));

  @Test
  void doublesWithinItsJitter() {
    for (int attempt = 0; attempt < 16; attempt++) {
      long plain = BASE.toNanos() << attempt;
      assertThat(backoff.delayNanos(attempt)).isBetween((long) (plain * 0.8), (long) (plain * 1.2));
    }
  }

  @Test
  void staysAtItsMaximumHoweverOftenItFails() {
    for (int attempt : new int[] {16, 17, 40, 62, 63, 64, 65, 128, 1_000_000, Integer.MAX_VALUE}) {
      assertThat(backoff.delayNanos(attempt))
          .as("attempt %d", attempt)
          .isBetween((long) (MAX.toNanos() * 0.8), (long) (MAX.toNanos() * 1.2));
    }
  }

  @Test
  void refusesDurationsThatMakeNoSense() {
    assertThatThrownBy(() -> new Backoff(Duration.ZERO, MAX, new SplittableRandom(1)))
        .hasMessageContaining("above zero");
    assertThatThrownBy(() -> new Backoff(MAX, BASE, new SplittableRandom(1)))
        .hasMessageContaining("at least its base");
  }
}
