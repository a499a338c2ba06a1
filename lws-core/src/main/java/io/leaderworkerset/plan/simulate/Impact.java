package io.leaderworkerset.plan.simulate;

import io.leaderworkerset.observe.RolloutSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * What a change of a set does to each of its groups, before anything is done.
 *
 * @param groups one entry for each group that exists before or after the change, by index
 * @param refused fields that a StatefulSet cannot change; if not empty, no group is replaced
 */
public record Impact(List<Effect> groups, List<String> refused) {
  /** Copies the lists. */
  public Impact {
    groups = List.copyOf(groups);
    refused = List.copyOf(refused);
  }

  /** What happens to one group. */
  public enum Effect {
    /** Nothing. */
    NONE,
    /** It is replaced by one of the new revision. */
    RECREATE,
    /** It keeps its revision because the partition holds it. */
    HELD_BY_PARTITION,
    /** It is made. */
    CREATE,
    /** It is removed. */
    REMOVE
  }

  /**
   * Returns the impact of a change.
   *
   * @param from the rollout's numbers before
   * @param to those after
   * @param sameRevision whether the templates mean the same before and after
   * @param refused fields that the change touches and a StatefulSet cannot change; empty if none
   */
  public static Impact of(
      RolloutSpec from, RolloutSpec to, boolean sameRevision, List<String> refused) {
    List<Effect> groups = new ArrayList<>();
    for (int i = 0; i < Math.max(from.replicas(), to.replicas()); i++) {
      groups.add(effect(i, from, to, sameRevision || !refused.isEmpty()));
    }
    return new Impact(groups, refused);
  }

  private static Effect effect(int index, RolloutSpec from, RolloutSpec to, boolean unchanged) {
    if (index >= to.replicas()) {
      return Effect.REMOVE;
    }
    if (index >= from.replicas()) {
      return Effect.CREATE;
    }
    if (unchanged) {
      return Effect.NONE;
    }
    return index < to.partition() ? Effect.HELD_BY_PARTITION : Effect.RECREATE;
  }
}
