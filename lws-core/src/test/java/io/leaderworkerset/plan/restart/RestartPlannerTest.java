package io.leaderworkerset.plan.restart;

import static io.leaderworkerset.plan.GroupObservations.CREATED;
import static io.leaderworkerset.plan.GroupObservations.aLeader;
import static io.leaderworkerset.plan.GroupObservations.aRunningGroup;
import static io.leaderworkerset.plan.GroupObservations.aStartingGroup;
import static io.leaderworkerset.plan.GroupObservations.aWorker;
import static io.leaderworkerset.plan.GroupObservations.aWorkerSet;
import static io.leaderworkerset.plan.GroupObservations.restarted;
import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.identity.RestartCause;
import io.leaderworkerset.identity.RestartPolicy;
import io.leaderworkerset.observe.ContainerTrouble;
import io.leaderworkerset.observe.PodPhase;
import io.leaderworkerset.plan.GroupObservations.GroupObservationBuilder;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RestartPlannerTest {
  private static final ContainerTrouble CRASHED = restarted("main", 137);
  private static final ContainerTrouble CRASHED_INIT =
      new ContainerTrouble("load", true, 2, null, 1, "Error");
  private static final ContainerTrouble WAITS =
      new ContainerTrouble("main", false, 0, "ImagePullBackOff", null, null);

  private static final RestartDecision KEEP = RestartDecision.KEEP;
  private static final RestartDecision WORKER_2_CRASHED =
      new RestartDecision(RestartCause.CONTAINER_RESTARTED, "lws-2-2", CRASHED);

  private static Arguments row(
      String name, GroupObservationBuilder group, RestartDecision expected) {
    return Arguments.of(name, group, expected);
  }

  /** Under RecreateGroupOnPodRestart. */
  static Stream<Arguments> onPodRestart() {
    return Stream.of(
        row("all pods run", aRunningGroup(), KEEP),
        row("there is no leader", aRunningGroup().leader(null), KEEP),
        row(
            "the leader's container restarted",
            aRunningGroup().leader(aLeader().troubles(CRASHED)),
            new RestartDecision(RestartCause.CONTAINER_RESTARTED, "lws-2", CRASHED)),
        row(
            "a worker's container restarted",
            aRunningGroup().workers(aWorker(1), aWorker(2).troubles(CRASHED)),
            WORKER_2_CRASHED),
        row(
            "an init container restarted in a Pending pod",
            aRunningGroup()
                .workers(
                    aWorker(1).phase(PodPhase.PENDING).troubles(WAITS, CRASHED_INIT), aWorker(2)),
            new RestartDecision(RestartCause.CONTAINER_RESTARTED, "lws-2-1", CRASHED_INIT)),
        row(
            "a container restarted before another pod was created",
            aRunningGroup().workers(aWorker(2).troubles(CRASHED)),
            WORKER_2_CRASHED),
        row(
            "several pods failed, the lowest is named",
            aRunningGroup().workers(aWorker(2).troubles(CRASHED), aWorker(1).deleting()),
            new RestartDecision(RestartCause.POD_DELETED, "lws-2-1", null)),
        row(
            "a container waits and never ran",
            aRunningGroup().workers(aWorker(1).troubles(WAITS), aWorker(2)),
            KEEP),
        row(
            "the restarted pod has ended",
            aRunningGroup()
                .workers(aWorker(1), aWorker(2).phase(PodPhase.FAILED).troubles(CRASHED)),
            KEEP),
        row(
            "a worker is being deleted",
            aRunningGroup().workers(aWorker(1).deleting(), aWorker(2)),
            new RestartDecision(RestartCause.POD_DELETED, "lws-2-1", null)),
        row(
            "the leader is being deleted already",
            aRunningGroup().leader(aLeader().deleting().troubles(CRASHED)),
            KEEP),
        row(
            "the leader is being deleted already and a worker with it",
            aRunningGroup().leader(aLeader().deleting()).workers(aWorker(1).deleting()),
            KEEP),
        row(
            "the failed worker is of another revision than the leader",
            aRunningGroup().workers(aWorker(1), aWorker(2).revision("rev0").troubles(CRASHED)),
            KEEP),
        row(
            "the failed worker carries no revision",
            aRunningGroup().workers(aWorker(1), aWorker(2).revision(null).deleting()),
            KEEP),
        row(
            "the leader's revision is not known",
            aRunningGroup().revisionUnknown().workers(aWorker(1).deleting()),
            KEEP),
        row(
            "the failed worker belongs to an earlier incarnation of the StatefulSet",
            aRunningGroup().workers(aWorker(1), aWorker(2).ownerUid("earlier").deleting()),
            KEEP),
        row(
            "the workers of an earlier leader go while there is no StatefulSet of this one",
            aStartingGroup()
                .workerSet(aWorkerSet().uid("earlier").ofLeader("earlier-leader").deleting())
                .workers(aWorker(1).ownerUid("earlier").deleting()),
            KEEP),
        row(
            "old workers outlive their StatefulSet, older than the leader",
            aStartingGroup()
                .workers(
                    aWorker(1).ownerUid("earlier").created(CREATED.minusSeconds(1)).deleting()),
            KEEP),
        row(
            "the failed worker has no owner",
            aRunningGroup().workers(aWorker(1).ownerUid(null).deleting()),
            KEEP),
        row(
            "someone deleted the worker StatefulSet, its pods follow",
            aRunningGroup().workerSet(null).workers(aWorker(1).deleting(), aWorker(2)),
            new RestartDecision(RestartCause.POD_DELETED, "lws-2-1", null)),
        row(
            "the worker StatefulSet went before it was seen, a pod of it is younger",
            aStartingGroup().workers(aWorker(1).deleting()),
            new RestartDecision(RestartCause.POD_DELETED, "lws-2-1", null)),
        row(
            "a StatefulSet of an earlier leader, gone now, made a pod that is younger",
            aStartingGroup()
                .earlierWorkerSetUids("earlier")
                .workers(aWorker(1).ownerUid("earlier").deleting()),
            KEEP),
        row(
            "a worker vanished between two looks",
            aRunningGroup().lost(2, "workers-uid", true),
            new RestartDecision(RestartCause.POD_LOST, "lws-2-2", null)),
        row(
            "two workers vanished, the lowest is named",
            aRunningGroup().lost(2, "workers-uid", true).lost(1, "workers-uid", true),
            new RestartDecision(RestartCause.POD_LOST, "lws-2-1", null)),
        row(
            "a worker vanished while the group started",
            aRunningGroup().lost(2, "workers-uid", false),
            new RestartDecision(RestartCause.POD_LOST, "lws-2-2", null)),
        row(
            "a worker of an earlier incarnation vanished",
            aRunningGroup().lost(2, "earlier", true),
            KEEP),
        row(
            "a leader without workers restarted",
            aStartingGroup().size(1).leader(aLeader().size(1).troubles(CRASHED)),
            new RestartDecision(RestartCause.CONTAINER_RESTARTED, "lws-2", CRASHED)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("onPodRestart")
  void decidesUnderRecreateGroupOnPodRestart(
      String name, GroupObservationBuilder group, RestartDecision expected) {
    assertThat(RestartPlanner.decide(group.build())).as(name).isEqualTo(expected);
  }

  /** Under RecreateGroupAfterStart. */
  static Stream<Arguments> afterStart() {
    return Stream.of(
        row(
            "the whole group runs and a container restarted",
            aRunningGroup().workers(aWorker(1), aWorker(2).troubles(CRASHED)),
            WORKER_2_CRASHED),
        row(
            "a container restarted while another pod is Pending",
            aRunningGroup()
                .workers(aWorker(1).phase(PodPhase.PENDING), aWorker(2).troubles(CRASHED)),
            KEEP),
        row(
            "the leader is Pending",
            aRunningGroup()
                .leader(aLeader().phase(PodPhase.PENDING))
                .workers(aWorker(1), aWorker(2).troubles(CRASHED)),
            KEEP),
        row("a pod is missing", aRunningGroup().workers(aWorker(2).troubles(CRASHED)), KEEP),
        row(
            "a pod of an earlier incarnation does not make the group whole",
            aRunningGroup().workers(aWorker(1).ownerUid("earlier"), aWorker(2).deleting()),
            KEEP),
        row(
            "a worker is being deleted",
            aRunningGroup().workers(aWorker(1), aWorker(2).deleting()),
            new RestartDecision(RestartCause.POD_DELETED, "lws-2-2", null)),
        row(
            "a worker vanished after the group had started",
            aRunningGroup().lost(1, "workers-uid", true),
            new RestartDecision(RestartCause.POD_LOST, "lws-2-1", null)),
        row(
            "a worker vanished from a started group and is not replaced yet",
            aRunningGroup().workers(aWorker(2)).lost(1, "workers-uid", true),
            new RestartDecision(RestartCause.POD_LOST, "lws-2-1", null)),
        row(
            "a worker vanished before the group had started",
            aRunningGroup().lost(1, "workers-uid", false),
            KEEP),
        row(
            "the group is as large as its revision says, not as the live spec",
            aRunningGroup().size(2).workers(aWorker(1).troubles(CRASHED)),
            new RestartDecision(RestartCause.CONTAINER_RESTARTED, "lws-2-1", CRASHED)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("afterStart")
  void decidesUnderRecreateGroupAfterStart(
      String name, GroupObservationBuilder group, RestartDecision expected) {
    assertThat(
            RestartPlanner.decide(
                group.restartPolicy(RestartPolicy.RECREATE_GROUP_AFTER_START).build()))
        .as(name)
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(names = {"NONE", "DEFAULT"})
  void leavesRestartsToThePodsUnderNone(RestartPolicy policy) {
    GroupObservationBuilder group =
        aRunningGroup()
            .restartPolicy(policy)
            .leader(aLeader().troubles(CRASHED))
            .workers(aWorker(1).deleting())
            .lost(2, "workers-uid", true);

    assertThat(RestartPlanner.decide(group.build())).isEqualTo(KEEP);
  }

  @Test
  void saysWhatHappened() {
    assertThat(WORKER_2_CRASHED.describe())
        .isEqualTo("container main of pod lws-2-2 restarted (exit code 137)");
    assertThat(
            new RestartDecision(RestartCause.CONTAINER_RESTARTED, "lws-2", CRASHED_INIT).describe())
        .isEqualTo("init container load of pod lws-2 restarted (exit code 1)");
    assertThat(new RestartDecision(RestartCause.POD_DELETED, "lws-2-1", null).describe())
        .isEqualTo("pod lws-2-1 is being deleted");
    assertThat(new RestartDecision(RestartCause.POD_LOST, "lws-2-1", null).describe())
        .isEqualTo("pod lws-2-1 was lost or replaced");
    assertThat(KEEP.describe()).isEmpty();
  }
}
