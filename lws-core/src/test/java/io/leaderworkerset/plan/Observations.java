package io.leaderworkerset.plan;

import io.leaderworkerset.identity.SubdomainPolicy;
import io.leaderworkerset.observe.Ceiling;
import io.leaderworkerset.observe.GroupSummary;
import io.leaderworkerset.observe.LeaderSetObservation;
import io.leaderworkerset.observe.LeaderState;
import io.leaderworkerset.observe.NamedObject;
import io.leaderworkerset.observe.RevisionObservation;
import io.leaderworkerset.observe.RolloutSpec;
import io.leaderworkerset.observe.SetObservation;
import io.leaderworkerset.observe.SetRef;
import io.leaderworkerset.observe.SetStatus;
import io.leaderworkerset.observe.WorkersState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.annotation.Nullable;

/** Builds what planning a set looks at. The set is {@code default/lws}, its UID {@code set-uid}. */
public final class Observations {
  private Observations() {}

  /** A set of one group at revision "rev1" of which nothing exists yet. */
  public static SetBuilder aSet() {
    return new SetBuilder();
  }

  /** A leader StatefulSet of one group at revision "rev1", in sync. */
  public static LeaderSetBuilder aLeaderSet() {
    return new LeaderSetBuilder();
  }

  /** A group that is ready at revision "rev1". */
  public static GroupBuilder aGroup(int index) {
    return new GroupBuilder(index);
  }

  /** Groups 0 to {@code count} - 1, all ready at that revision. */
  public static GroupSummary[] readyGroups(int count, String revision) {
    return IntStream.range(0, count)
        .mapToObj(i -> aGroup(i).at(revision).build())
        .toArray(GroupSummary[]::new);
  }

  /** A revision that means what its key says. */
  public static RevisionObservation revision(String key, long number) {
    return revision(key, number, meaning(key));
  }

  public static RevisionObservation revision(String key, long number, String fingerprint) {
    return new RevisionObservation(
        "lws-" + key + "-" + number, "uid-" + key + "-" + number, key, number, fingerprint);
  }

  public static NamedObject ourService(String name) {
    return new NamedObject(name, "service-uid", null, false);
  }

  public static String meaning(String key) {
    return "{" + key + "}";
  }

  /** Builds a {@link SetObservation}. */
  public static final class SetBuilder {
    private boolean deleting;
    private List<String> invalid = List.of();
    private int replicas = 1;
    private int partition;
    private int maxUnavailable = 1;
    private int maxSurge;
    @Nullable private Ceiling ceiling;
    @Nullable private String refusal;
    private SubdomainPolicy subdomainPolicy = SubdomainPolicy.SHARED;
    private String liveKey = "rev1";
    private String liveFingerprint = meaning("rev1");
    private List<RevisionObservation> revisions = List.of();
    @Nullable private LeaderSetObservation leaderSet;
    @Nullable private NamedObject service;
    private List<GroupSummary> groups = List.of();
    private SetStatus status = SetStatus.EMPTY;

    public SetBuilder deleting() {
      deleting = true;
      return this;
    }

    public SetBuilder invalid(String... problems) {
      invalid = List.of(problems);
      return this;
    }

    public SetBuilder replicas(int value) {
      replicas = value;
      return this;
    }

    public SetBuilder partition(int value) {
      partition = value;
      return this;
    }

    public SetBuilder maxUnavailable(int value) {
      maxUnavailable = value;
      return this;
    }

    public SetBuilder maxSurge(int value) {
      maxSurge = value;
      return this;
    }

    public SetBuilder ceiling(Ceiling value) {
      ceiling = value;
      return this;
    }

    public SetBuilder refused(String message) {
      refusal = message;
      return this;
    }

    public SetBuilder uniquePerReplica() {
      subdomainPolicy = SubdomainPolicy.UNIQUE_PER_REPLICA;
      return this;
    }

    public SetBuilder live(String key) {
      return live(key, meaning(key));
    }

    public SetBuilder live(String key, String fingerprint) {
      liveKey = key;
      liveFingerprint = fingerprint;
      return this;
    }

    public SetBuilder revisions(RevisionObservation... value) {
      revisions = List.of(value);
      return this;
    }

    public SetBuilder leaderSet(LeaderSetBuilder value) {
      leaderSet = value.build();
      return this;
    }

    public SetBuilder service(NamedObject value) {
      service = value;
      return this;
    }

    public SetBuilder groups(GroupSummary... value) {
      groups = List.of(value);
      return this;
    }

    public SetBuilder groups(GroupBuilder... value) {
      groups = Arrays.stream(value).map(GroupBuilder::build).toList();
      return this;
    }

    public SetBuilder status(SetStatus value) {
      status = value;
      return this;
    }

    /** Everything there is to a set of so many groups at rest, but for its status. */
    public SetBuilder running(int count, String revision) {
      return replicas(count)
          .live(revision)
          .revisions(Observations.revision(revision, 1))
          .leaderSet(aLeaderSet().replicas(count).at(revision))
          .service(ourService("lws"))
          .groups(readyGroups(count, revision));
    }

    public SetObservation build() {
      return new SetObservation(
          new SetRef("default", "lws", "set-uid"),
          7,
          deleting,
          invalid,
          new RolloutSpec(replicas, partition, maxUnavailable, maxSurge, ceiling),
          subdomainPolicy,
          liveKey,
          liveFingerprint,
          revisions,
          leaderSet,
          service,
          groups,
          status,
          refusal,
          List.of());
    }
  }

  /** Builds a {@link LeaderSetObservation}. */
  public static final class LeaderSetBuilder {
    @Nullable private String foreignOwner;
    private int replicas = 1;
    private int partition;
    @Nullable private String revision = "rev1";
    @Nullable private Integer annotation;
    private boolean annotated = true;
    private boolean onDelete;
    private boolean deleting;
    private final List<String> drift = new ArrayList<>();
    private final List<String> immutableDrift = new ArrayList<>();

    public LeaderSetBuilder ownedBy(String owner) {
      foreignOwner = owner;
      return this;
    }

    public LeaderSetBuilder replicas(int value) {
      replicas = value;
      return this;
    }

    public LeaderSetBuilder partition(int value) {
      partition = value;
      return this;
    }

    public LeaderSetBuilder onDelete() {
      onDelete = true;
      return this;
    }

    public LeaderSetBuilder at(@Nullable String value) {
      revision = value;
      return this;
    }

    /** The set's replicas when it was last applied; as many as the StatefulSet's if not called. */
    public LeaderSetBuilder appliedFor(@Nullable Integer value) {
      annotation = value;
      annotated = value != null;
      return this;
    }

    public LeaderSetBuilder deleting() {
      deleting = true;
      return this;
    }

    public LeaderSetBuilder drift(String path) {
      drift.add(path);
      return this;
    }

    public LeaderSetBuilder immutableDrift(String path) {
      immutableDrift.add(path);
      return this;
    }

    LeaderSetObservation build() {
      Integer applied = annotation == null && annotated ? Integer.valueOf(replicas) : annotation;
      return new LeaderSetObservation(
          "leader-set-uid",
          foreignOwner,
          replicas,
          partition,
          onDelete,
          revision,
          applied,
          replicas,
          deleting,
          drift,
          immutableDrift);
    }
  }

  /** Builds a {@link GroupSummary}. */
  public static final class GroupBuilder {
    private final int index;
    private LeaderState leader = LeaderState.READY;
    private WorkersState workers = WorkersState.READY;
    @Nullable private String leaderRevision = "rev1";
    @Nullable private String workersRevision = "rev1";

    @Nullable private String leaderUid;

    GroupBuilder(int index) {
      this.index = index;
      this.leaderUid = "leader-uid-" + index;
    }

    public GroupBuilder at(String revision) {
      leaderRevision = revision;
      workersRevision = revision;
      return this;
    }

    public GroupBuilder leader(LeaderState state) {
      leader = state;
      return this;
    }

    public GroupBuilder workers(WorkersState state) {
      workers = state;
      return this;
    }

    public GroupBuilder workersAt(@Nullable String revision) {
      workersRevision = revision;
      return this;
    }

    /** The leader runs, the workers do not. */
    public GroupBuilder notReady() {
      return leader(LeaderState.RUNNING).workers(WorkersState.NOT_READY);
    }

    /** The leader is there, its worker StatefulSet is not. */
    public GroupBuilder withoutWorkers() {
      return leader(LeaderState.PENDING).workers(WorkersState.ABSENT).workersAt(null);
    }

    public GroupBuilder deleting() {
      leaderUid = null;
      return leader(LeaderState.RUNNING);
    }

    /** The group is of size 1. */
    public GroupBuilder alone() {
      return workers(WorkersState.NOT_APPLICABLE).workersAt(null);
    }

    public GroupSummary build() {
      return new GroupSummary(index, leader, workers, leaderRevision, workersRevision, leaderUid);
    }
  }
}
