package io.leaderworkerset.plan.explain;

import io.leaderworkerset.identity.Names;
import io.leaderworkerset.observe.GroupObservation;
import io.leaderworkerset.observe.GroupSummary;
import io.leaderworkerset.observe.LeaderSetObservation;
import io.leaderworkerset.observe.PodObservation;
import io.leaderworkerset.observe.RestartRecord;
import io.leaderworkerset.observe.SetCondition;
import io.leaderworkerset.observe.SetObservation;
import io.leaderworkerset.plan.GroupPlan;
import io.leaderworkerset.plan.GroupPlanner;
import io.leaderworkerset.plan.SetPlan;
import io.leaderworkerset.plan.SetPlanner;
import io.leaderworkerset.plan.Waiting;
import io.leaderworkerset.plan.explain.Blocker.Code;
import io.leaderworkerset.plan.rollout.RolloutRules;
import io.leaderworkerset.plan.status.StatusCalculator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.annotation.Nullable;

/**
 * Says why a set is not as it should be. It asks the planners themselves, so that what it says is
 * what they wait for, and adds what it sees in the pods.
 *
 * <p>A set that is not as it should be has at least one blocker, and one that is has none.
 */
public final class Explainer {
  /** What validation says of such a name; a test holds the two together. */
  private static final String TOO_LONG = "too long for the names of its pods";

  private Explainer() {}

  /**
   * As {@link #explain(SetObservation, List, Instant, RolloutRules)} under {@link
   * RolloutRules#SAFE}.
   *
   * @param set the set as observed
   * @param groups its groups as observed, those that are of interest
   * @param now the time, to tell a deletion that is stuck
   */
  public static List<Blocker> explain(
      SetObservation set, List<GroupObservation> groups, Instant now) {
    return explain(set, groups, now, RolloutRules.SAFE);
  }

  /**
   * Returns what keeps the set and its groups from being as they should be: the set's blockers
   * first, then each group's in the order given. Empty if there is nothing to wait for.
   *
   * @param set the set as observed
   * @param groups its groups as observed, those that are of interest
   * @param now the time, to tell a deletion that is stuck
   * @param rules the rules of its rollouts
   */
  public static List<Blocker> explain(
      SetObservation set, List<GroupObservation> groups, Instant now, RolloutRules rules) {
    List<Blocker> out = new ArrayList<>(ofSet(set, SetPlanner.plan(set, now, rules, List.of())));
    List<Blocker> ofGroups = new ArrayList<>();
    for (GroupObservation group : groups) {
      for (Blocker each : explain(group, now)) {
        ofGroups.add(inSet(set, each));
      }
    }
    for (GroupSummary each : set.groups()) {
      Integer index = each.index();
      if (isBeyond(each, set) && ofGroups.stream().noneMatch(b -> index.equals(b.group()))) {
        String text = "group " + index + " is beyond the groups wanted, and goes";
        ofGroups.add(
            new Blocker(index, Code.TERMINATING, null, text, Remedies.of(Code.TERMINATING)));
      }
    }
    ofGroups.addAll(missing(set));
    out.addAll(ofGroups);
    return out;
  }

  private static List<Blocker> missing(SetObservation set) {
    List<Blocker> out = new ArrayList<>();
    for (int index : missingGroups(set)) {
      String text = "there is no leader pod " + Names.leaderPod(set.ref().name(), index);
      out.add(
          new Blocker(index, Code.LEADER_MISSING, null, text, Remedies.of(Code.LEADER_MISSING)));
    }
    return out;
  }

  /**
   * Returns the indexes of groups that should be there and of which nothing is, ascending: as where
   * a quota or an admission webhook refuses their leader pods.
   *
   * @param set the set as observed
   */
  public static List<Integer> missingGroups(SetObservation set) {
    LeaderSetObservation leaderSet = set.leaderSet();
    if (leaderSet == null || leaderSet.foreignOwner() != null || set.deleting()) {
      return List.of();
    }
    BitSet there = new BitSet();
    for (GroupSummary each : set.groups()) {
      there.set(each.index());
    }
    List<Integer> out = new ArrayList<>(0);
    for (int i = there.nextClearBit(0); i < leaderSet.replicas(); i = there.nextClearBit(i + 1)) {
      out.add(i);
    }
    return out;
  }

  /**
   * Returns the blockers of the set itself, without those of its groups.
   *
   * @param set the set as observed
   * @param plan what was planned for it
   */
  public static List<Blocker> ofSet(SetObservation set, SetPlan plan) {
    List<Blocker> out = new ArrayList<>();
    if (set.deleting()) {
      String text = "the set is being deleted, and all of its groups with it";
      return List.of(
          new Blocker(null, Code.TERMINATING, null, text, Remedies.of(Code.TERMINATING)));
    }
    for (Waiting each : plan.waiting()) {
      Code code = Remedies.codeOf(each.reason());
      if (code == Code.INVALID_SPEC && set.invalid().stream().allMatch(i -> i.contains(TOO_LONG))) {
        code = Code.POD_NAME_TOO_LONG;
      }
      out.add(new Blocker(each.group(), code, since(code, set), each.message(), Remedies.of(code)));
    }
    if (!plan.actions().isEmpty() && plan.waiting().isEmpty()) {
      String next = plan.actions().get(0).toString();
      out.add(
          new Blocker(
              null, Code.PROGRESSING, null, "next: " + next, "nothing; it is about to be done"));
    }
    return out;
  }

  /**
   * Returns what keeps one group from being as it should be; empty if it is ready.
   *
   * @param group the group as observed
   * @param now the time, to tell a deletion that is stuck
   */
  public static List<Blocker> explain(GroupObservation group, Instant now) {
    return explain(group, GroupPlanner.plan(group, now), now);
  }

  /**
   * As {@link #explain(GroupObservation, Instant)}, if the group was planned already.
   *
   * @param group the group as observed
   * @param plan what was planned for it
   * @param now the time, to tell a deletion that is stuck
   */
  public static List<Blocker> explain(GroupObservation group, GroupPlan plan, Instant now) {
    List<Blocker> evidence = new GroupEvidence(group, now).blockers();
    List<Blocker> out = new ArrayList<>();
    for (Waiting each : plan.waiting()) {
      Code code = Remedies.codeOf(each.reason());
      if (evidence.stream().noneMatch(e -> e.code() == code)) {
        // else the pods say the same, and since when
        out.add(
            new Blocker(each.group(), code, since(each, group), each.message(), Remedies.of(code)));
      }
    }
    out.addAll(evidence);
    return out;
  }

  private static boolean isBeyond(GroupSummary group, SetObservation set) {
    LeaderSetObservation leaderSet = set.leaderSet();
    return leaderSet != null && !set.deleting() && group.index() >= leaderSet.replicas();
  }

  /**
   * Returns a group's blocker as it is within its set: a group beyond the replicas that finds no
   * room is surge that waits for capacity.
   *
   * @param set the set as observed
   * @param ofGroup a blocker of {@link #explain(GroupObservation, Instant)}
   */
  public static Blocker inSet(SetObservation set, Blocker ofGroup) {
    Integer group = ofGroup.group();
    Code code = ofGroup.code().inSurge();
    return group == null || group < firstSurge(set) || code == ofGroup.code()
        ? ofGroup
        : new Blocker(group, code, ofGroup.since(), ofGroup.evidence(), Remedies.of(code));
  }

  /**
   * Returns the index from which on a set's groups are surge; that of no group if the set is not
   * valid.
   *
   * @param set the set as observed
   */
  public static int firstSurge(SetObservation set) {
    return set.invalid().isEmpty() ? set.rollout().replicas() : Integer.MAX_VALUE;
  }

  /** Since when a group waits: for its restart since the failure, else since its leader came. */
  @Nullable
  private static Instant since(Waiting waiting, GroupObservation group) {
    return switch (waiting.reason()) {
      case RESTART_BUDGET_EXHAUSTED -> heldSince(group);
      case RESTART_BACKOFF -> unreadySince(group);
      case REVISION_MISSING, FAILED_UPDATE -> null;
      default -> {
        PodObservation leader = group.leader();
        yield leader == null
            ? null
            : Objects.requireNonNullElse(leader.deleted(), leader.created());
      }
    };
  }

  @Nullable
  private static Instant heldSince(GroupObservation group) {
    RestartRecord record = group.lastRestart();
    return record != null && record.state() == RestartRecord.State.HELD ? record.at() : null;
  }

  /** When the first pod of the group stopped being ready; null if they all are. */
  @Nullable
  private static Instant unreadySince(GroupObservation group) {
    return Stream.concat(Stream.ofNullable(group.leader()), group.workers().stream())
        .map(PodObservation::unreadySince)
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  /** A condition tells since when, if it is about the same. */
  @Nullable
  private static Instant since(Code code, SetObservation set) {
    String type =
        switch (code) {
          case NAME_TAKEN, IMMUTABLE_FIELD, INVALID_SPEC, POD_NAME_TOO_LONG, WRITE_REFUSED ->
              StatusCalculator.BLOCKED;
          case ROLLOUT_BUDGET, CAPACITY_CEILING -> StatusCalculator.UPDATE_IN_PROGRESS;
          case PARTITION_HOLDS -> StatusCalculator.AVAILABLE;
          default -> StatusCalculator.PROGRESSING;
        };
    SetCondition condition = set.status().condition(type);
    return condition == null || !condition.status() ? null : condition.lastTransitionTime();
  }
}
