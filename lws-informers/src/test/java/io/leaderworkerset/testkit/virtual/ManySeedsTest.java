package io.leaderworkerset.testkit.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every invariant holds in many runs. How many the long search makes is the environment variable
 * {@value #SEEDS}, its first seed {@value #FROM}.
 */
class ManySeedsTest {
  private static final String SEEDS = "LWS_VIRTUAL_SEEDS";
  private static final String FROM = "LWS_VIRTUAL_FROM";
  private static final long PROGRESS = 10_000;

  @Test
  void everyInvariantHoldsInAFewHundredRuns() {
    check(1_000_000_000L, 300);
  }

  @Test
  @Tag("large")
  void everyInvariantHoldsInManyRuns() {
    check(setting(FROM, 0), setting(SEEDS, 30_000));
  }

  private static long setting(String name, long absent) {
    String value = System.getenv(name);
    return value == null || value.isBlank() ? absent : Long.parseLong(value);
  }

  private static void check(long from, long count) {
    VirtualCluster cluster = VirtualCluster.ours();
    AtomicLong failing = new AtomicLong(Long.MAX_VALUE);
    AtomicLong done = new AtomicLong();
    LongAdder events = new LongAdder();
    Pace pace = new Pace();

    LongStream.range(from, from + count)
        .parallel()
        .filter(seed -> seed < failing.get())
        .forEach(
            seed -> {
              Run run = cluster.run(seed, Workload.mixed(seed));
              events.add(run.events());
              if (!run.isGood()) {
                failing.accumulateAndGet(seed, Math::min);
              }
              if (done.incrementAndGet() % PROGRESS == 0) {
                pace.say(done.get(), events.sum());
              }
            });

    pace.say(done.get(), events.sum());
    assertThat(failing.get())
        .withFailMessage(() -> story(cluster, failing.get()))
        .isEqualTo(Long.MAX_VALUE);
  }

  /** Tells how fast it goes: on the whole, and since it last told. */
  private static final class Pace {
    private final long began = System.nanoTime();
    private long lastAt = began;
    private long lastRuns;

    synchronized void say(long runs, long events) {
      long now = System.nanoTime();
      if (runs > lastRuns) {
        System.out.printf(
            "%,d virtual clusters in %.1f s, the last %,d at %,.0f a second, %,d events each%n",
            runs,
            (now - began) / 1e9,
            runs - lastRuns,
            (runs - lastRuns) * 1e9 / (now - lastAt),
            events / runs);
      }
      lastAt = now;
      lastRuns = runs;
    }
  }

  private static String story(VirtualCluster cluster, long seed) {
    Run run = cluster.run(seed, Workload.mixed(seed));
    return "seed " + seed + " breaks " + run.violations() + ", in short:\n" + cluster.shrink(run);
  }
}
