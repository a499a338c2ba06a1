package io.leaderworkerset.plan;

import io.leaderworkerset.identity.RestartPolicy;
import io.leaderworkerset.identity.StartupPolicy;
import io.leaderworkerset.identity.SubdomainPolicy;
import io.leaderworkerset.observe.ContainerTrouble;
import io.leaderworkerset.observe.GroupObservation;
import io.leaderworkerset.observe.GroupSpec;
import io.leaderworkerset.observe.LostPod;
import io.leaderworkerset.observe.NamedObject;
import io.leaderworkerset.observe.NodeObservation;
import io.leaderworkerset.observe.PodObservation;
import io.leaderworkerset.observe.PodPhase;
import io.leaderworkerset.observe.RestartRecord;
import io.leaderworkerset.observe.RestartSettings;
import io.leaderworkerset.observe.SetRef;
import io.leaderworkerset.observe.WorkerSetObservation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.annotation.Nullable;

/**
 * Builds what planning one group looks at: group 2 of the set {@code default/lws}. Its leader is
 * {@code lws-2} with UID {@code leader-uid}, its worker StatefulSet has UID {@code workers-uid}.
 */
public final class GroupObservations {
  /** Creation time of the leader. */
  public static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");

  private GroupObservations() {}

  /** A group of three pods, all running and ready. */
  public static GroupObservationBuilder aRunningGroup() {
    return aStartingGroup()
        .workerSet(aWorkerSet())
        .ownWorkerSetUid("workers-uid")
        .workers(aWorker(1), aWorker(2));
  }

  /** A group of size 3 of which only the leader exists, running and ready. */
  public static GroupObservationBuilder aStartingGroup() {
    return new GroupObservationBuilder();
  }

  public static PodBuilder aLeader() {
    return new PodBuilder(0, "lws-2", "leader-uid", "leader-set-uid");
  }

  public static PodBuilder aWorker(int index) {
    return new PodBuilder(index, "lws-2-" + index, "worker-uid-" + index, "workers-uid");
  }

  public static WorkerSetBuilder aWorkerSet() {
    return new WorkerSetBuilder();
  }

  public static ContainerTrouble restarted(String container, int exitCode) {
    return new ContainerTrouble(container, false, 1, null, exitCode, "Error");
  }

  /** Builds a {@link GroupObservation}. */
  public static final class GroupObservationBuilder {
    private boolean setDeleting;
    @Nullable private PodObservation leader = aLeader().build();
    private List<PodObservation> workers = List.of();
    @Nullable private WorkerSetObservation workerSet;
    @Nullable private String ownWorkerSetUid;
    private Set<String> earlierWorkerSetUids = Set.of();
    @Nullable private NamedObject service;
    @Nullable private NamedObject podGroup;
    private int size = 3;
    private boolean specKnown = true;
    private RestartPolicy restartPolicy = RestartPolicy.RECREATE_GROUP_ON_POD_RESTART;
    private SubdomainPolicy subdomainPolicy = SubdomainPolicy.SHARED;
    private StartupPolicy startupPolicy = StartupPolicy.LEADER_CREATED;
    @Nullable private String exclusiveTopology;
    private boolean gang;
    @Nullable private NodeObservation leaderNode;
    private final List<LostPod> lost = new ArrayList<>();
    private RestartSettings restarts = RestartSettings.REFERENCE;
    @Nullable private RestartRecord lastRestart;
    @Nullable private Instant readySince;
    @Nullable private String refusal;

    public GroupObservationBuilder setDeleting() {
      setDeleting = true;
      return this;
    }

    public GroupObservationBuilder leader(@Nullable PodBuilder value) {
      leader = value == null ? null : value.build();
      return this;
    }

    public GroupObservationBuilder workers(PodBuilder... value) {
      workers = java.util.Arrays.stream(value).map(PodBuilder::build).toList();
      return this;
    }

    public GroupObservationBuilder workerSet(@Nullable WorkerSetBuilder value) {
      workerSet = value == null ? null : value.build();
      return this;
    }

    public GroupObservationBuilder ownWorkerSetUid(@Nullable String value) {
      ownWorkerSetUid = value;
      return this;
    }

    public GroupObservationBuilder earlierWorkerSetUids(String... values) {
      earlierWorkerSetUids = Set.of(values);
      return this;
    }

    public GroupObservationBuilder service(NamedObject value) {
      service = value;
      return this;
    }

    public GroupObservationBuilder podGroup(NamedObject value) {
      podGroup = value;
      return this;
    }

    public GroupObservationBuilder size(int value) {
      size = value;
      return this;
    }

    public GroupObservationBuilder revisionUnknown() {
      specKnown = false;
      return this;
    }

    public GroupObservationBuilder restartPolicy(RestartPolicy value) {
      restartPolicy = value;
      return this;
    }

    public GroupObservationBuilder uniquePerReplica() {
      subdomainPolicy = SubdomainPolicy.UNIQUE_PER_REPLICA;
      return this;
    }

    public GroupObservationBuilder leaderReadyFirst() {
      startupPolicy = StartupPolicy.LEADER_READY;
      return this;
    }

    public GroupObservationBuilder exclusiveTopology(String key) {
      exclusiveTopology = key;
      return this;
    }

    public GroupObservationBuilder gang() {
      gang = true;
      return this;
    }

    public GroupObservationBuilder leaderNode(String name, @Nullable String topologyValue) {
      leaderNode = new NodeObservation(name, topologyValue);
      return this;
    }

    public GroupObservationBuilder lost(int worker, String ownerUid, boolean groupHadStarted) {
      lost.add(new LostPod("lws-2-" + worker, "lost-uid-" + worker, ownerUid, groupHadStarted));
      return this;
    }

    public GroupObservationBuilder lost(LostPod pod) {
      lost.add(pod);
      return this;
    }

    public GroupObservationBuilder restarts(RestartSettings value) {
      restarts = value;
      return this;
    }

    public GroupObservationBuilder refusal(String value) {
      refusal = value;
      return this;
    }

    public GroupObservationBuilder lastRestart(@Nullable RestartRecord value) {
      lastRestart = value;
      return this;
    }

    public GroupObservationBuilder readySince(@Nullable Instant value) {
      readySince = value;
      return this;
    }

    public GroupObservation build() {
      GroupSpec spec =
          new GroupSpec(
              size,
              restartPolicy,
              subdomainPolicy,
              startupPolicy,
              exclusiveTopology,
              gang,
              restarts);
      return new GroupObservation(
          new SetRef("default", "lws", "set-uid"),
          setDeleting,
          2,
          leader,
          workers,
          workerSet,
          ownWorkerSetUid,
          earlierWorkerSetUids,
          service,
          podGroup,
          specKnown ? spec : null,
          leaderNode,
          lost,
          lastRestart,
          readySince,
          refusal);
    }
  }

  /** Builds a {@link PodObservation}: running and ready, size 3, revision "rev1". */
  public static final class PodBuilder {
    private final int worker;
    private final String name;
    private String uid;
    @Nullable private String ownerUid;
    @Nullable private String revision = "rev1";
    private int size = 3;
    @Nullable private String leaderName;
    @Nullable private String node = "node-a";
    private PodPhase phase = PodPhase.RUNNING;
    private boolean ready = true;
    private Instant created;
    @Nullable private Instant deleted;
    @Nullable private String unschedulable;
    private List<ContainerTrouble> troubles = List.of();
    @Nullable private String reason;
    @Nullable private Instant readinessSince;

    PodBuilder(int worker, String name, String uid, String ownerUid) {
      this.worker = worker;
      this.name = name;
      this.uid = uid;
      this.ownerUid = ownerUid;
      this.created = CREATED.plusSeconds(worker);
      this.leaderName = worker == 0 ? null : "lws-2";
    }

    public PodBuilder uid(String value) {
      uid = value;
      return this;
    }

    public PodBuilder ownerUid(@Nullable String value) {
      ownerUid = value;
      return this;
    }

    public PodBuilder revision(@Nullable String value) {
      revision = value;
      return this;
    }

    public PodBuilder size(int value) {
      size = value;
      return this;
    }

    public PodBuilder leaderName(String value) {
      leaderName = value;
      return this;
    }

    public PodBuilder unscheduled(@Nullable String why) {
      node = null;
      phase = PodPhase.PENDING;
      ready = false;
      unschedulable = why;
      return this;
    }

    public PodBuilder phase(PodPhase value) {
      phase = value;
      ready = ready && value == PodPhase.RUNNING;
      return this;
    }

    public PodBuilder notReady() {
      ready = false;
      return this;
    }

    public PodBuilder notReadySince(Instant value) {
      readinessSince = value;
      return notReady();
    }

    public PodBuilder created(Instant value) {
      created = value;
      return this;
    }

    public PodBuilder deleting() {
      deleted = CREATED.plusSeconds(100);
      return this;
    }

    public PodBuilder troubles(ContainerTrouble... value) {
      troubles = List.of(value);
      return this;
    }

    public PodBuilder failed(@Nullable String why) {
      phase = PodPhase.FAILED;
      ready = false;
      reason = why;
      return this;
    }

    public PodObservation build() {
      return PodObservation.builder("lws", 2, worker)
          .namespace("default")
          .name(name)
          .uid(uid)
          .resourceVersion("1")
          .revisionKey(revision)
          .size(size)
          .leaderName(leaderName)
          .ownerUid(ownerUid)
          .nodeName(node)
          .phase(phase)
          .ready(ready)
          .created(created)
          .deleted(deleted)
          .unschedulable(unschedulable)
          .troubles(troubles)
          .reason(reason)
          .readinessSince(readinessSince)
          .build();
    }
  }

  /** Builds a {@link WorkerSetObservation}: of the leader, two workers, all available. */
  public static final class WorkerSetBuilder {
    private String uid = "workers-uid";
    @Nullable private String revision = "rev1";
    @Nullable private String ownerUid = "leader-uid";
    @Nullable private String foreignOwner;
    private int replicas = 2;
    private int available = 2;
    private boolean settled = true;
    private boolean deleting;

    public WorkerSetBuilder uid(String value) {
      uid = value;
      return this;
    }

    public WorkerSetBuilder revision(@Nullable String value) {
      revision = value;
      return this;
    }

    public WorkerSetBuilder ofLeader(String value) {
      ownerUid = value;
      return this;
    }

    public WorkerSetBuilder ownedBy(String value) {
      ownerUid = null;
      foreignOwner = value;
      return this;
    }

    public WorkerSetBuilder replicas(int value) {
      replicas = value;
      return this;
    }

    public WorkerSetBuilder available(int value) {
      available = value;
      return this;
    }

    public WorkerSetBuilder unsettled() {
      settled = false;
      return this;
    }

    public WorkerSetBuilder deleting() {
      deleting = true;
      return this;
    }

    public WorkerSetObservation build() {
      return new WorkerSetObservation(
          "default",
          "lws-2",
          uid,
          "1",
          "lws",
          2,
          revision,
          ownerUid,
          foreignOwner,
          replicas,
          available,
          settled,
          deleting);
    }
  }
}
