package io.leaderworkerset.plan.restart;

import io.leaderworkerset.identity.RestartCause;
import io.leaderworkerset.identity.RestartPolicy;
import io.leaderworkerset.observe.ContainerTrouble;
import io.leaderworkerset.observe.GroupObservation;
import io.leaderworkerset.observe.GroupSpec;
import io.leaderworkerset.observe.LostPod;
import io.leaderworkerset.observe.PodObservation;
import io.leaderworkerset.observe.PodPhase;
import io.leaderworkerset.observe.RestartTriggers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Decides whether a group is recreated as a whole because one of its pods failed; when, is for the
 * {@link RestartGovernor} to say.
 *
 * <p>Only the incarnation that the present leader leads counts: a pod of an earlier one, told by
 * the UIDs of its owners, never restarts its successors.
 *
 * @see <a href="https://github.com/kubernetes-sigs/lws">rule followed: kubernetes-sigs/lws@060ab4d,
 *     handleRestartPolicy</a>
 */
public final class RestartPlanner {
  private RestartPlanner() {}

  /**
   * Returns whether the group is recreated, and for what. If several pods failed, the lowest worker
   * index is named.
   *
   * @param group the group as seen; nothing happens without a leader, with a leader that is being
   *     deleted, or while its revision is not known
   */
  public static RestartDecision decide(GroupObservation group) {
    PodObservation leader = group.leader();
    GroupSpec spec = group.spec();
    if (leader == null || leader.isDeleting() || spec == null) {
      return RestartDecision.KEEP;
    }
    RestartPolicy policy = spec.restartPolicy();
    boolean afterStart = policy == RestartPolicy.RECREATE_GROUP_AFTER_START;
    if (!afterStart && policy != RestartPolicy.RECREATE_GROUP_ON_POD_RESTART) {
      return RestartDecision.KEEP;
    }
    List<PodObservation> members = members(group, leader);
    if (!afterStart || hasStarted(members, spec.size())) {
      for (PodObservation pod : members) {
        RestartDecision decision = judge(pod, spec.restarts().triggers());
        if (decision.isRecreate()) {
          return decision;
        }
      }
    }
    return judgeLost(
        group,
        spec.restarts().triggers(),
        afterStart); // such a pod leaves the group incomplete by itself
  }

  /** Pods of the leader's incarnation and revision, the leader first, by worker index. */
  private static List<PodObservation> members(GroupObservation group, PodObservation leader) {
    List<PodObservation> out = new ArrayList<>(group.workers().size() + 1);
    out.add(leader);
    String revision = leader.revisionKey();
    for (PodObservation each : group.workers()) {
      if (isOfIncarnation(each, leader, group)
          && (revision == null || revision.equals(each.revisionKey()))) {
        out.add(each);
      }
    }
    if (out.size() > 2) {
      out.subList(1, out.size()).sort(Comparator.comparingInt(PodObservation::worker));
    }
    return out;
  }

  /**
   * A worker is of this incarnation if its StatefulSet belongs, or belonged until someone deleted
   * it, to the leader. Where no look ever saw that StatefulSet, a pod younger than the leader is of
   * it, unless its own is known to be of an earlier leader: until the garbage collector takes that,
   * it goes on making pods.
   */
  private static boolean isOfIncarnation(
      PodObservation worker, PodObservation leader, GroupObservation group) {
    if (worker.ownerUid() == null) {
      return false;
    }
    if (group.ownWorkerSetUid() != null) {
      return worker.ownerUid().equals(group.ownWorkerSetUid());
    }
    return group.workerSet() == null
        && !group.earlierWorkerSetUids().contains(worker.ownerUid())
        && worker.created().isAfter(leader.created());
  }

  private static boolean hasStarted(List<PodObservation> members, int size) {
    return members.size() >= size && members.stream().noneMatch(p -> p.phase() == PodPhase.PENDING);
  }

  private static RestartDecision judge(PodObservation pod, RestartTriggers triggers) {
    if (pod.phase() == PodPhase.RUNNING || pod.phase() == PodPhase.PENDING) {
      for (ContainerTrouble each : pod.troubles()) {
        if (triggers.isRestart(each)) {
          return new RestartDecision(RestartCause.CONTAINER_RESTARTED, pod.name(), each);
        }
      }
    }
    if (pod.phase() == PodPhase.FAILED && triggers.failedPods()) {
      return new RestartDecision(pod.lossCause(), pod.name(), null);
    }
    if (pod.isDeleting()) {
      return new RestartDecision(RestartCause.POD_DELETED, pod.name(), null);
    }
    return RestartDecision.KEEP;
  }

  private static RestartDecision judgeLost(
      GroupObservation group, RestartTriggers triggers, boolean afterStart) {
    if (group.lost().isEmpty()) {
      return RestartDecision.KEEP; // as nearly always
    }
    return group.lost().stream()
        .filter(l -> l.ownerUid().equals(group.ownWorkerSetUid()))
        .filter(l -> !afterStart || l.groupHadStarted())
        .min(Comparator.comparing(LostPod::name))
        .map(l -> new RestartDecision(causeOf(l, triggers), l.name(), null))
        .orElse(RestartDecision.KEEP);
  }

  private static RestartCause causeOf(LostPod lost, RestartTriggers triggers) {
    return triggers.failedPods() ? lost.cause() : RestartCause.POD_LOST;
  }
}
