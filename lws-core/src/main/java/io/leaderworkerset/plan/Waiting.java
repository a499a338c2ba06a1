package io.leaderworkerset.plan;

import io.leaderworkerset.identity.Reason;
import java.time.Duration;
import java.util.List;
import javax.annotation.Nullable;

/**
 * What a plan waits for, or why it does nothing.
 *
 * @param group the group's index; null if the whole set waits
 * @param reason the kind of reason
 * @param message what it waits for, where, and what would let it go on
 */
public record Waiting(@Nullable Integer group, Reason reason, String message) {
  private static final Duration UNWATCHED_RECHECK = Duration.ofSeconds(30);
  private static final Duration NODE_RECHECK = Duration.ofSeconds(10);
  private static final Duration REVISION_RECHECK = Duration.ofSeconds(1);

  /**
   * Returns when to look again at what no event tells of: foreign objects and nodes are not
   * watched.
   *
   * @param waiting what a plan waits for
   * @return the shortest wait; null if events tell of all of it
   */
  @Nullable
  static Duration recheckAfter(List<Waiting> waiting) {
    Duration shortest = null;
    for (Waiting each : waiting) {
      Duration own =
          switch (each.reason) {
            case NAME_CONFLICT -> UNWATCHED_RECHECK;
            case TOPOLOGY_LABEL_MISSING -> NODE_RECHECK;
            case REVISION_MISSING -> REVISION_RECHECK;
            default -> null;
          };
      shortest = sooner(shortest, own);
    }
    return shortest;
  }

  /** Returns the shorter of two waits; null if neither ends by itself. */
  @Nullable
  public static Duration sooner(@Nullable Duration one, @Nullable Duration other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.compareTo(other) <= 0 ? one : other;
  }
}
