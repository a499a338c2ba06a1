package io.leaderworkerset.examples.bench;

import io.leaderworkerset.examples.bench.MeasuredManager.Sample;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Takes a workload through its phases, and the manager's figures after each. */
final class Bench {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long SAY_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final double MEBIBYTE = 1 << 20;

  private final BenchCluster cluster;
  private final ManagerProcess manager;
  private final Terms terms;
  private final PrintWriter progress;
  private final List<PhaseResult> results = new ArrayList<>();

  /**
   * How long things may take.
   *
   * @param idle length of the idle phase
   * @param quiet a phase has ended when the manager has sent nothing for so long after convergence
   * @param patience how long one phase may take
   * @param phases those to go through; creation is always one of them
   */
  record Terms(Duration idle, Duration quiet, Duration patience, Set<String> phases) {
    Terms {
      phases = Set.copyOf(phases);
    }
  }

  Bench(BenchCluster cluster, ManagerProcess manager, Terms terms, PrintWriter progress) {
    this.cluster = cluster;
    this.manager = manager;
    this.terms = terms;
    this.progress = progress;
  }

  /** Creates, updates and deletes sets that are not measured, so that code is loaded and hot. */
  void warmUp(Workload load) {
    load.create();
    await("warm-up", load, load::isConverged);
    load.update();
    await("warm-up", load, load::isConverged);
    load.delete();
    await("warm-up", load, load::isGone);
    awaitQuiet();
    manager.sample();
  }

  /** Returns what each phase cost so far, in order. */
  List<PhaseResult> results() {
    return List.copyOf(results);
  }

  /**
   * Goes through all phases.
   *
   * @throws IllegalStateException if one does not converge; those before it have their results
   */
  void run(Workload load) {
    phase("create", load, load::create, load::isConverged);
    if (terms.phases().contains("idle")) {
      idle();
    }
    phase("update", load, load::update, load::isConverged);
    phase("loss", load, load::loseOneOfEachGroup, load::isRestored);
    phase("scale", load, load::scale, load::isConverged);
    phase("delete", load, load::delete, load::isGone);
  }

  private void phase(String name, Workload load, Runnable act, BooleanSupplier converged) {
    if (!name.equals("create") && !terms.phases().contains(name)) {
      return;
    }
    Map<String, Long> before = cluster.requests(manager);
    long started = System.nanoTime();
    act.run();
    await(name, load, converged);
    double seconds = (System.nanoTime() - started) / 1e9;
    awaitQuiet();
    add(name, seconds, before);
  }

  /** Nothing happens; in its middle the manager looks at everything once. */
  private void idle() {
    Map<String, Long> before = cluster.requests(manager);
    LockSupport.parkNanos(terms.idle().toNanos() / 2);
    manager.resync();
    LockSupport.parkNanos(terms.idle().toNanos() / 2);
    add("idle", terms.idle().toNanos() / 1e9, before);
  }

  private void add(String name, double seconds, Map<String, Long> before) {
    Map<String, Long> requests = new TreeMap<>();
    cluster
        .requests(manager)
        .forEach(
            (what, count) -> {
              long more = count - before.getOrDefault(what, 0L);
              if (more > 0) {
                requests.put(what, more);
              }
            });
    Sample sample = manager.sample();
    Map<String, List<Double>> reactions = new TreeMap<>(sample.reactions());
    List<Double> status = reactions.remove("status");
    PhaseResult result =
        new PhaseResult(
            name,
            seconds,
            requests,
            sample.cpuSeconds(),
            sample.heapBytes() / MEBIBYTE,
            Latency.of(reactions.values()),
            Latency.of(status == null ? List.of() : List.of(status)));
    results.add(result);
    progress.printf(
        Locale.ROOT,
        "%s: converged after %.1f s, %d requests, %.1f CPU s%n",
        name,
        seconds,
        result.total(),
        result.cpuSeconds());
    progress.flush();
  }

  private void await(String what, Workload load, BooleanSupplier reached) {
    long started = System.nanoTime();
    long said = started;
    while (!reached.getAsBoolean()) {
      long now = System.nanoTime();
      if (now - started > terms.patience().toNanos()) {
        throw new IllegalStateException(
            what + " did not converge within " + terms.patience() + ": " + load.progress());
      }
      if (now - said > SAY_NANOS) {
        said = now;
        progress.printf("%s: %s%n", what, load.progress());
        progress.flush();
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** Events come a while after what they tell of; they belong to the phase. */
  private void awaitQuiet() {
    Map<String, Long> last = cluster.requests(manager);
    long started = System.nanoTime();
    long since = started;
    while (System.nanoTime() - since < terms.quiet().toNanos()) {
      if (System.nanoTime() - started > terms.patience().toNanos()) {
        throw new IllegalStateException(
            "the manager goes on asking after everything had converged: " + last);
      }
      LockSupport.parkNanos(10 * LOOK_NANOS);
      Map<String, Long> now = cluster.requests(manager);
      if (!now.equals(last)) {
        last = now;
        since = System.nanoTime();
      }
    }
  }
}
