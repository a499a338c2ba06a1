package io.leaderworkerset.informers.reconcile;

import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.informers.observe.SetState;
import io.leaderworkerset.informers.observe.WorkKey;
import io.leaderworkerset.informers.queue.WorkResult;
import io.leaderworkerset.observe.SetRef;
import io.leaderworkerset.plan.Action;
import io.leaderworkerset.plan.Action.DeleteLeaderPod;
import io.leaderworkerset.plan.Waiting;
import java.time.Duration;
import java.util.List;
import javax.annotation.Nullable;

/** The end of every reconcile: what it waits for is noted, and said once. */
final class Reporting {
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  private Reporting() {}

  static void waiting(
      WorkKey key, SetState state, SetRef ref, List<Waiting> waiting, Reports reports) {
    for (Waiting fresh : state.nowWaiting(key, waiting)) {
      if (fresh.reason().isWarning()) {
        reports.report(ref, fresh.reason(), fresh.message());
      }
    }
  }

  static void restarts(NotedWrites writes, SetRef ref, LwsMetrics metrics) {
    for (Action each : writes.done()) {
      if (each instanceof DeleteLeaderPod restart) {
        metrics.groupRestarted(
            ref.namespace(), ref.name(), String.valueOf(restart.restart().cause()));
      }
    }
  }

  static WorkResult next(NotedWrites writes, @Nullable Duration recheckAfter) {
    if (writes.nameTaken()) {
      return WorkResult.again(AT_ONCE);
    }
    if (writes.isBlockedByFound() && (recheckAfter == null || recheckAfter.compareTo(SOON) > 0)) {
      return WorkResult.again(SOON);
    }
    return recheckAfter == null ? WorkResult.done() : WorkResult.again(recheckAfter);
  }
}
