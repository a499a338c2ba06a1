package io.leaderworkerset.examples.benchmarks;

import io.leaderworkerset.identity.RestartPolicy;
import io.leaderworkerset.identity.StartupPolicy;
import io.leaderworkerset.identity.SubdomainPolicy;
import io.leaderworkerset.observe.GroupObservation;
import io.leaderworkerset.observe.GroupSpec;
import io.leaderworkerset.observe.GroupSummary;
import io.leaderworkerset.observe.LeaderSetObservation;
import io.leaderworkerset.observe.LeaderState;
import io.leaderworkerset.observe.NamedObject;
import io.leaderworkerset.observe.PodObservation;
import io.leaderworkerset.observe.PodPhase;
import io.leaderworkerset.observe.RevisionObservation;
import io.leaderworkerset.observe.RolloutSpec;
import io.leaderworkerset.observe.SetObservation;
import io.leaderworkerset.observe.SetRef;
import io.leaderworkerset.observe.SetStatus;
import io.leaderworkerset.observe.WorkerSetObservation;
import io.leaderworkerset.observe.WorkersState;
import io.leaderworkerset.plan.GroupPlan;
import io.leaderworkerset.plan.GroupPlanner;
import io.leaderworkerset.plan.SetPlan;
import io.leaderworkerset.plan.SetPlanner;
import io.leaderworkerset.plan.rollout.RolloutRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One look at a set, and one at a group. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PlannerBenchmark {
  private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");
  private static final SetRef SET = new SetRef("team-models", "llama", "set-uid");

  /** Groups of the set. */
  @Param({"100", "1000", "10000"})
  public int groups;

  private SetObservation rolling = observation(1);
  private GroupObservation group = readyGroup();

  /** Made by JMH. */
  public PlannerBenchmark() {}

  /** Makes what is looked at. */
  @Setup
  public void observe() {
    rolling = observation(groups);
    group = readyGroup();
  }

  /** A set in the middle of a rollout: half of it updated, a tenth not ready. */
  @Benchmark
  public SetPlan setInTheMiddleOfARollout() {
    return SetPlanner.plan(rolling, NOW, RolloutRules.REFERENCE, List.of());
  }

  /** A group of four that is as it should be. */
  @Benchmark
  public GroupPlan groupThatIsAsItShouldBe() {
    return GroupPlanner.plan(group);
  }

  private static SetObservation observation(int groups) {
    int half = groups / 2;
    int tenth = Math.max(1, groups / 10);
    List<GroupSummary> summaries = new ArrayList<>();
    for (int i = 0; i < groups; i++) {
      boolean updated = i >= half;
      boolean starting = updated && i < half + tenth;
      String revision = updated ? "rev2" : "rev1";
      summaries.add(
          new GroupSummary(
              i,
              starting ? LeaderState.PENDING : LeaderState.READY,
              starting ? WorkersState.NOT_READY : WorkersState.READY,
              revision,
              revision,
              "leader-uid-" + i));
    }
    return new SetObservation(
        SET,
        2,
        false,
        List.of(),
        new RolloutSpec(groups, 0, tenth, 0),
        SubdomainPolicy.SHARED,
        "rev2",
        "{rev2}",
        List.of(
            new RevisionObservation("llama-rev1-1", "r1", "rev1", 1, "{rev1}"),
            new RevisionObservation("llama-rev2-2", "r2", "rev2", 2, "{rev2}")),
        new LeaderSetObservation(
            "leader-set-uid",
            null,
            groups,
            half,
            "rev2",
            groups,
            groups,
            false,
            List.of(),
            List.of()),
        new NamedObject("llama", "service-uid", null, false),
        summaries,
        SetStatus.EMPTY,
        null,
        List.of());
  }

  private static GroupObservation readyGroup() {
    List<PodObservation> workers = new ArrayList<>();
    for (int i = 1; i < 4; i++) {
      workers.add(pod("llama-7-" + i, i, "workers-uid"));
    }
    return new GroupObservation(
        SET,
        false,
        7,
        pod("llama-7", 0, "leader-set-uid"),
        workers,
        new WorkerSetObservation(
            "team-models",
            "llama-7",
            "workers-uid",
            "5",
            "llama",
            7,
            "rev2",
            "pod-uid-0",
            null,
            3,
            3,
            true,
            false),
        "workers-uid",
        null,
        null,
        new GroupSpec(
            4,
            RestartPolicy.RECREATE_GROUP_ON_POD_RESTART,
            SubdomainPolicy.SHARED,
            StartupPolicy.LEADER_CREATED,
            null,
            false),
        null,
        List.of());
  }

  private static PodObservation pod(String name, int worker, String owner) {
    return PodObservation.builder("llama", 7, worker)
        .namespace("team-models")
        .name(name)
        .uid("pod-uid-" + worker)
        .resourceVersion("9")
        .revisionKey("rev2")
        .size(4)
        .leaderName(worker == 0 ? null : "llama-7")
        .ownerUid(owner)
        .nodeName("node-1")
        .phase(PodPhase.RUNNING)
        .ready(true)
        .created(NOW)
        .build();
  }
}
