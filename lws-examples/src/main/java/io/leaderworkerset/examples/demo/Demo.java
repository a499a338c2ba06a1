package io.leaderworkerset.examples.demo;

import io.leaderworkerset.informers.LeaderWorkerSetControllers;
import io.leaderworkerset.observe.RestartBackoff;
import io.leaderworkerset.observe.RestartSettings;
import io.leaderworkerset.plan.explain.Blocker;
import io.leaderworkerset.testkit.EmbeddedCluster;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Walks a cluster through the steps: each is shown while it happens and checked when it has. The
 * first that does not converge ends the demo.
 */
final class Demo {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration SETTLE = Duration.ofSeconds(10);
  private static final int BAR = 20;

  private final Screen screen;
  private final Duration patience;
  private final List<Step> steps;
  private final Duration backoff;

  /**
   * Makes a demo.
   *
   * @param patience how long a step may take
   * @param backoff how long a group waits before its second restart
   * @param steps in order
   */
  Demo(Screen screen, Duration patience, Duration backoff, List<Step> steps) {
    this.backoff = backoff;
    this.screen = screen;
    this.patience = patience;
    this.steps = List.copyOf(steps);
  }

  /**
   * Returns the steps of the whole demo, the deletion at their end only if nothing is to stay.
   *
   * @param backoff how long a group waits before its second restart
   */
  static List<Step> allSteps(boolean keep, Duration backoff) {
    List<Step> out =
        new java.util.ArrayList<>(
            List.of(
                new CreateStep(),
                new ScaleStep("vllm", 2, 2, 3),
                new RollingUpdateStep(),
                new WorkerFailureStep(),
                new CrashLoopStep(backoff, backoff.dividedBy(10)),
                new SubgroupsStep(),
                new ExclusivePlacementStep(),
                new ScaleStep("vllm", 2, 3, 2)));
    if (!keep) {
      out.add(new DeletionStep(List.of("vllm", "vllm-routed")));
    }
    return out;
  }

  /**
   * Runs the controllers and the steps.
   *
   * @param after called while all still runs, with whether every step converged
   * @return whether every step converged
   */
  boolean run(EmbeddedCluster cluster, Consumer<Boolean> after) throws InterruptedException {
    try (DemoApi api = new DemoApi(cluster.newClient());
        ClusterWatch watch = new ClusterWatch(api);
        LeaderWorkerSetControllers controllers =
            LeaderWorkerSetControllers.builder(cluster.newClient()).restarts(restarts()).build()) {
      watch.start();
      controllers.start();
      Stage stage = new Stage(api, watch, cluster.kubelets(), controllers);
      int converged = 0;
      while (converged < steps.size() && runStep(converged, stage, controllers)) {
        converged++;
      }
      boolean all = converged == steps.size();
      screen.line("");
      screen.line("demo: " + converged + " of " + steps.size() + " steps converged");
      after.accept(all);
      return all;
    }
  }

  /** As always, but quicker. */
  private RestartSettings restarts() {
    return RestartSettings.STANDARD.withBackoff(
        new RestartBackoff(backoff, backoff.multipliedBy(30), 0.1));
  }

  private boolean runStep(int index, Stage stage, LeaderWorkerSetControllers controllers)
      throws InterruptedException {
    long started = System.nanoTime();
    screen.line("");
    try (Step step = steps.get(index)) {
      screen.line("[" + (index + 1) + "/" + steps.size() + "] " + step.title());
      step.act(stage);
      boolean reached = awaitProgress(step, stage, started);
      List<Check> checks = reached ? awaitChecks(step, stage) : List.of();
      screen.settle(
          GroupTable.lines(stage.watch().latest()),
          bar(step.progress(stage.watch().latest()), started));
      checks.forEach(check -> screen.line("    " + check));
      if (reached && checks.stream().allMatch(Check::holds)) {
        return true;
      }
      explain(reached, controllers);
      return false;
    } catch (RuntimeException e) {
      screen.line("  FAILED: " + e.getMessage());
      return false;
    }
  }

  private boolean awaitProgress(Step step, Stage stage, long started) throws InterruptedException {
    while (System.nanoTime() - started < patience.toNanos()) {
      ClusterSnapshot now = stage.watch().latest();
      Progress progress = step.progress(now);
      screen.show(GroupTable.lines(now), bar(progress, started));
      if (progress.isComplete()) {
        return true;
      }
      stage.watch().awaitChange(POLL);
    }
    return false;
  }

  /** The last writes of the controllers, such as the status, come after the last pod is ready. */
  private List<Check> awaitChecks(Step step, Stage stage) throws InterruptedException {
    long started = System.nanoTime();
    List<Check> checks = step.checks(stage);
    while (!checks.stream().allMatch(Check::holds)
        && System.nanoTime() - started < Math.min(SETTLE.toNanos(), patience.toNanos())) {
      stage.watch().awaitChange(POLL);
      checks = step.checks(stage);
    }
    return checks;
  }

  private void explain(boolean reached, LeaderWorkerSetControllers controllers) {
    screen.line(
        reached
            ? "  FAILED: the checks marked WRONG do not hold"
            : "  FAILED: not there within " + patience.toMillis() / 1000.0 + " s");
    for (String set : List.of("vllm", "vllm-routed")) {
      for (Blocker blocker : controllers.explain(DemoApi.NAMESPACE, set)) {
        String group = blocker.group() == null ? "" : " group " + blocker.group();
        screen.line("    " + set + group + "  " + blocker.code() + ": " + blocker.evidence());
        screen.line("      unblock: " + blocker.unblock());
      }
    }
  }

  private static String bar(Progress progress, long started) {
    int full = progress.total() == 0 ? BAR : BAR * progress.done() / progress.total();
    return String.format(
        Locale.ROOT,
        "[%s%s] %s (%.0f s)",
        "#".repeat(full),
        ".".repeat(BAR - full),
        progress.text(),
        Math.floor((System.nanoTime() - started) / 1e9));
  }
}
