package io.leaderworkerset.informers.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.informers.observe.WorkKey.GroupKey;
import io.leaderworkerset.informers.observe.WorkKey.SetKey;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.observe.LostPod;
import io.leaderworkerset.observe.PodObservation;
import io.leaderworkerset.observe.PodPhase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a state remembers that no cache shows: own deletions, and pods that are gone. */
class OwnDeletionTest {
  private static final SetKey WEB = new SetKey("ns", "web");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final long DEADLINE = 5_000;

  private final List<SetKey> soon = new ArrayList<>();
  private final List<Integer> patience = new ArrayList<>();
  private final ClusterState cluster =
      new ClusterState(
          new ClusterState.Sink() {
            @Override
            public void now(WorkKey key) {
              // nothing works here
            }

            @Override
            public void soon(SetKey set, int settledGroups) {
              soon.add(set);
              patience.add(settledGroups);
            }
          },
          () -> 0L);

  @BeforeEach
  void aLeaderIsThere() {
    put(pod("web-0", "leader", 0, null, null));
  }

  @Test
  void aSetThatDeletesALeaderWaitsUntilTheCacheShowsIt() {
    cluster.of(WEB).expectDeleted(WEB, ObjectKind.LEADER_POD, "web-0", "leader", DEADLINE);

    assertThat(cluster.of(WEB).behindNanos(WEB, 0)).isEqualTo(DEADLINE);
    put(pod("web-0", "leader", 0, null, START));
    assertThat(cluster.of(WEB).behindNanos(WEB, 0)).isZero();
  }

  @Test
  void aLeaderThatIsGoneIsNotWaitedForAnyMore() {
    cluster.of(WEB).expectDeleted(WEB, ObjectKind.LEADER_POD, "web-0", "leader", DEADLINE);

    ObservedObject.ofPod(pod("web-0", "leader", 0, null, null)).removeFrom(cluster);

    assertThat(cluster.of(WEB).behindNanos(WEB, 0)).isZero();
  }

  @Test
  void aWorkerLostBeforeItsStatefulSetWasSeenIsRemembered() {
    put(pod("web-0-1", "first", 1, "workers", null));
    put(pod("web-0-1", "second", 1, "workers", null));
    putWorkers("workers", "leader");

    assertThat(snapshot().ownWorkerSetUid()).isEqualTo("workers");
    assertThat(snapshot().lost()).extracting(LostPod::ownerUid).containsExactly("workers");
  }

  @Test
  void aWorkerOfAnEarlierLeaderIsNotRemembered() {
    putWorkers("earlier", "earlier leader");
    put(pod("web-0-1", "first", 1, "earlier", null));
    put(pod("web-0-1", "second", 1, "workers", null));

    assertThat(snapshot().lost()).isEmpty();
  }

  @Test
  void theSetHearsThatTheLastOfAGroupIsGone() {
    put(pod("web-0-1", "worker", 1, "workers", null));
    ObservedObject.ofPod(pod("web-0", "leader", 0, null, START)).removeFrom(cluster);
    soon.clear();

    ObservedObject.ofPod(pod("web-0-1", "worker", 1, "workers", START)).removeFrom(cluster);

    assertThat(soon).containsExactly(WEB);
    assertThat(cluster.of(WEB).summaries()).isEmpty();
  }

  @Test
  void aSettledSetSaysHowManyGroupsMayBeGathered() {
    put(pod("web-1", "other", 0, null, null));
    cluster.of(WEB).settled(true);
    patience.clear();

    put(pod("web-0", "leader", 0, null, START));
    cluster.of(WEB).settled(false);
    ObservedObject.ofPod(pod("web-0", "leader", 0, null, START)).removeFrom(cluster);

    assertThat(patience).containsExactly(1, 0);
  }

  private GroupSnapshot snapshot() {
    return cluster.of(new GroupKey("ns", "web", 0).setKey()).snapshot(0);
  }

  private void put(PodObservation pod) {
    ObservedObject.ofPod(pod).putInto(cluster);
  }

  private void putWorkers(String uid, String leaderUid) {
    ObservedObject.ofStatefulSet(
            Json.parse(
                    """
                    {"metadata": {"namespace": "ns", "name": "web-0", "uid": "%s",
                      "resourceVersion": "9", "labels": {
                        "leaderworkerset.sigs.k8s.io/name": "web",
                        "leaderworkerset.sigs.k8s.io/group-index": "0"},
                      "ownerReferences": [{"kind": "Pod", "name": "web-0", "uid": "%s",
                        "controller": true}]},
                     "spec": {"replicas": 1}}
                    """
                        .formatted(uid, leaderUid))
                .getAsJsonObject())
        .putInto(cluster);
  }

  private static PodObservation pod(
      String name, String uid, int worker, @Nullable String ownerUid, @Nullable Instant deleted) {
    return PodObservation.builder("web", 0, worker)
        .namespace("ns")
        .name(name)
        .uid(uid)
        .resourceVersion("1")
        .revisionKey("key")
        .size(2)
        .ownerUid(ownerUid)
        .nodeName("node")
        .phase(PodPhase.RUNNING)
        .ready(true)
        .created(START)
        .deleted(deleted)
        .build();
  }
}
