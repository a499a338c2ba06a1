package io.leaderworkerset.informers.reconcile;

import io.leaderworkerset.informers.apply.ActionApplier;
import io.leaderworkerset.informers.apply.ObjectWriter;
import io.leaderworkerset.informers.http.KubeApiException;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.informers.observe.Observer;
import io.leaderworkerset.informers.observe.SeenGroup;
import io.leaderworkerset.informers.observe.WorkKey.GroupKey;
import io.leaderworkerset.informers.queue.WorkResult;
import io.leaderworkerset.observe.PodObservation;
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
    apply(key, seen, plan, writes);
    if (writes.done().stream().anyMatch(DeleteLeaderPod.class::isInstance)) {
      journal.done(key, seen);
      Reporting.restarts(writes, ref, metrics);
    }
    Reporting.waiting(key, seen.state(), ref, plan.waiting(), reports);
    board.look(key, seen.observation(), plan);
    return Reporting.next(writes, plan.recheckAfter());
  }

  private void apply(GroupKey key, SeenGroup seen, GroupPlan plan, NotedWrites writes) {
    PodObservation leader = seen.observation().leader();
    if (leader == null || plan.actions().isEmpty()) {
      return;
    }
    try {
      ActionApplier.ofGroup(writer, seen.set(), revision -> seen.atRevision(), leader, writes)
          .apply(plan.actions());
    } catch (KubeApiException e) {
      if (e.isRefusal()) {
        seen.state().refused(key.group(), leader.uid(), e.describe());
        tellRefusal(key);
      }
      throw e;
    }
    seen.state().refused(key.group(), leader.uid(), null);
  }

  /** What the server will refuse again belongs where a user looks. */
  private void tellRefusal(GroupKey key) {
    SeenGroup again = observer.observe(key);
    if (again != null) {
      GroupPlan plan = GroupPlanner.plan(again.observation(), clock.instant());
      SetRef ref = again.observation().set();
      Reporting.waiting(key, again.state(), ref, plan.waiting(), reports);
      board.look(key, again.observation(), plan);
    }
  }
}
