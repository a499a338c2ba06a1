package io.leaderworkerset.plan;

import static io.leaderworkerset.plan.GroupObservations.CREATED;
import static io.leaderworkerset.plan.GroupObservations.aLeader;
import static io.leaderworkerset.plan.GroupObservations.aRunningGroup;
import static io.leaderworkerset.plan.GroupObservations.aStartingGroup;
import static io.leaderworkerset.plan.GroupObservations.aWorker;
import static io.leaderworkerset.plan.GroupObservations.aWorkerSet;
import static io.leaderworkerset.plan.GroupObservations.restarted;
import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.identity.Reason;
import io.leaderworkerset.identity.RestartCause;
import io.leaderworkerset.identity.RestartPolicy;
import io.leaderworkerset.observe.ContainerTrouble;
import io.leaderworkerset.observe.GroupObservation;
import io.leaderworkerset.observe.NamedObject;
import io.leaderworkerset.observe.PodPhase;
import io.leaderworkerset.plan.Action.CreatePodGroup;
import io.leaderworkerset.plan.Action.CreateService;
import io.leaderworkerset.plan.Action.CreateWorkerStatefulSet;
import io.leaderworkerset.plan.Action.DeleteLeaderPod;
import io.leaderworkerset.plan.Action.Placement;
import io.leaderworkerset.plan.GroupObservations.GroupObservationBuilder;
import io.leaderworkerset.plan.restart.RestartDecision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupPlannerTest {
  private static final String RACK = "example.com/rack";
  private static final CreateWorkerStatefulSet CREATE_WORKERS =
      new CreateWorkerStatefulSet(2, "lws-2", "leader-uid", "rev1", null);

  @Test
  void leavesAGroupAloneThatIsAsItShouldBe() {
    assertThat(plan(aRunningGroup())).isEqualTo(GroupPlan.NOTHING);
  }

  @Test
  void leavesTheGroupsOfADeletedSetToGarbageCollection() {
    assertThat(plan(aStartingGroup().setDeleting())).isEqualTo(GroupPlan.NOTHING);
    assertThat(plan(aRunningGroup().setDeleting().workers(aWorker(1).deleting())))
        .isEqualTo(GroupPlan.NOTHING);
  }

  @Test
  void leavesAGroupWithoutALeaderToTheLeaderStatefulSet() {
    assertThat(plan(aRunningGroup().leader(null))).isEqualTo(GroupPlan.NOTHING);
  }

  @Test
  void createsWorkersAsSoonAsTheLeaderIsCreated() {
    assertThat(plan(aStartingGroup().leader(aLeader().unscheduled(null))))
        .isEqualTo(doing(CREATE_WORKERS));
    assertThat(CREATE_WORKERS.describe())
        .isEqualTo("Created worker statefulset for leader pod lws-2");
  }

  @Test
  void createsNoWorkersForAGroupOfSizeOne() {
    assertThat(plan(aStartingGroup().size(1).leader(aLeader().size(1))))
        .isEqualTo(GroupPlan.NOTHING);
  }

  /** Defect 5: a leader of size 3 restarted while the set goes to size 1 still gets workers. */
  @Test
  void createsWorkersOfTheGroupsOwnRevisionWhenTheSetShrinksToOne() {
    GroupObservationBuilder old = aStartingGroup().size(3).leader(aLeader().revision("rev0"));

    assertThat(plan(old))
        .isEqualTo(doing(new CreateWorkerStatefulSet(2, "lws-2", "leader-uid", "rev0", null)));
  }

  /** Defect 5: a group of size 1 gets no workers because the set goes to size 3. */
  @Test
  void createsNoWorkersForAnOldGroupOfSizeOneWhenTheSetGrows() {
    GroupObservationBuilder old =
        aStartingGroup().size(1).leader(aLeader().size(1).revision("rev0"));

    assertThat(plan(old)).isEqualTo(GroupPlan.NOTHING);
  }

  @Test
  void recreatesTheGroupBeforeAnythingElse() {
    GroupObservationBuilder failed =
        aRunningGroup()
            .workers(aWorker(1), aWorker(2).troubles(restarted("main", 137)))
            .uniquePerReplica();

    DeleteLeaderPod delete =
        new DeleteLeaderPod(
            2,
            "lws-2",
            "leader-uid",
            new RestartDecision(
                RestartCause.CONTAINER_RESTARTED,
                "lws-2-2",
                new ContainerTrouble("main", false, 1, null, 137, "Error")));
    assertThat(plan(failed)).isEqualTo(doing(delete));
    assertThat(delete.describe())
        .isEqualTo("Recreating group 2: container main of pod lws-2-2 restarted (exit code 137)");
    assertThat(delete.reason()).isEqualTo(Reason.RECREATE_GROUP);
  }

  @Test
  void doesNothingForALeaderThatIsBeingDeleted() {
    assertThat(plan(aStartingGroup().leader(aLeader().deleting())))
        .isEqualTo(
            waiting(Reason.TERMINATING, "leader pod lws-2 is being deleted; its group follows"));
  }

  @Test
  void looksAgainWhenAPodThatIsBeingDeletedCountsAsStuck() {
    GroupObservation going =
        aRunningGroup().leader(aLeader().deleting()).workers(aWorker(1), aWorker(2)).build();
    Instant now = CREATED.plusSeconds(110); // ten seconds after its deletionTimestamp

    Duration recheck = GroupPlanner.plan(going, now).recheckAfter();

    assertThat(recheck).isEqualTo(StuckPods.AFTER.minusSeconds(10).plusMillis(1));
    assertThat(StuckPods.isStuck(aLeader().deleting().build(), now.plus(recheck))).isTrue();
    assertThat(StuckPods.isStuck(aLeader().deleting().build(), now)).isFalse();
    assertThat(GroupPlanner.plan(going, now.plus(recheck)).recheckAfter()).isNull();
  }

  @Test
  void looksAgainForAStuckWorkerNoLaterThanForWhatIsNotWatched() {
    GroupObservationBuilder taken =
        aStartingGroup()
            .workerSet(aWorkerSet().ownedBy("nobody"))
            .workers(aWorker(1).ownerUid("earlier").deleting());
    Instant almost = CREATED.plusSeconds(100).plus(StuckPods.AFTER).minusSeconds(1);

    assertThat(GroupPlanner.plan(taken.build(), almost).recheckAfter())
        .isEqualTo(Duration.ofMillis(1001));
    assertThat(GroupPlanner.plan(taken.build(), almost.minusSeconds(60)).recheckAfter())
        .isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void refusesALeaderThatNamesALeader() {
    assertThat(plan(aStartingGroup().leader(aLeader().leaderName("lws-0"))))
        .isEqualTo(
            waiting(
                Reason.FAILED_CREATE,
                "pod lws-2 has worker index 0 and names a leader (lws-0): the cluster does not"
                    + " support StatefulSet ordinals (Kubernetes 1.27 or newer is needed)"));
  }

  @Test
  void looksAgainForARevisionThatIsNotThere() {
    assertThat(plan(aStartingGroup().revisionUnknown()))
        .isEqualTo(
            new GroupPlan(
                List.of(),
                List.of(
                    new Waiting(
                        2,
                        Reason.REVISION_MISSING,
                        "ControllerRevision with key rev1 of leader pod lws-2 is not there; it is"
                            + " made again if it is the set's current one")),
                Duration.ofSeconds(1)));
  }

  @Test
  void saysThatALeaderCarriesNoRevisionKey() {
    GroupPlan plan = plan(aStartingGroup().revisionUnknown().leader(aLeader().revision(null)));

    assertThat(plan.waiting())
        .containsExactly(
            new Waiting(
                2,
                Reason.REVISION_MISSING,
                "leader pod lws-2 carries no label"
                    + " leaderworkerset.sigs.k8s.io/template-revision-hash; delete the pod so that"
                    + " it is made anew"));
  }

  @Test
  void createsTheServiceOfTheGroupBeforeItsWorkers() {
    assertThat(plan(aStartingGroup().uniquePerReplica()))
        .isEqualTo(doing(new CreateService(2), CREATE_WORKERS));
  }

  @Test
  void createsTheServiceOfAGroupOfSizeOneToo() {
    assertThat(plan(aStartingGroup().size(1).leader(aLeader().size(1)).uniquePerReplica()))
        .isEqualTo(doing(new CreateService(2)));
  }

  @Test
  void keepsTheServiceThatIsThere() {
    assertThat(plan(aRunningGroup().uniquePerReplica().service(object(null, false))))
        .isEqualTo(GroupPlan.NOTHING);
  }

  /** Defect 11: a Service of somebody else is not taken as our own. */
  @Test
  void leavesAServiceOfSomebodyElseAloneAndSaysSo() {
    assertThat(plan(aRunningGroup().uniquePerReplica().service(object("Ingress edge", false))))
        .isEqualTo(
            waiting(
                Reason.NAME_CONFLICT,
                "Service lws-2 exists and is owned by Ingress edge; it is left alone. Delete or"
                    + " rename it, or rename the set"));
  }

  @Test
  void waitsForTheServiceOfAnEarlierIncarnationToGo() {
    assertThat(plan(aRunningGroup().uniquePerReplica().service(object("Pod lws-2", true))))
        .isEqualTo(
            waiting(
                Reason.TERMINATING,
                "Service lws-2 of an earlier incarnation is still being deleted"));
  }

  @Test
  void createsThePodGroupBeforeTheWorkers() {
    assertThat(plan(aStartingGroup().gang()))
        .isEqualTo(doing(new CreatePodGroup(2, "lws-2", "leader-uid", "rev1"), CREATE_WORKERS));
    assertThat(plan(aRunningGroup().gang().podGroup(object(null, false))))
        .isEqualTo(GroupPlan.NOTHING);
  }

  @Test
  void leavesAPodGroupOfSomebodyElseAloneAndSaysSo() {
    assertThat(plan(aRunningGroup().gang().podGroup(object("nobody", false))).waiting())
        .containsExactly(
            new Waiting(
                2,
                Reason.NAME_CONFLICT,
                "PodGroup lws-2 exists and is owned by nobody; it is left alone. Delete or rename"
                    + " it, or rename the set"));
  }

  @Test
  void waitsForTheLeaderUnderLeaderReady() {
    Waiting forLeader =
        new Waiting(
            2,
            Reason.WAITING_FOR_LEADER,
            "startup policy LeaderReady: workers are made when leader pod lws-2 is Ready");

    assertThat(plan(aStartingGroup().leaderReadyFirst().leader(aLeader().notReady())))
        .isEqualTo(new GroupPlan(List.of(), List.of(forLeader), null));
    assertThat(plan(aStartingGroup().leaderReadyFirst().leader(aLeader().phase(PodPhase.PENDING))))
        .isEqualTo(new GroupPlan(List.of(), List.of(forLeader), null));
  }

  @Test
  void createsWorkersUnderLeaderReadyOnceTheLeaderIsReady() {
    assertThat(plan(aStartingGroup().leaderReadyFirst())).isEqualTo(doing(CREATE_WORKERS));
  }

  @Test
  void keepsWorkersUnderLeaderReadyWhenTheLeaderIsNoLongerReady() {
    assertThat(plan(aRunningGroup().leaderReadyFirst().leader(aLeader().notReady())))
        .isEqualTo(GroupPlan.NOTHING);
  }

  @Test
  void waitsUnderExclusivePlacementForTheLeaderToBeScheduled() {
    GroupObservationBuilder group = aStartingGroup().exclusiveTopology(RACK);

    assertThat(plan(group.leader(aLeader().unscheduled(null))))
        .isEqualTo(
            waiting(
                Reason.LEADER_UNSCHEDULED,
                "exclusive placement by example.com/rack: leader pod lws-2 is not scheduled yet"));
    assertThat(plan(group.leader(aLeader().unscheduled("0/3 nodes are available"))))
        .isEqualTo(
            waiting(
                Reason.LEADER_UNSCHEDULED,
                "exclusive placement by example.com/rack: leader pod lws-2 is not scheduled yet:"
                    + " 0/3 nodes are available"));
  }

  @Test
  void placesWorkersInTheDomainOfTheirLeader() {
    assertThat(plan(aStartingGroup().exclusiveTopology(RACK).leaderNode("node-a", "rack-7")))
        .isEqualTo(
            doing(
                new CreateWorkerStatefulSet(
                    2, "lws-2", "leader-uid", "rev1", new Placement(RACK, "rack-7"))));
  }

  @Test
  void namesTheNodeAndTheKeyIfTheLeadersNodeLacksTheLabel() {
    assertThat(plan(aStartingGroup().exclusiveTopology(RACK).leaderNode("node-a", null)))
        .isEqualTo(
            waiting(
                Reason.TOPOLOGY_LABEL_MISSING,
                "node node-a of leader pod lws-2 does not carry the label example.com/rack, by"
                    + " which the set asks for exclusive placement; label the node"));
  }

  @Test
  void namesTheNodeThatCannotBeRead() {
    assertThat(plan(aStartingGroup().exclusiveTopology(RACK)))
        .isEqualTo(
            waiting(
                Reason.TOPOLOGY_LABEL_MISSING, "node node-a of leader pod lws-2 cannot be read"));
  }

  @Test
  void needsNoNodeOnceTheWorkersAreThere() {
    assertThat(plan(aRunningGroup().exclusiveTopology(RACK))).isEqualTo(GroupPlan.NOTHING);
  }

  /** Defect 11: a StatefulSet of somebody else is not taken as our own. */
  @Test
  void leavesAStatefulSetOfSomebodyElseAloneAndSaysSo() {
    assertThat(plan(aStartingGroup().workerSet(aWorkerSet().ownedBy("nobody"))))
        .isEqualTo(
            waiting(
                Reason.NAME_CONFLICT,
                "StatefulSet lws-2 exists and is owned by nobody; it is left alone. Delete or"
                    + " rename it, or rename the set"));
  }

  @Test
  void waitsForTheWorkersOfAnEarlierLeaderToGo() {
    GroupPlan expected =
        waiting(
            Reason.TERMINATING,
            "worker StatefulSet lws-2 of an earlier leader is still being deleted");

    assertThat(plan(aStartingGroup().workerSet(aWorkerSet().ofLeader("earlier"))))
        .isEqualTo(expected);
    assertThat(plan(aStartingGroup().workerSet(aWorkerSet().deleting()))).isEqualTo(expected);
  }

  @Test
  void waitsForWorkersThatOutliveTheirStatefulSet() {
    GroupObservationBuilder orphans =
        aStartingGroup()
            .ownWorkerSetUid("workers-uid")
            .workers(
                aWorker(1).ownerUid("earlier").created(CREATED.minusSeconds(9)).deleting(),
                aWorker(2).ownerUid(null));

    assertThat(plan(orphans))
        .isEqualTo(
            waiting(
                Reason.TERMINATING,
                "pods [lws-2-1] of a worker StatefulSet that is gone are not gone yet"));
  }

  @Test
  void waitsForTheWorkersOfADeletedStatefulSetSoThatTheirEndRestartsTheGroup() {
    GroupObservationBuilder deleted = aRunningGroup().workerSet(null);

    assertThat(plan(deleted))
        .isEqualTo(
            waiting(
                Reason.TERMINATING,
                "pods [lws-2-1, lws-2-2] of a worker StatefulSet that is gone are not gone yet"));
    assertThat(plan(deleted.workers(aWorker(1), aWorker(2).deleting())))
        .isEqualTo(
            doing(
                new DeleteLeaderPod(
                    2,
                    "lws-2",
                    "leader-uid",
                    new RestartDecision(RestartCause.POD_DELETED, "lws-2-2", null))));
  }

  @Test
  void makesWorkersAgainAfterSomeoneDeletedThemUnderNone() {
    assertThat(
            plan(aStartingGroup().restartPolicy(RestartPolicy.NONE).ownWorkerSetUid("workers-uid")))
        .isEqualTo(doing(CREATE_WORKERS));
  }

  private static GroupPlan plan(GroupObservationBuilder group) {
    GroupPlan plan = GroupPlanner.plan(group.build());
    assertThat(GroupPlanner.plan(group.build())).isEqualTo(plan);
    return plan;
  }

  private static GroupPlan doing(Action... actions) {
    return new GroupPlan(List.of(actions), List.of(), null);
  }

  private static GroupPlan waiting(Reason reason, String message) {
    return new GroupPlan(
        List.of(), List.of(new Waiting(2, reason, message)), recheckOfWhatIsNotWatched(reason));
  }

  private static Duration recheckOfWhatIsNotWatched(Reason reason) {
    return switch (reason) {
      case NAME_CONFLICT -> Duration.ofSeconds(30);
      case TOPOLOGY_LABEL_MISSING -> Duration.ofSeconds(10);
      default -> null;
    };
  }

  private static NamedObject object(String foreignOwner, boolean deleting) {
    return new NamedObject("lws-2", "uid", foreignOwner, deleting);
  }
}
