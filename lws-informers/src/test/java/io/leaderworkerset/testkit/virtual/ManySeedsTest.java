package io.leaderworkerset.testkit.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Every invariant holds in many runs. How many is the system property {@value #SEEDS}, the first
 * seed is {@value #FROM}.
 */
class ManySeedsTest {
  private static final String SEEDS = "lws.virtual.seeds";
  private static final String FROM = "lws.virtual.from";

  @Test
  void everyInvariantHoldsInAFewHundredRuns() {
    check(Long.getLong(FROM, 1_000_000_000L), Long.getLong(SEEDS, 300));
  }

  private static void check(long from, long count) {
    VirtualCluster cluster = VirtualCluster.ours();
    Workload workload = Workload.anything();
    AtomicLong failing = new AtomicLong(Long.MAX_VALUE);
    LongAdder events = new LongAdder();
    long began = System.nanoTime();

    LongStream.range(from, from + count)
        .parallel()
        .filter(seed -> seed < failing.get())
        .forEach(
            seed -> {
              Run run = cluster.run(seed, workload);
              events.add(run.events());
              if (!run.isGood()) {
                failing.accumulateAndGet(seed, Math::min);
              }
            });

    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf(
        "%,d virtual clusters in %.1f s: %,.0f a second, %,d events each%n",
        count, seconds, count / seconds, events.sum() / Math.max(1, count));
    assertThat(failing.get())
        .withFailMessage(() -> story(cluster, workload, failing.get()))
        .isEqualTo(Long.MAX_VALUE);
  }

  private static String story(VirtualCluster cluster, Workload workload, long seed) {
    Run run = cluster.run(seed, workload);
    return "seed " + seed + " breaks " + run.violations() + ", in short:\n" + cluster.shrink(run);
  }
}
