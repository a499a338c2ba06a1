package io.leaderworkerset.plan.explain;

import io.leaderworkerset.identity.Names;
import io.leaderworkerset.observe.ContainerTrouble;
import io.leaderworkerset.observe.GroupObservation;
import io.leaderworkerset.observe.GroupSpec;
import io.leaderworkerset.observe.PodObservation;
import io.leaderworkerset.observe.PodPhase;
import io.leaderworkerset.observe.WorkerSetObservation;
import io.leaderworkerset.plan.StuckPods;
import io.leaderworkerset.plan.explain.Blocker.Code;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.annotation.Nullable;

/** What the pods of one group show. */
final class GroupEvidence {
  private static final Set<String> IMAGE_REASONS =
      Set.of("ImagePullBackOff", "ErrImagePull", "InvalidImageName", "ErrImageNeverPull");

  private static final Set<String> START_REASONS =
      Set.of(
          "CreateContainerConfigError",
          "CreateContainerError",
          "RunContainerError",
          "PostStartHookError");

  private final GroupObservation group;
  private final Instant now;
  private final List<Blocker> out = new ArrayList<>();

  GroupEvidence(GroupObservation group, Instant now) {
    this.group = group;
    this.now = now;
  }

  List<Blocker> blockers() {
    PodObservation leader = group.leader();
    if (group.setDeleting()) {
      return out;
    }
    if (leader == null) {
      add(
          Code.LEADER_MISSING,
          null,
          "there is no leader pod " + Names.leaderPod(group.set().name(), group.index()));
      return out;
    }
    if (isGang()) {
      judgeGang(leader);
    }
    withWorkers(leader).forEach(this::judge);
    if (!leader.isDeleting()) {
      judgeMissing(leader);
    }
    return out;
  }

  private boolean isGang() {
    GroupSpec spec = group.spec();
    return spec != null && spec.gang();
  }

  /** A gang is placed as a whole, so that its pods have one reason together. */
  private void judgeGang(PodObservation leader) {
    List<PodObservation> waiting = new ArrayList<>();
    for (PodObservation each : withWorkers(leader)) {
      if (each.nodeName() == null && !each.isDeleting()) {
        waiting.add(each);
      }
    }
    if (waiting.isEmpty()) {
      return;
    }
    String why =
        waiting.stream()
            .map(PodObservation::unschedulable)
            .filter(Objects::nonNull)
            .findFirst()
            .map(text -> ": " + text)
            .orElse("");
    add(
        Code.GANG_NOT_SCHEDULABLE,
        waiting.stream().map(PodObservation::created).min(Comparator.naturalOrder()).orElse(null),
        "pods "
            + waiting.stream().map(PodObservation::name).toList()
            + " of the gang are not scheduled"
            + why);
  }

  private List<PodObservation> withWorkers(PodObservation leader) {
    List<PodObservation> out = new ArrayList<>();
    out.add(leader);
    out.addAll(group.workers());
    if (out.size() > 2) {
      out.subList(1, out.size()).sort(Comparator.comparingInt(PodObservation::worker));
    }
    return out;
  }

  private void judge(PodObservation pod) {
    if (pod.deleted() != null) {
      judgeDeleted(pod, pod.deleted());
    } else if (!judgeContainers(pod)) {
      judgeReadiness(pod);
    }
  }

  private void judgeDeleted(PodObservation pod, Instant deleted) {
    String node = pod.nodeName() == null ? "" : " on node " + pod.nodeName();
    add(
        StuckPods.isStuck(pod, now) ? Code.STUCK_TERMINATING : Code.TERMINATING,
        deleted,
        "pod " + pod.name() + node + " is being deleted");
  }

  private boolean judgeContainers(PodObservation pod) {
    boolean any = false;
    for (ContainerTrouble each : pod.troubles()) {
      Code code = codeOf(each, pod.ready());
      if (code != null) {
        any = true;
        add(code, since(pod), text(pod, each));
      }
    }
    return any;
  }

  @Nullable
  private static Code codeOf(ContainerTrouble trouble, boolean podReady) {
    String waiting = trouble.waitingReason();
    if (waiting != null && IMAGE_REASONS.contains(waiting)) {
      return Code.IMAGE_FAILING;
    }
    if (waiting != null && START_REASONS.contains(waiting)) {
      return Code.CONTAINER_NOT_STARTED;
    }
    boolean crashes = trouble.isCrashLoop() || (trouble.restarts() > 0 && !podReady);
    return crashes ? Code.CONTAINER_CRASHING : null;
  }

  /** Of containers the kubelet tells the last end only, which moves on with each crash. */
  private static Instant since(PodObservation pod) {
    return Objects.requireNonNullElse(pod.unreadySince(), pod.created());
  }

  private static String text(PodObservation pod, ContainerTrouble trouble) {
    return (trouble.init() ? "init container " : "container ")
        + trouble.name()
        + " of pod "
        + pod.name()
        + (trouble.waitingReason() == null ? "" : ": " + trouble.waitingReason())
        + (trouble.waitingMessage() == null ? "" : " (" + trouble.waitingMessage() + ")")
        + (trouble.exitCode() == null ? "" : ", last exit code " + trouble.exitCode())
        + (trouble.exitReason() == null ? "" : " (" + trouble.exitReason() + ")")
        + ", "
        + trouble.restarts()
        + " restarts";
  }

  private void judgeReadiness(PodObservation pod) {
    if (pod.ready() && pod.phase() == PodPhase.RUNNING) {
      return;
    }
    if (pod.nodeName() == null && isGang()) {
      return; // said of the gang as a whole
    }
    if (pod.nodeName() == null) {
      add(
          pod.isLeader() ? Code.LEADER_UNSCHEDULED : Code.WORKER_UNSCHEDULED,
          pod.created(),
          "pod "
              + pod.name()
              + " is not scheduled"
              + (pod.unschedulable() == null ? "" : ": " + pod.unschedulable()));
    } else {
      add(
          pod.isLeader() ? Code.LEADER_NOT_READY : Code.WORKER_NOT_READY,
          since(pod),
          "pod " + pod.name() + " on node " + pod.nodeName() + " is " + phase(pod) + why(pod));
    }
  }

  /** What its containers wait for, such as a Secret that is not there. */
  private static String why(PodObservation pod) {
    return pod.troubles().stream()
        .filter(trouble -> trouble.waitingReason() != null)
        .map(trouble -> "; " + text(pod, trouble))
        .collect(Collectors.joining());
  }

  private static String phase(PodObservation pod) {
    String name = pod.phase().name();
    return pod.phase() == PodPhase.RUNNING
        ? "Running and not Ready"
        : name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
  }

  private void judgeMissing(PodObservation leader) {
    GroupSpec spec = group.spec();
    int size = spec == null ? leader.size() : spec.size();
    if (size == 1) {
      return;
    }
    Set<Integer> missing = new TreeSet<>();
    for (int i = 1; i < size; i++) {
      missing.add(i);
    }
    WorkerSetObservation workers = group.workerSet();
    for (PodObservation each : group.workers()) {
      if (workers != null && workers.uid().equals(each.ownerUid())) {
        missing.remove(each.worker());
      }
    }
    if (!missing.isEmpty()) {
      add(
          Code.WORKER_MISSING,
          leader.created(),
          workers == null
              ? "there is no worker StatefulSet for leader pod " + leader.name()
              : "workers " + missing + " of StatefulSet " + workers.name() + " do not exist");
    }
  }

  private void add(Code code, @Nullable Instant since, String evidence) {
    out.add(new Blocker(group.index(), code, since, evidence, Remedies.of(code)));
  }
}
