package io.leaderworkerset.manifest.change;

import io.leaderworkerset.observe.RolloutSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a change of a set does to each of its groups, before anything is done.
 *
 * @param groups one entry for each group that exists before or after the change, by index
 * @param refused what is refused of the change, and why; if not empty, no group is replaced
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
    NONE("nothing"),
    /** Its pods stay as they are; only the set's objects around them change. */
    METADATA_ONLY("metadata only, pods stay"),
    /** It is replaced by one of the new revision. */
    RECREATE("recreated"),
    /** It keeps its revision because the partition holds it. */
    HELD_BY_PARTITION("held by the partition"),
    /** It keeps its revision because the change is refused. */
    REFUSED("refused, pods stay"),
    /** It is made. */
    CREATE("made"),
    /** It is removed. */
    REMOVE("removed");

    private final String words;

    Effect(String words) {
      this.words = words;
    }

    /** Returns it in words, such as {@code metadata only, pods stay}. */
    public String words() {
      return words;
    }
  }

  /** How much a change means to groups that stay. */
  public enum Change {
    /** Their objects stay the same. */
    NONE,
    /** Metadata, or how a rollout goes, but not their pods. */
    METADATA,
    /** Their pods. */
    TEMPLATE
  }

  /**
   * Returns the impact of a change.
   *
   * @param from the rollout's numbers before
   * @param to those after
   * @param change what it means to groups that stay
   * @param refused fields that the change touches and a StatefulSet cannot change; empty if none
   */
  public static Impact of(RolloutSpec from, RolloutSpec to, Change change, List<String> refused) {
    List<Effect> groups = new ArrayList<>();
    for (int i = 0; i < Math.max(from.replicas(), to.replicas()); i++) {
      groups.add(effect(i, from, to, change, !refused.isEmpty()));
    }
    return new Impact(groups, refused);
  }

  /** Returns the impact of a change that is refused as a whole. */
  public static Impact refused(RolloutSpec from, List<String> why) {
    return new Impact(Collections.nCopies(from.replicas(), Effect.REFUSED), why);
  }

  /** Returns the indexes of the groups with that effect. */
  public List<Integer> indexes(Effect effect) {
    return IntStream.range(0, groups.size()).filter(i -> groups.get(i) == effect).boxed().toList();
  }

  private static Effect effect(
      int index, RolloutSpec from, RolloutSpec to, Change change, boolean refused) {
    if (index >= to.replicas()) {
      return Effect.REMOVE;
    }
    if (index >= from.replicas()) {
      return Effect.CREATE;
    }
    if (refused) {
      return Effect.REFUSED;
    }
    return switch (change) {
      case NONE -> Effect.NONE;
      case METADATA -> Effect.METADATA_ONLY;
      case TEMPLATE -> index < to.partition() ? Effect.HELD_BY_PARTITION : Effect.RECREATE;
    };
  }
}
