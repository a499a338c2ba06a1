package io.leaderworkerset.observe;

import io.leaderworkerset.identity.SubdomainPolicy;
import java.util.List;
import javax.annotation.Nullable;

/**
 * Everything that the plan for a set looks at.
 *
 * @param ref the set
 * @param generation {@code metadata.generation}
 * @param deleting whether the set is being deleted
 * @param invalid what is wrong with the spec, one text a field; empty if it is valid
 * @param rollout the rollout's numbers
 * @param subdomainPolicy whether the set or each group has a Service
 * @param liveKey revision key of the live spec
 * @param liveFingerprint canonical text of the live spec's revision data
 * @param revisions the set's ControllerRevisions, in any order
 * @param leaderSet the leader StatefulSet; null if there is none
 * @param service the object under the name of the set's Service; null if there is none
 * @param groups summaries of the groups of which anything exists, sorted by index
 * @param status the status as it is
 * @param refusal what the API server answered when it last refused a write for this generation;
 *     null if it did not
 * @param held restarts that are not done because the group's budget is used up, sorted by group
 */
public record SetObservation(
    SetRef ref,
    long generation,
    boolean deleting,
    List<String> invalid,
    RolloutSpec rollout,
    SubdomainPolicy subdomainPolicy,
    String liveKey,
    String liveFingerprint,
    List<RevisionObservation> revisions,
    @Nullable LeaderSetObservation leaderSet,
    @Nullable NamedObject service,
    List<GroupSummary> groups,
    SetStatus status,
    @Nullable String refusal,
    List<RestartRecord> held) {
  /** Copies the lists and checks that the groups are sorted. */
  public SetObservation {
    invalid = List.copyOf(invalid);
    revisions = List.copyOf(revisions);
    groups = List.copyOf(groups);
    held = List.copyOf(held);
    for (int i = 1; i < groups.size(); i++) {
      if (groups.get(i - 1).index() >= groups.get(i).index()) {
        throw new IllegalArgumentException(
            "groups must be sorted by index without repeats; index "
                + groups.get(i).index()
                + " follows "
                + groups.get(i - 1).index());
      }
    }
  }
}
