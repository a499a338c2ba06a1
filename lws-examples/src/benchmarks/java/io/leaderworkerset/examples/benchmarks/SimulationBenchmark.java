package io.leaderworkerset.examples.benchmarks;

import io.leaderworkerset.observe.RolloutSpec;
import io.leaderworkerset.plan.simulate.Model;
import io.leaderworkerset.plan.simulate.RolloutSimulator;
import io.leaderworkerset.plan.simulate.Scenario;
import io.leaderworkerset.plan.simulate.Timeline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A whole rollout in virtual time. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
public class SimulationBenchmark {
  /** Groups of the set. */
  @Param({"100", "1000", "10000"})
  public int groups;

  /** Counts steps, so that the time of one is reported too. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Steps {
    /** Steps of all rollouts so far. */
    public long steps;

    /** Made by JMH. */
    public Steps() {}
  }

  /** Made by JMH. */
  public SimulationBenchmark() {}

  /** A rolling update in which a tenth of the groups goes at a time, with all of its steps. */
  @Benchmark
  public Timeline rollout(Steps counter) {
    RolloutSpec spec = new RolloutSpec(groups, 0, Math.max(1, groups / 10), 0);
    Timeline timeline =
        RolloutSimulator.simulate(
            Scenario.newTemplate(spec),
            Model.readyAfter(Duration.ofSeconds(60)).withMaxUnavailableGate(true));
    counter.steps += timeline.frames().size();
    return timeline;
  }
}
