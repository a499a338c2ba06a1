package io.leaderworkerset.informers.reconcile;

import io.leaderworkerset.informers.apply.ObjectWriter;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.informers.observe.ClusterState;
import io.leaderworkerset.informers.observe.Observer;
import io.leaderworkerset.informers.observe.SetState;
import io.leaderworkerset.informers.observe.WorkKey;
import io.leaderworkerset.informers.observe.WorkKey.GroupKey;
import io.leaderworkerset.informers.observe.WorkKey.RestartsKey;
import io.leaderworkerset.informers.observe.WorkKey.SetKey;
import io.leaderworkerset.informers.queue.WorkResult;
import io.leaderworkerset.plan.rollout.RolloutRules;
import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Sends each piece of work to its reconciler, unless own writes are still unseen. */
public final class Reconcilers {
  private final ClusterState cluster;
  private final SetReconciler sets;
  private final GroupReconciler groups;
  private final RestartJournal journal;
  private final LwsMetrics metrics;
  private final LongSupplier nanoTime;

  /**
   * Clocks, intervals and rules.
   *
   * @param clock of conditions
   * @param nanoTime a monotonic clock
   * @param statusInterval the least time between two status writes of a set
   * @param rolloutRules by which rollouts go on
   */
  public record Settings(
      Clock clock, LongSupplier nanoTime, Duration statusInterval, RolloutRules rolloutRules) {}

  /** Makes the reconcilers of sets and groups. */
  public Reconcilers(
      ClusterState cluster,
      Observer observer,
      ObjectWriter writer,
      Reports reports,
      LwsMetrics metrics,
      Settings settings) {
    this.cluster = cluster;
    this.metrics = metrics;
    this.nanoTime = settings.nanoTime();
    BlockerBoard board =
        new BlockerBoard(
            metrics, settings.clock(), cluster::enqueueSoon, key -> cluster.of(key).exists());
    this.sets = new SetReconciler(observer, writer, reports, metrics, board, settings);
    this.journal =
        new RestartJournal(observer, writer, cluster::enqueue, reports, settings.clock(), nanoTime);
    this.groups = new GroupReconciler(observer, writer, reports, metrics, journal, board, settings);
  }

  /** Brings what the key names to where it should be. */
  public WorkResult reconcile(WorkKey key) {
    if (key instanceof RestartsKey restarts) {
      return journal.write(restarts);
    }
    SetKey set = new SetKey(key.namespace(), key.set());
    SetState state = cluster.of(set);
    long behind = state.behindNanos(key, nanoTime.getAsLong());
    if (behind > 0) {
      return WorkResult.again(Duration.ofNanos(behind)); // the event that shows it comes sooner
    }
    Reaction reaction = new Reaction(state.takeChangedAt(key), metrics, nanoTime);
    return key instanceof GroupKey group
        ? groups.reconcile(group, reaction)
        : sets.reconcile(set, reaction);
  }
}
