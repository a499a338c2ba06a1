package io.leaderworkerset.examples.benchmarks;

import com.google.gson.JsonObject;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.manifest.LeaderPod;
import io.leaderworkerset.manifest.LeaderStatefulSets;
import io.leaderworkerset.manifest.Revisions;
import io.leaderworkerset.manifest.WorkerStatefulSets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Building what is sent. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ManifestBenchmark {
  private final LeaderWorkerSet set = Examples.set();
  private final LeaderPod leader =
      new LeaderPod("llama-7", "team-models", "pod-uid", 7, "group-key", "rev2", false);

  /** Made by JMH. */
  public ManifestBenchmark() {}

  /** The worker StatefulSet of one group, and its text. */
  @Benchmark
  public String workerStatefulSet() {
    return Json.write(WorkerStatefulSets.build(set, set, leader, null));
  }

  /** The leader StatefulSet of a set. */
  @Benchmark
  public JsonObject leaderStatefulSet() {
    return LeaderStatefulSets.build(set, 100, 200, false, "rev2");
  }

  /** What stands for a revision when revisions are compared. */
  @Benchmark
  public String fingerprint() {
    return Revisions.fingerprint(Revisions.data(set));
  }
}
