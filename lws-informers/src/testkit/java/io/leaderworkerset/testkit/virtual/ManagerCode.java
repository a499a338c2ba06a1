package io.leaderworkerset.testkit.virtual;

import io.leaderworkerset.informers.apply.ObjectWriter;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.informers.observe.ClusterState;
import io.leaderworkerset.informers.observe.LiveReader;
import io.leaderworkerset.informers.observe.Observer;
import io.leaderworkerset.informers.observe.WorkKey;
import io.leaderworkerset.informers.queue.WorkResult;
import io.leaderworkerset.informers.reconcile.Reconcilers;
import io.leaderworkerset.informers.reconcile.Reports;
import io.leaderworkerset.observe.RestartSettings;
import io.leaderworkerset.plan.rollout.RolloutRules;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** The code of a manager: what it does with one piece of work. */
@FunctionalInterface
public interface ManagerCode {
  /** The field manager of everything that {@link #OURS} applies. */
  String FIELD_MANAGER = "lws";

  /** The {@code statusInterval} of {@link #OURS}. */
  Duration STATUS_INTERVAL = Duration.ofMillis(500);

  /** This library's reconcilers, observers and appliers, as they run in a real manager. */
  ManagerCode OURS = ours(STATUS_INTERVAL);

  /** Returns {@link #OURS} with another {@code statusInterval}; zero writes each status at once. */
  static ManagerCode ours(Duration statusInterval) {
    return parts ->
        new Reconcilers(
                parts.state(),
                new Observer(
                    parts.state(),
                    parts.reader(),
                    FIELD_MANAGER,
                    false,
                    parts.restarts(),
                    parts.nanoTime()),
                parts.writer(),
                Reports.NONE,
                parts.metrics(),
                new Reconcilers.Settings(
                    parts.clock(), parts.nanoTime(), statusInterval, parts.rules()))
            ::reconcile;
  }

  /**
   * What a manager is given when it starts.
   *
   * @param state its caches, kept by its watches
   * @param reader reads what no cache holds
   * @param writer carries its writes out; each takes virtual time, and may fail
   * @param clock the virtual time
   * @param nanoTime the same, as a monotonic clock
   * @param rules the rules of rollouts
   * @param restarts what holds of restarts
   * @param metrics what it measures; once it is at rest, it must tell of nothing that blocks the
   *     set
   */
  record Parts(
      ClusterState state,
      LiveReader reader,
      ObjectWriter writer,
      Clock clock,
      LongSupplier nanoTime,
      RolloutRules rules,
      RestartSettings restarts,
      LwsMetrics metrics) {
    /** Returns these parts with another writer, such as one that changes what is written. */
    public Parts withWriter(ObjectWriter other) {
      return new Parts(state, reader, other, clock, nanoTime, rules, restarts, metrics);
    }

    /** Returns these parts with another monotonic clock. */
    public Parts withNanoTime(LongSupplier other) {
      return new Parts(state, reader, writer, clock, other, rules, restarts, metrics);
    }

    /** Returns these parts with other settings of restarts. */
    public Parts withRestarts(RestartSettings other) {
      return new Parts(state, reader, writer, clock, nanoTime, rules, other, metrics);
    }

    /** Returns these parts with other rules of rollouts. */
    public Parts withRules(RolloutRules other) {
      return new Parts(state, reader, writer, clock, nanoTime, other, restarts, metrics);
    }

    /** Returns these parts with other metrics. */
    public Parts withMetrics(LwsMetrics other) {
      return new Parts(state, reader, writer, clock, nanoTime, rules, restarts, other);
    }
  }

  /** Starts a manager without memory; returns what does its work. */
  Function<WorkKey, WorkResult> start(Parts parts);
}
