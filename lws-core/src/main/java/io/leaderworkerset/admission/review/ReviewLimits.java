package io.leaderworkerset.admission.review;

/**
 * How much of a review is read at all.
 *
 * @param maxBytes longest request body in bytes, at least 1; the default is 7 MiB, which holds the
 *     old and the new state of the largest object an API server takes
 * @param maxDepth deepest nesting of objects and arrays, 8 to 200; the default is 100
 */
public record ReviewLimits(int maxBytes, int maxDepth) {
  /** The defaults. */
  public static final ReviewLimits DEFAULT = new ReviewLimits(7 * 1024 * 1024, 100);

  /** Checks the ranges. */
  public ReviewLimits {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes must be at least 1, not " + maxBytes);
    }
    if (maxDepth < 8 || maxDepth > 200) {
      throw new IllegalArgumentException("maxDepth must be 8 to 200, not " + maxDepth);
    }
  }
}
