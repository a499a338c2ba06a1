package io.leaderworkerset.plan.explain;

import static io.leaderworkerset.plan.GroupObservations.CREATED;
import static io.leaderworkerset.plan.GroupObservations.aLeader;
import static io.leaderworkerset.plan.GroupObservations.aRunningGroup;
import static io.leaderworkerset.plan.GroupObservations.aStartingGroup;
import static io.leaderworkerset.plan.GroupObservations.aWorker;
import static io.leaderworkerset.plan.GroupObservations.aWorkerSet;
import static io.leaderworkerset.plan.Observations.aGroup;
import static io.leaderworkerset.plan.Observations.aLeaderSet;
import static io.leaderworkerset.plan.Observations.aSet;
import static io.leaderworkerset.plan.Observations.revision;
import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.identity.RestartPolicy;
import io.leaderworkerset.observe.ContainerTrouble;
import io.leaderworkerset.observe.NamedObject;
import io.leaderworkerset.plan.GroupObservations.GroupObservationBuilder;
import io.leaderworkerset.plan.Observations.SetBuilder;
import io.leaderworkerset.plan.explain.Blocker.Code;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExplainerTest {
  private static final Instant NOW = CREATED.plusSeconds(120);

  static Stream<Arguments> groups() {
    return Stream.of(
        row(Code.LEADER_MISSING, aStartingGroup().leader(null)),
        row(
            Code.LEADER_UNSCHEDULED,
            aRunningGroup().leader(aLeader().unscheduled("0/3 nodes are available"))),
        row(Code.LEADER_NOT_READY, aRunningGroup().leader(aLeader().notReady())),
        row(
            Code.WORKER_UNSCHEDULED,
            aRunningGroup().workers(aWorker(1), aWorker(2).unscheduled(null))),
        row(Code.WORKER_NOT_READY, aRunningGroup().workers(aWorker(1), aWorker(2).notReady())),
        row(Code.WORKER_MISSING, aRunningGroup().workers(aWorker(1))),
        row(
            Code.IMAGE_FAILING,
            aRunningGroup()
                .leader(
                    aLeader()
                        .notReady()
                        .troubles(
                            new ContainerTrouble(
                                "main", false, 0, "ImagePullBackOff", null, null)))),
        row(Code.CONTAINER_CRASHING, crashing()),
        row(Code.STARTUP_POLICY, aStartingGroup().leaderReadyFirst().leader(aLeader().notReady())),
        row(
            Code.TOPOLOGY_LABEL_MISSING,
            aStartingGroup().exclusiveTopology("rack").leaderNode("node-a", null)),
        row(Code.TERMINATING, aRunningGroup().leader(aLeader().deleting())),
        row(Code.REVISION_MISSING, aRunningGroup().revisionUnknown()),
        row(Code.NAME_TAKEN, aStartingGroup().workerSet(aWorkerSet().ownedBy("nobody"))),
        row(Code.UNSUPPORTED_CLUSTER, aRunningGroup().leader(aLeader().leaderName("lws-0"))));
  }

  private static Arguments row(Code code, GroupObservationBuilder group) {
    return Arguments.of(code, group);
  }

  private static GroupObservationBuilder crashing() {
    return aRunningGroup()
        .restartPolicy(RestartPolicy.NONE)
        .workers(
            aWorker(1),
            aWorker(2)
                .notReady()
                .troubles(
                    new ContainerTrouble("main", false, 4, "CrashLoopBackOff", 137, "OOMKilled")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("groups")
  void namesWhatAGroupWaitsFor(Code code, GroupObservationBuilder group) {
    List<Blocker> blockers = Explainer.explain(group.build(), NOW);

    assertThat(blockers).filteredOn(b -> b.code() == code).hasSize(1);
    assertThat(blockers).allMatch(b -> !b.evidence().isEmpty() && !b.unblock().isEmpty());
    assertThat(blockers).extracting(Blocker::group).containsOnly(2);
  }

  @Test
  void givesTheEvidence() {
    assertThat(Explainer.explain(crashing().build(), NOW))
        .containsExactly(
            new Blocker(
                2,
                Code.CONTAINER_CRASHING,
                null,
                "container main of pod lws-2-2: CrashLoopBackOff, last exit code 137 (OOMKilled),"
                    + " 4 restarts",
                "the container stays up"));
  }

  @Test
  void callsADeletionStuckAfterFiveMinutes() {
    GroupObservationBuilder going =
        aRunningGroup().leader(aLeader().deleting()).workers(aWorker(1), aWorker(2));
    Instant deleted = CREATED.plusSeconds(100);

    assertThat(Explainer.explain(going.build(), deleted.plusSeconds(300)))
        .extracting(Blocker::code)
        .containsExactly(Code.TERMINATING);
    assertThat(Explainer.explain(going.build(), deleted.plusSeconds(301)))
        .contains(
            new Blocker(
                2,
                Code.STUCK_TERMINATING,
                deleted,
                "pod lws-2 on node node-a is being deleted",
                "the node comes back, or is removed, or the pod is deleted with grace period 0"));
  }

  static Stream<Arguments> sets() {
    return Stream.of(
        Arguments.of(
            Code.ROLLOUT_BUDGET,
            aSet()
                .running(2, "rev2")
                .revisions(revision("rev2", 2))
                .leaderSet(aLeaderSet().replicas(2).partition(1).at("rev2"))
                .groups(aGroup(0).at("rev1"), aGroup(1).at("rev2").notReady())),
        Arguments.of(
            Code.PARTITION_HOLDS,
            aSet()
                .running(2, "rev2")
                .partition(1)
                .leaderSet(aLeaderSet().replicas(2).partition(1).at("rev2"))
                .groups(aGroup(0).at("rev1"), aGroup(1).at("rev2"))),
        Arguments.of(
            Code.PROGRESSING, aSet().running(2, "rev1").groups(aGroup(0), aGroup(1).notReady())),
        Arguments.of(Code.PROGRESSING, aSet().running(2, "rev1").live("rev2")),
        Arguments.of(
            Code.NAME_TAKEN, aSet().service(new NamedObject("lws", "uid", "nobody", false))),
        Arguments.of(
            Code.IMMUTABLE_FIELD,
            aSet().running(1, "rev1").leaderSet(aLeaderSet().immutableDrift("spec.serviceName"))),
        Arguments.of(Code.INVALID_SPEC, aSet().running(1, "rev1").invalid("spec.size: too small")),
        Arguments.of(
            Code.TERMINATING, aSet().running(1, "rev1").leaderSet(aLeaderSet().deleting())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sets")
  void namesWhatASetWaitsFor(Code code, SetBuilder set) {
    assertThat(Explainer.explain(set.build(), List.of(), NOW))
        .filteredOn(b -> b.code() == code && b.group() == null)
        .hasSize(1);
  }

  @Test
  void hasATestForEveryCode() {
    Set<Code> reached = EnumSet.of(Code.STUCK_TERMINATING);
    Stream.concat(groups(), sets()).forEach(a -> reached.add((Code) a.get()[0]));

    assertThat(reached).containsExactlyInAnyOrder(Code.values());
  }

  @Test
  void saysNothingOfAConvergedSet() {
    assertThat(
            Explainer.explain(
                aSet().running(3, "rev1").build(), List.of(aRunningGroup().build()), NOW))
        .isEmpty();
  }

  @Test
  void saysNothingOfASetThatIsBeingDeleted() {
    assertThat(
            Explainer.explain(
                aSet().running(3, "rev1").deleting().build(),
                List.of(aStartingGroup().setDeleting().build()),
                NOW))
        .isEmpty();
  }
}
