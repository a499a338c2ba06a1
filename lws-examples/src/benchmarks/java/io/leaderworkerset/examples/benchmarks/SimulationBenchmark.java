package io.leaderworkerset.examples.benchmarks;

import io.leaderworkerset.observe.RolloutSpec;
import io.leaderworkerset.plan.simulate.Model;
import io.leaderworkerset.plan.simulate.RolloutSimulator;
import io.leaderworkerset.plan.simulate.Scenario;
import io.leaderworkerset.plan.simulate.Timeline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
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
  @Param({"100", "1000"})
  public int groups;

  /** Made by JMH. */
  public SimulationBenchmark() {}

  /** A rolling update with a tenth of the groups unavailable at a time. */
  @Benchmark
  public Timeline rollout() {
    RolloutSpec spec = new RolloutSpec(groups, 0, Math.max(1, groups / 10), 0);
    return RolloutSimulator.simulate(
        Scenario.newTemplate(spec), Model.readyAfter(Duration.ofSeconds(60)));
  }
}
