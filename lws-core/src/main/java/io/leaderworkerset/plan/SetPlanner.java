package io.leaderworkerset.plan;

import io.leaderworkerset.identity.Names;
import io.leaderworkerset.identity.Reason;
import io.leaderworkerset.identity.RestartCause;
import io.leaderworkerset.identity.SubdomainPolicy;
import io.leaderworkerset.observe.GroupSummary;
import io.leaderworkerset.observe.LeaderSetObservation;
import io.leaderworkerset.observe.NamedObject;
import io.leaderworkerset.observe.RevisionObservation;
import io.leaderworkerset.observe.SetObservation;
import io.leaderworkerset.plan.Action.ApplyLeaderStatefulSet;
import io.leaderworkerset.plan.Action.CreateRevision;
import io.leaderworkerset.plan.Action.CreateService;
import io.leaderworkerset.plan.Action.DeleteLeaderPod;
import io.leaderworkerset.plan.Action.DeleteRevision;
import io.leaderworkerset.plan.restart.RestartDecision;
import io.leaderworkerset.plan.restart.RestartTexts;
import io.leaderworkerset.plan.revision.RevisionDecision;
import io.leaderworkerset.plan.revision.RevisionDecision.NewRevision;
import io.leaderworkerset.plan.revision.RevisionPlanner;
import io.leaderworkerset.plan.rollout.RolloutPlanner;
import io.leaderworkerset.plan.rollout.RolloutRules;
import io.leaderworkerset.plan.rollout.RolloutState;
import io.leaderworkerset.plan.rollout.RolloutStep;
import io.leaderworkerset.plan.status.StatusCalculator;
import io.leaderworkerset.plan.status.StatusCalculator.Block;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.annotation.Nullable;

/**
 * Plans one set: its revision, its Service, its leader StatefulSet, its status, and the revisions
 * that can go.
 */
public final class SetPlanner {
  private final SetObservation seen;
  private final RolloutRules rules;
  private final List<String> notes;
  private final List<Action> actions = new ArrayList<>();
  private final List<Waiting> waiting = new ArrayList<>();
  @Nullable private Block blocked;

  private SetPlanner(SetObservation seen, RolloutRules rules, List<String> notes) {
    this.seen = seen;
    this.rules = rules;
    this.notes = notes;
  }

  /**
   * Returns what should change in the set under {@link RolloutRules#SAFE}. A set that is as it
   * should be has no actions; one that is being deleted has none either, owner references clean up.
   *
   * @param seen the set as observed
   * @param now the time, for conditions that flip
   */
  public static SetPlan plan(SetObservation seen, Instant now) {
    return plan(seen, now, RolloutRules.SAFE, List.of());
  }

  /**
   * As {@link #plan(SetObservation, Instant)}, under the given rules, and with what is known of
   * groups beyond their summaries.
   *
   * @param seen the set as observed
   * @param now the time, for conditions that flip
   * @param rules the rules of its rollouts
   * @param notes what keeps groups from being ready, for the message of the condition Progressing
   */
  public static SetPlan plan(
      SetObservation seen, Instant now, RolloutRules rules, List<String> notes) {
    if (seen.deleting()) {
      return new SetPlan(List.of(), null, null, List.of(), null);
    }
    return new SetPlanner(seen, rules, notes).plan(now);
  }

  private SetPlan plan(Instant now) {
    RevisionDecision revision = decideRevision();
    boolean canWrite = checkSpec() & checkLeaderSet();
    if (canWrite) {
      planService();
      planLeaderSet(revision);
    }
    StatusCalculator.Output status = computeStatus(revision.key(), now);
    if (canWrite && status.updateDone() && actions.isEmpty()) {
      planTruncation(revision.key());
    }
    if (blockByWrites()) {
      status = computeStatus(revision.key(), now);
    }
    return new SetPlan(
        actions, status.status(), status.changed(), waiting, Waiting.recheckAfter(waiting));
  }

  /** What is in the way of what is still to be done; a refusal of something done since is past. */
  private boolean blockByWrites() {
    Block before = blocked;
    if (seen.refusal() != null && !actions.isEmpty()) {
      block(Reason.FAILED_UPDATE, seen.refusal());
    }
    if (blocked == null && !seen.held().isEmpty()) {
      blocked = new Block(Reason.RESTART_BUDGET_EXHAUSTED, RestartTexts.held(seen.held()));
    }
    return blocked != before;
  }

  /** The live spec's revision, or the present one while the live spec asks for the impossible. */
  private RevisionDecision decideRevision() {
    LeaderSetObservation leaderSet = ownLeaderSet();
    String current = leaderSet == null ? null : leaderSet.revisionKey();
    RevisionDecision live =
        RevisionPlanner.decide(current, seen.liveKey(), seen.liveFingerprint(), seen.revisions());
    if (leaderSet == null) {
      return live;
    }
    if (!leaderSet.immutableDrift().isEmpty()) {
      blockByImmutable(leaderSet.immutableDrift(), current);
      return current == null ? live : new RevisionDecision(current, false, null);
    }
    NewRevision made = live.create();
    if (made != null
        && made.key().equals(current)
        && !made.key().equals(seen.liveKey())
        && hasOtherTemplate()) {
      // The present revision is lost for good, and the live spec is not what it said.
      RevisionDecision next =
          RevisionPlanner.decide(null, seen.liveKey(), seen.liveFingerprint(), seen.revisions());
      return new RevisionDecision(next.key(), true, next.create());
    }
    if (current == null) {
      // Nothing says which template it carries: groups at another revision must not all roll.
      boolean updated = !seen.groups().stream().allMatch(g -> g.isAt(live.key()));
      return new RevisionDecision(live.key(), updated, live.create());
    }
    return live;
  }

  /** Whether the pods that the leader StatefulSet makes differ from what the live spec says. */
  private boolean hasOtherTemplate() {
    LeaderSetObservation leaderSet = seen.leaderSet();
    return leaderSet != null
        && leaderSet.drift().stream().anyMatch(path -> path.startsWith("spec.template"));
  }

  /** The leader StatefulSet, unless it is somebody else's. */
  @Nullable
  private LeaderSetObservation ownLeaderSet() {
    LeaderSetObservation leaderSet = seen.leaderSet();
    return leaderSet == null || leaderSet.foreignOwner() != null ? null : leaderSet;
  }

  private void blockByImmutable(List<String> paths, @Nullable String current) {
    block(
        Reason.IMMUTABLE_FIELD,
        "the spec changes "
            + String.join(", ", paths)
            + " of StatefulSet "
            + seen.ref().name()
            + ", which cannot be changed once it exists; the set "
            + (current == null ? "is not written" : "stays at revision " + current)
            + ". Undo the change, or delete and create the set");
  }

  private boolean checkSpec() {
    if (seen.invalid().isEmpty()) {
      return true;
    }
    block(Reason.INVALID_SPEC, String.join("; ", seen.invalid()));
    return false;
  }

  private boolean checkLeaderSet() {
    LeaderSetObservation leaderSet = seen.leaderSet();
    if (leaderSet == null) {
      return true;
    }
    if (leaderSet.foreignOwner() != null) {
      blockByName("StatefulSet", seen.ref().name(), leaderSet.foreignOwner());
      return false;
    }
    if (leaderSet.deleting()) {
      waiting.add(
          new Waiting(
              null,
              Reason.TERMINATING,
              "StatefulSet "
                  + seen.ref().name()
                  + " is being deleted; it is made again after that"));
      return false;
    }
    return leaderSet.revisionKey() != null || leaderSet.immutableDrift().isEmpty();
  }

  private void planService() {
    if (seen.subdomainPolicy() != SubdomainPolicy.SHARED) {
      return;
    }
    NamedObject service = seen.service();
    if (service == null) {
      actions.add(new CreateService(null));
    } else if (service.foreignOwner() != null) {
      blockByName("Service", service.name(), service.foreignOwner());
    } else if (service.deleting()) {
      waiting.add(
          new Waiting(
              null,
              Reason.TERMINATING,
              "Service " + service.name() + " is being deleted; it is made again after that"));
    }
  }

  private void planLeaderSet(RevisionDecision revision) {
    LeaderSetObservation leaderSet = seen.leaderSet();
    if (leaderSet == null && blocked != null) {
      return; // nothing runs yet: better nothing than pods without their names
    }
    RolloutStep step = nextStep(revision, leaderSet);
    if (revision.create() != null) {
      actions.add(new CreateRevision(revision.create().key(), revision.create().number()));
    }
    if (leaderSet == null) {
      actions.add(
          apply(
              step,
              revision,
              Reason.GROUPS_PROGRESSING,
              "Created leader statefulset " + seen.ref().name()));
      return;
    }
    RolloutTexts texts = new RolloutTexts(seen, leaderSet, step, revision.key());
    if (differs(step, revision, leaderSet)) {
      actions.add(apply(step, revision, texts.reason(), texts.event()));
    }
    replaceBroken(step, leaderSet);
    waiting.addAll(texts.waiting());
  }

  private RolloutStep nextStep(
      RevisionDecision revision, @Nullable LeaderSetObservation leaderSet) {
    return RolloutPlanner.next(
        new RolloutState(
            seen.rollout(),
            revision.key(),
            revision.templateUpdated(),
            leaderSet == null ? null : now(leaderSet),
            seen.groups()),
        rules);
  }

  private static RolloutState.LeaderSet now(LeaderSetObservation leaderSet) {
    return new RolloutState.LeaderSet(
        leaderSet.replicas(),
        leaderSet.partition(),
        leaderSet.replicasAnnotation(),
        leaderSet.onDelete(),
        leaderSet.observed(),
        leaderSet.revisionKey());
  }

  private static boolean differs(
      RolloutStep step, RevisionDecision revision, LeaderSetObservation leaderSet) {
    return step.differsFrom(now(leaderSet))
        || !revision.key().equals(leaderSet.revisionKey())
        || !leaderSet.drift().isEmpty();
  }

  private ApplyLeaderStatefulSet apply(
      RolloutStep step, RevisionDecision revision, Reason reason, String message) {
    String uid = seen.leaderSet() == null ? null : seen.leaderSet().uid();
    return new ApplyLeaderStatefulSet(
        step.partition(), step.replicas(), step.onDelete(), revision.key(), uid, reason, message);
  }

  private void replaceBroken(RolloutStep step, LeaderSetObservation leaderSet) {
    if (!step.mayReplace(now(leaderSet))) {
      return;
    }
    for (GroupSummary group : seen.groups()) {
      String uid = group.leaderUid();
      if (uid != null && step.replace().contains(group.index())) {
        String pod = Names.leaderPod(seen.ref().name(), group.index());
        RestartDecision why = new RestartDecision(RestartCause.HOLDS_UP_ROLLOUT, pod, null);
        actions.add(new DeleteLeaderPod(group.index(), pod, uid, why));
      }
    }
  }

  private StatusCalculator.Output computeStatus(String revisionKey, Instant now) {
    LeaderSetObservation leaderSet = ownLeaderSet();
    int pods = leaderSet == null ? 0 : leaderSet.statusReplicas();
    return StatusCalculator.compute(
        new StatusCalculator.Input(
            seen.ref().name(),
            seen.generation(),
            seen.rollout(),
            revisionKey,
            pods,
            seen.groups(),
            blocked,
            seen.status(),
            notes),
        now);
  }

  private void planTruncation(String revisionKey) {
    Set<String> inUse = new HashSet<>();
    for (GroupSummary group : seen.groups()) {
      addIfPresent(inUse, group.leaderRevision());
      addIfPresent(inUse, group.workersRevision());
    }
    for (RevisionObservation each :
        RevisionPlanner.removable(revisionKey, seen.liveFingerprint(), inUse, seen.revisions())) {
      actions.add(new DeleteRevision(each.name(), each.uid()));
    }
  }

  private static void addIfPresent(Set<String> keys, @Nullable String key) {
    if (key != null) {
      keys.add(key);
    }
  }

  private void blockByName(String kind, String name, String owner) {
    block(
        Reason.NAME_CONFLICT,
        kind
            + " "
            + name
            + " exists and is owned by "
            + owner
            + "; it is left alone. Delete or rename it, or rename the set");
  }

  private void block(Reason reason, String message) {
    if (blocked == null) {
      blocked = new Block(reason, message);
    }
    waiting.add(new Waiting(null, reason, message));
  }
}
