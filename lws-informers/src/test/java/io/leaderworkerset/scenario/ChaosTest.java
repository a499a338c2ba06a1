package io.leaderworkerset.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.testkit.EmbeddedCluster;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Seeded lives of sets under faults, many at a time on one cluster. {@code -Dlws.chaos.seed=<n>
 * -Dlws.chaos.runs=1} runs one again.
 */
class ChaosTest {
  private static final long FIRST_SEED = Long.getLong("lws.chaos.seed", 1);
  private static final int RUNS = Integer.getInteger("lws.chaos.runs", 200);
  private static final int AT_A_TIME = Integer.getInteger("lws.chaos.parallel", 8);

  @Test
  void everyRunConvergesAndBreaksNoLaw() throws InterruptedException {
    AtomicInteger restarted = new AtomicInteger();
    List<String> failures = Collections.synchronizedList(new ArrayList<>());
    List<String> suspicions = Collections.synchronizedList(new ArrayList<>());
    ExecutorService runners = Executors.newFixedThreadPool(AT_A_TIME);
    try (Site site = Site.of(EmbeddedCluster.builder().seed(FIRST_SEED).start())) {
      for (int i = 0; i < RUNS; i++) {
        long seed = FIRST_SEED + i;
        runners.execute(() -> run(site, seed, failures, suspicions, restarted));
      }
      runners.shutdown();
      assertThat(runners.awaitTermination(5, TimeUnit.MINUTES)).isTrue();
    } finally {
      runners.shutdownNow();
    }
    assertThat(failures).as("%s of %s runs failed", failures.size(), RUNS).isEmpty();
    assertThat(suspicions)
        .as("lives in which the floor looks broken")
        .hasSizeLessThanOrEqualTo(1 + RUNS / 40);
    assertThat(restarted.get()).as("groups restarted").isGreaterThanOrEqualTo(RUNS / 10);
  }

  private static void run(
      Site site,
      long seed,
      List<String> failures,
      List<String> suspicions,
      AtomicInteger restarted) {
    ChaosRun run = new ChaosRun(site, seed);
    long began = System.nanoTime();
    try {
      run.run();
      restarted.addAndGet(run.restarted());
      if (!run.suspicions().isEmpty()) {
        suspicions.add("seed " + seed + ": " + run.suspicions().get(0));
      }
    } catch (RuntimeException | AssertionError e) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      failures.add(
          "run again with -Dtest=ChaosTest -Dlws.chaos.runs=1 -Dlws.chaos.seed="
              + seed
              + "\n"
              + String.join("\n", run.story())
              + "\n"
              + trace);
    }
    if (Boolean.getBoolean("lws.chaos.times")) {
      System.out.println(
          "TIME " + seed + " " + (System.nanoTime() - began) / 1000000 + " " + run.story().size());
    }
  }
}
