package io.leaderworkerset.testkit.cluster;

import javax.annotation.Nullable;

/** Closes watches. */
final class Watches {
  private Watches() {}

  static void close(@Nullable AutoCloseable watch) {
    if (watch == null) {
      return;
    }
    try {
      watch.close();
    } catch (Exception e) {
      throw new IllegalStateException("the watch could not be closed", e);
    }
  }
}
