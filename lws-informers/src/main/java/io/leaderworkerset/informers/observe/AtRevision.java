package io.leaderworkerset.informers.observe;

import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.manifest.GroupNeeds;
import io.leaderworkerset.manifest.SpecReader;
import io.leaderworkerset.observe.GroupSpec;
import io.leaderworkerset.observe.RestartSettings;
import java.util.Map;
import javax.annotation.Nullable;

/**
 * What a set asks for at one of its revisions, computed once and kept until it asks for something
 * else. Thread-safe.
 */
final class AtRevision {
  private final LeaderWorkerSet asked;
  @Nullable private final LeaderWorkerSet restored;
  @Nullable private GroupSpec group;
  @Nullable private Map<String, Long> needs;

  /**
   * Makes what is kept of a revision.
   *
   * @param asked the set that asks; later versions of it ask for the same
   * @param restored the set with the template of the revision; null if that is what it has
   */
  AtRevision(LeaderWorkerSet asked, @Nullable LeaderWorkerSet restored) {
    this.asked = asked;
    this.restored = restored;
  }

  /** Returns the set with the template of the revision; the live one if that is what it has. */
  LeaderWorkerSet set(LeaderWorkerSet live) {
    return restored == null ? live : restored;
  }

  /** Returns what a group should be; gang and defaults are the same in all calls. */
  synchronized GroupSpec group(boolean gang, RestartSettings restarts) {
    GroupSpec known = group;
    if (known == null) {
      known = SpecReader.group(asked, set(asked), gang, restarts);
      group = known;
    }
    return known;
  }

  /** Returns what a group requests of the scheduler, see {@link GroupNeeds#of}. */
  synchronized Map<String, Long> needs() {
    Map<String, Long> known = needs;
    if (known == null) {
      known = Map.copyOf(GroupNeeds.of(set(asked)));
      needs = known;
    }
    return known;
  }
}
