package io.leaderworkerset.informers.reconcile;

import io.leaderworkerset.informers.apply.ActionApplier;
import io.leaderworkerset.informers.apply.ObjectWriter;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.informers.observe.Observer;
import io.leaderworkerset.informers.observe.SeenGroup;
import io.leaderworkerset.informers.observe.WorkKey.GroupKey;
import io.leaderworkerset.informers.queue.WorkResult;
import io.leaderworkerset.observe.SetRef;
import io.leaderworkerset.plan.Action.DeleteLeaderPod;
import io.leaderworkerset.plan.GroupPlan;
import io.leaderworkerset.plan.GroupPlanner;
import java.time.Clock;
import java.util.function.LongSupplier;

/** Brings one group to where it should be. */
final class GroupReconciler {
  private final Observer observer;
  private final ObjectWriter writer;
  private final Reports reports;
  private final LwsMetrics metrics;
  private final BlockerBoard board;
  private final RestartJournal journal;
  private final Clock clock;
  private final LongSupplier nanoTime;

  GroupReconciler(
      Observer observer,
      ObjectWriter writer,
      Reports reports,
      LwsMetrics metrics,
      RestartJournal journal,
      BlockerBoard board,
      Reconcilers.Settings settings) {
    this.observer = observer;
    this.writer = writer;
    this.reports = reports;
    this.metrics = metrics;
    this.board = board;
    this.journal = journal;
    this.clock = settings.clock();
    this.nanoTime = settings.nanoTime();
  }

  WorkResult reconcile(GroupKey key, Reaction reaction) {
    SeenGroup seen = observer.observe(key);
    if (seen == null) {
      return WorkResult.done();
    }
    GroupPlan plan = GroupPlanner.plan(seen.observation(), clock.instant());
    journal.begin(key, seen, plan);
    SetRef ref = seen.observation().set();
    NotedWrites writes = new NotedWrites(key, seen.state(), ref, reports, reaction, nanoTime);
    ActionApplier.ofGroup(
            writer, seen.set(), revision -> seen.atRevision(), seen.observation().leader(), writes)
        .apply(plan.actions());
    if (writes.done().stream().anyMatch(DeleteLeaderPod.class::isInstance)) {
      journal.done(key, seen);
      Reporting.restarts(writes, ref, metrics);
    }
    Reporting.waiting(key, seen.state(), ref, plan.waiting(), reports);
    board.look(key, seen.observation(), plan);
    return Reporting.next(writes, plan.recheckAfter());
  }
}
