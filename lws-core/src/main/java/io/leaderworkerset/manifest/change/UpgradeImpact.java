package io.leaderworkerset.manifest.change;

import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.manifest.change.Impact.Effect;
import io.leaderworkerset.observe.GroupSummary;
import io.leaderworkerset.observe.LeaderSetObservation;
import io.leaderworkerset.observe.SetObservation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.annotation.Nullable;

/**
 * What this version of the library would do to the groups of a set that another version, or the Go
 * controller, has made.
 *
 * @param groups what happens to each group that has a leader pod, by index
 * @param changed for each revision that means something else than the spec: the fields in which it
 *     does
 * @param written fields of the leader StatefulSet that would get another value; empty if none
 * @param refused what of the spec is not valid, or cannot be changed, and why
 */
public record UpgradeImpact(
    List<GroupImpact> groups,
    SortedMap<String, List<String>> changed,
    List<String> written,
    List<String> refused) {
  private static final String POD_TEMPLATE = "spec.template";

  /** Copies lists and map. */
  public UpgradeImpact {
    groups = List.copyOf(groups);
    changed = new TreeMap<>(changed);
    written = List.copyOf(written);
    refused = List.copyOf(refused);
  }

  /**
   * What happens to one group.
   *
   * @param index the group
   * @param revision the revision key that it carries; null if it carries none
   * @param effect what happens to it
   */
  public record GroupImpact(int index, @Nullable String revision, Effect effect) {}

  /**
   * Returns what would happen to a set as it is in a cluster.
   *
   * <p>A group is recreated if its stored revision does not mean what the set's spec means, see
   * {@link ManifestChange#ofStored}, or if the template of the leader StatefulSet would be written
   * otherwise than it is: the StatefulSet controller replaces pods then. A partition holds either.
   *
   * @param seen the set as observed
   * @param set the same, as an object
   * @param atRevision the set with the template of each revision that a group carries, by key; a
   *     revision that is not there is lost
   * @param written paths of fields of the leader StatefulSet that would get another value, if it
   *     were applied at its present revision
   */
  public static UpgradeImpact of(
      SetObservation seen,
      LeaderWorkerSet set,
      Map<String, LeaderWorkerSet> atRevision,
      List<String> written) {
    boolean writesPods = written.stream().anyMatch(path -> path.startsWith(POD_TEMPLATE));
    SortedMap<String, List<String>> changed = new TreeMap<>();
    Set<String> refused = new LinkedHashSet<>(seen.invalid());
    List<GroupImpact> groups = new ArrayList<>();
    for (GroupSummary group : seen.groups()) {
      String key = group.leaderRevision();
      LeaderWorkerSet stored = key == null ? null : atRevision.get(key);
      ManifestChange change = stored == null ? null : ManifestChange.of(stored, set);
      if (key != null && change != null) {
        refused.addAll(change.impact().refused());
        if (!change.changed().isEmpty()) {
          changed.put(key, change.changed());
        }
      }
      if (group.leaderUid() != null) {
        groups.add(
            new GroupImpact(group.index(), key, effect(group.index(), change, writesPods, seen)));
      }
    }
    return new UpgradeImpact(groups, changed, written, List.copyOf(refused));
  }

  private static Effect effect(
      int index, @Nullable ManifestChange change, boolean writesPods, SetObservation seen) {
    if (!seen.invalid().isEmpty()) {
      return Effect.REFUSED;
    }
    if (index >= seen.rollout().replicas()) {
      return Effect.REMOVE;
    }
    Effect given = change == null ? Effect.NONE : change.impact().groups().get(index);
    boolean stays = given == Effect.NONE || given == Effect.METADATA_ONLY;
    LeaderSetObservation leaderSet = seen.leaderSet();
    if (!stays || leaderSet == null || !writesPods) {
      return given;
    }
    return index < leaderSet.partition() ? Effect.HELD_BY_PARTITION : Effect.RECREATE;
  }

  /** Returns whether pods of any group would be replaced. */
  public boolean rolls() {
    return groups.stream().anyMatch(each -> each.effect() == Effect.RECREATE);
  }
}
