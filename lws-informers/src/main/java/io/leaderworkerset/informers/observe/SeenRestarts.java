package io.leaderworkerset.informers.observe;

import io.leaderworkerset.observe.RestartSettings;
import io.leaderworkerset.observe.SetRef;
import java.util.Map;
import javax.annotation.Nullable;

/**
 * What writing down the restarts of a set needs.
 *
 * @param set the set
 * @param leaderSetUid UID of its leader StatefulSet; null if there is none
 * @param settings the set's settings of restarts
 * @param leaderUids UIDs of the present leader pods by group; those being deleted are left out
 * @param memory what is remembered
 */
public record SeenRestarts(
    SetRef set,
    @Nullable String leaderSetUid,
    RestartSettings settings,
    Map<Integer, String> leaderUids,
    RestartMemory memory) {
  /** Copies the map. */
  public SeenRestarts {
    leaderUids = Map.copyOf(leaderUids);
  }
}
