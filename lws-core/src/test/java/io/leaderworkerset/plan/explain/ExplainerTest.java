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
import static org.assertj.core.api.Assertions.tuple;

import io.leaderworkerset.identity.RestartCause;
import io.leaderworkerset.identity.RestartPolicy;
import io.leaderworkerset.observe.Ceiling;
import io.leaderworkerset.observe.ContainerTrouble;
import io.leaderworkerset.observe.GroupObservation;
import io.leaderworkerset.observe.GroupSummary;
import io.leaderworkerset.observe.NamedObject;
import io.leaderworkerset.observe.RestartRecord;
import io.leaderworkerset.observe.RestartSettings;
import io.leaderworkerset.observe.SetCondition;
import io.leaderworkerset.observe.SetStatus;
import io.leaderworkerset.plan.GroupObservations;
import io.leaderworkerset.plan.GroupObservations.GroupObservationBuilder;
import io.leaderworkerset.plan.GroupObservations.PodBuilder;
import io.leaderworkerset.plan.Observations.GroupBuilder;
import io.leaderworkerset.plan.Observations.SetBuilder;
import io.leaderworkerset.plan.explain.Blocker.Code;
import io.leaderworkerset.plan.rollout.RolloutRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.annotation.Nullable;
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
        row(Code.IMAGE_FAILING, waitingFor("ImagePullBackOff")),
        row(Code.CONTAINER_NOT_STARTED, waitingFor("RunContainerError")),
        row(Code.CONTAINER_CRASHING, crashing()),
        row(Code.STARTUP_POLICY, aStartingGroup().leaderReadyFirst().leader(aLeader().notReady())),
        row(
            Code.TOPOLOGY_LABEL_MISSING,
            aStartingGroup().exclusiveTopology("rack").leaderNode("node-a", null)),
        row(Code.TERMINATING, aRunningGroup().leader(aLeader().deleting())),
        row(Code.REVISION_MISSING, aRunningGroup().revisionUnknown()),
        row(Code.RESTART_BACKOFF, restarted(RestartSettings.STANDARD)),
        row(Code.RESTART_BUDGET_EXHAUSTED, restarted(RestartSettings.STANDARD.withBudget(1))),
        row(
            Code.GANG_NOT_SCHEDULABLE,
            aRunningGroup()
                .gang()
                .leader(aLeader().unscheduled("0/3 nodes are available"))
                .workers(aWorker(1).unscheduled(null), aWorker(2).unscheduled(null))),
        row(Code.NAME_TAKEN, aStartingGroup().workerSet(aWorkerSet().ownedBy("nobody"))),
        row(Code.UNSUPPORTED_CLUSTER, aRunningGroup().leader(aLeader().leaderName("lws-0"))));
  }

  private static Arguments row(Code code, GroupObservationBuilder group) {
    return Arguments.of(code, group);
  }

  /** A group that failed again right after it was restarted. */
  private static GroupObservationBuilder restarted(RestartSettings settings) {
    return aRunningGroup()
        .restarts(settings)
        .workers(aWorker(1), aWorker(2).troubles(GroupObservations.restarted("main", 1)))
        .lastRestart(
            new RestartRecord(
                2,
                1,
                "rev1",
                "earlier",
                RestartRecord.State.DONE,
                1,
                1,
                NOW.minusSeconds(1),
                RestartCause.CONTAINER_RESTARTED,
                "",
                null,
                ""));
  }

  private static GroupObservationBuilder waitingFor(String reason) {
    ContainerTrouble trouble = new ContainerTrouble("main", false, 1, reason, null, null);
    return aRunningGroup().leader(aLeader().notReady().troubles(trouble));
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
                CREATED.plusSeconds(2),
                "container main of pod lws-2-2: CrashLoopBackOff, last exit code 137 (OOMKilled),"
                    + " 4 restarts",
                "the container stays up"));
  }

  @Test
  void tellsOfAPodThatRanSinceWhenItDoesNoMore() {
    Instant lost = CREATED.plusSeconds(90);
    ContainerTrouble pull = new ContainerTrouble("main", false, 0, "ErrImagePull", null, null);
    ContainerTrouble crash = new ContainerTrouble("main", false, 4, null, 137, "OOMKilled");
    GroupObservationBuilder down =
        aRunningGroup()
            .restartPolicy(RestartPolicy.NONE)
            .leader(aLeader().notReadySince(lost))
            .workers(
                aWorker(1).notReadySince(lost).troubles(crash),
                aWorker(2).notReadySince(lost).troubles(pull));

    assertThat(Explainer.explain(down.build(), NOW))
        .extracting(Blocker::code, Blocker::since)
        .containsExactlyInAnyOrder(
            tuple(Code.LEADER_NOT_READY, lost),
            tuple(Code.CONTAINER_CRASHING, lost),
            tuple(Code.IMAGE_FAILING, lost));
  }

  @Test
  void tellsSinceWhenAGroupWaitsForItsRestartAndNotHowOldItIs() {
    Instant failed = CREATED.plusSeconds(110);
    GroupObservationBuilder down =
        restarted(RestartSettings.STANDARD)
            .workers(
                aWorker(1),
                aWorker(2).notReadySince(failed).troubles(GroupObservations.restarted("main", 1)));
    RestartRecord held =
        new RestartRecord(
            2,
            2,
            "rev1",
            down.build().leader().uid(),
            RestartRecord.State.HELD,
            1,
            1,
            NOW.minusSeconds(5),
            RestartCause.CONTAINER_RESTARTED,
            "lws-2-2",
            GroupObservations.restarted("main", 1),
            "");

    assertThat(Explainer.explain(down.build(), NOW))
        .filteredOn(b -> b.code() == Code.RESTART_BACKOFF)
        .extracting(Blocker::since)
        .containsExactly(failed);
    assertThat(
            Explainer.explain(
                down.restarts(RestartSettings.STANDARD.withBudget(1)).lastRestart(held).build(),
                NOW))
        .filteredOn(b -> b.code() == Code.RESTART_BUDGET_EXHAUSTED)
        .extracting(Blocker::since)
        .containsExactly(NOW.minusSeconds(5));
  }

  @Test
  void saysWhatAContainerWaitsForThatNeverRan() {
    ContainerTrouble secret =
        new ContainerTrouble(
            "main", false, 0, "CreateContainerConfigError", "secret \"key\" not found", null, null);
    GroupObservationBuilder starting =
        aRunningGroup().leader(aLeader().notReady().troubles(secret));

    assertThat(Explainer.explain(starting.build(), NOW))
        .filteredOn(b -> b.code() == Code.CONTAINER_NOT_STARTED)
        .singleElement()
        .satisfies(
            b ->
                assertThat(b.evidence())
                    .contains("main", "CreateContainerConfigError (secret \"key\" not found)"));
  }

  @Test
  void tellsWhatTheServerRefused() {
    GroupObservationBuilder refused = aRunningGroup().workerSet(null).workers();

    assertThat(Explainer.explain(refused.refusal("quota exceeded").build(), NOW))
        .filteredOn(b -> b.code() == Code.WRITE_REFUSED)
        .singleElement()
        .satisfies(
            b -> {
              assertThat(b.evidence()).isEqualTo("quota exceeded");
              assertThat(b.group()).isEqualTo(2);
            });
  }

  @Test
  void forgetsARefusalOnceTheGroupIsAsItShouldBe() {
    assertThat(Explainer.explain(aRunningGroup().refusal("quota exceeded").build(), NOW)).isEmpty();
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
        Arguments.of(
            Code.CAPACITY_CEILING,
            aSet()
                .running(2, "rev1")
                .replicas(4)
                .ceiling(Ceiling.ofGroups(2))
                .leaderSet(aLeaderSet().replicas(2).appliedFor(4))),
        Arguments.of(
            Code.POD_NAME_TOO_LONG,
            aSet()
                .invalid(
                    "metadata.name: Invalid value: \"a\": too long for the names of its pods: the"
                        + " last one")),
        Arguments.of(
            Code.WRITE_REFUSED,
            aSet()
                .running(1, "rev1")
                .leaderSet(aLeaderSet().replicas(1).at("rev1").drift("spec.template"))
                .refused("admission webhook denied it")),
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
    Set<Code> reached = EnumSet.of(Code.STUCK_TERMINATING, Code.SURGE_WAITS_FOR_CAPACITY);
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
  void saysThatASetIsBeingDeleted() {
    assertThat(
            Explainer.explain(
                aSet().running(3, "rev1").deleting().build(),
                List.of(aStartingGroup().setDeleting().build()),
                NOW))
        .extracting(Blocker::code)
        .containsExactly(Code.TERMINATING);
  }

  @Test
  void saysThatSurgeWaitsForCapacity() {
    SetBuilder set =
        aSet()
            .running(2, "rev2")
            .maxSurge(1)
            .leaderSet(aLeaderSet().replicas(3).partition(2).at("rev2").appliedFor(2))
            .groups(aGroup(0).at("rev1"), aGroup(1).at("rev1"), aGroup(2).at("rev2").notReady());

    List<Blocker> blockers =
        Explainer.explain(
            set.build(),
            List.of(
                aRunningGroup()
                    .leader(aLeader().unscheduled("0/3 nodes are available: 3 Insufficient gpu"))
                    .build()),
            NOW);

    assertThat(blockers)
        .filteredOn(b -> b.code() == Code.SURGE_WAITS_FOR_CAPACITY)
        .singleElement()
        .satisfies(b -> assertThat(b.evidence()).contains("3 Insufficient gpu"));
    assertThat(blockers).extracting(Blocker::code).doesNotContain(Code.LEADER_UNSCHEDULED);
  }

  @Test
  void tellsSinceWhenFromTheConditions() {
    Instant since = CREATED.plusSeconds(30);
    SetBuilder set =
        aSet()
            .running(1, "rev1")
            .invalid("spec.size: too small")
            .status(
                new SetStatus(
                    List.of(new SetCondition("Blocked", true, "InvalidSpec", "", 7, since)),
                    1,
                    1,
                    1,
                    "",
                    7));

    assertThat(Explainer.explain(set.build(), List.of(), NOW))
        .extracting(Blocker::since)
        .containsExactly(since);
  }

  /** The law: a set that is not converged has at least one blocker, a converged one none. */
  @Test
  void findsABlockerExactlyWhereASetIsNotConverged() {
    int converged = 0;
    for (int replicas = 0; replicas <= 2; replicas++) {
      for (int partition = 0; partition <= replicas; partition++) {
        for (int live = 0; live <= replicas + 1; live++) {
          for (int held = 0; held <= live; held++) {
            for (int code = 0; code < Math.pow(6, replicas + 1); code++) {
              converged += checkLaw(replicas, partition, live, held, code) ? 1 : 0;
            }
          }
        }
      }
    }
    assertThat(converged).as("converged worlds").isGreaterThan(5);
  }

  private static boolean checkLaw(int replicas, int partition, int live, int held, int code) {
    List<GroupSummary> groups = new ArrayList<>();
    boolean converged = live == replicas && held == partition;
    for (int i = 0, rest = code; i <= replicas; i++, rest /= 6) {
      GroupSummary group = groupOf(i, rest % 6);
      if (group != null) {
        groups.add(group);
      }
      boolean right = group != null && group.isReady() && group.isAt("rev2");
      converged &= i < replicas ? right : group == null;
    }
    SetBuilder set =
        aSet()
            .running(replicas, "rev2")
            .revisions(revision("rev2", 2))
            .partition(partition)
            .leaderSet(aLeaderSet().replicas(live).partition(held).at("rev2").appliedFor(replicas))
            .groups(groups.toArray(GroupSummary[]::new));
    for (RolloutRules rules : RolloutRules.values()) {
      assertThat(Explainer.explain(set.build(), List.of(), NOW, rules).isEmpty())
          .as("%s of %s under %s", converged, set.build(), rules)
          .isEqualTo(converged);
    }
    return converged;
  }

  /** The same law of one group: pods and worker StatefulSet in every state. */
  @Test
  void findsABlockerExactlyWhereAGroupIsNotWhole() {
    int whole = 0;
    for (int leader = 0; leader < 5; leader++) {
      for (int set = 0; set < 3; set++) {
        for (int first = 0; first < 5; first++) {
          for (int second = 0; second < 5; second++) {
            GroupObservation group = groupOf(leader, set, first, second);
            boolean right = leader == 0 && set == 0 && first == 0 && second == 0;
            assertThat(Explainer.explain(group, NOW).isEmpty()).as("%s", group).isEqualTo(right);
            whole += right ? 1 : 0;
          }
        }
      }
    }
    assertThat(whole).isEqualTo(1);
  }

  private static GroupObservation groupOf(int leader, int set, int first, int second) {
    List<PodBuilder> workers = new ArrayList<>();
    for (int i = 1; i <= 2; i++) {
      PodBuilder worker = inState(aWorker(i), i == 1 ? first : second);
      if (worker != null) {
        workers.add(worker);
      }
    }
    GroupObservationBuilder out =
        aRunningGroup()
            .leader(inState(aLeader(), leader))
            .workers(workers.toArray(PodBuilder[]::new));
    return switch (set) {
      case 0 -> out.build();
      case 1 -> out.workerSet(null).build();
      default -> out.workerSet(aWorkerSet().deleting()).build();
    };
  }

  @Nullable
  private static PodBuilder inState(PodBuilder pod, int state) {
    return switch (state) {
      case 0 -> pod;
      case 1 -> pod.notReady();
      case 2 -> pod.unscheduled(null);
      case 3 -> pod.deleting();
      default -> null;
    };
  }

  @Nullable
  private static GroupSummary groupOf(int index, int kind) {
    GroupBuilder group = aGroup(index).at(kind < 3 ? "rev1" : "rev2");
    return switch (kind % 3) {
      case 0 -> group.build();
      case 1 -> group.notReady().build();
      default -> kind == 2 ? null : group.notReady().deleting().build();
    };
  }
}
