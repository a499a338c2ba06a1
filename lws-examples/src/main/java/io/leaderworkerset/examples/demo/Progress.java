package io.leaderworkerset.examples.demo;

/**
 * How far a step is.
 *
 * @param done parts that are done, 0 to total
 * @param total parts in all
 * @param text what is going on
 */
record Progress(int done, int total, String text) {
  Progress {
    done = Math.max(0, Math.min(done, total));
  }

  /** Returns whether nothing is missing. */
  boolean isComplete() {
    return done >= total;
  }
}
