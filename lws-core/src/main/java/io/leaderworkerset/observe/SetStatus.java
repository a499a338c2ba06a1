package io.leaderworkerset.observe;

import java.util.List;
import javax.annotation.Nullable;

/**
 * The status of a set.
 *
 * @param conditions one of a type, in the order they first appeared
 * @param readyReplicas groups that are ready, surge included
 * @param updatedReplicas groups at the newest revision, surge included
 * @param replicas groups that exist
 * @param hpaPodSelector selector of the leader pods; empty if not written yet
 * @param observedGeneration generation that this is said of; 0 if not written yet
 */
public record SetStatus(
    List<SetCondition> conditions,
    int readyReplicas,
    int updatedReplicas,
    int replicas,
    String hpaPodSelector,
    long observedGeneration) {
  /** Status of a set that has none yet. */
  public static final SetStatus EMPTY = new SetStatus(List.of(), 0, 0, 0, "", 0);

  /** Copies the list. */
  public SetStatus {
    conditions = List.copyOf(conditions);
  }

  /** Returns the condition of that type, or null. */
  @Nullable
  public SetCondition condition(String type) {
    for (SetCondition each : conditions) {
      if (each.type().equals(type)) {
        return each;
      }
    }
    return null;
  }
}
