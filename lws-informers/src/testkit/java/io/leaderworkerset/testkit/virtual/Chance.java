package io.leaderworkerset.testkit.virtual;

import java.util.SplittableRandom;

/** One actor's dice. A calm one always throws the least. */
final class Chance {
  private static final long MILLI = 1_000_000L;

  private final SplittableRandom random;
  private final boolean calm;

  Chance(SplittableRandom random, boolean calm) {
    this.random = random;
    this.calm = calm;
  }

  /** Returns a delay between the two, in nanoseconds; one in twenty is ten times the most. */
  long delay(long leastMillis, long mostMillis) {
    if (calm) {
      return leastMillis * MILLI;
    }
    long micros = random.nextLong(leastMillis * 1000, mostMillis * 1000 + 1);
    return micros * 1000 * (random.nextInt(20) == 0 ? 10 : 1);
  }

  /** Returns a time between the two, in nanoseconds. */
  long within(long leastMillis, long mostMillis) {
    return calm
        ? leastMillis * MILLI
        : random.nextLong(leastMillis * 1000, mostMillis * 1000 + 1) * 1000;
  }

  /** Returns true so often in a hundred times. */
  boolean inHundred(int times) {
    return !calm && random.nextInt(100) < times;
  }

  int below(int bound) {
    return calm ? 0 : random.nextInt(bound);
  }

  SplittableRandom random() {
    return random;
  }
}
