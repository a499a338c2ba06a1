package io.leaderworkerset.informers;

import io.leaderworkerset.identity.Names;
import io.leaderworkerset.informers.events.EventRecorder;
import io.leaderworkerset.informers.events.EventType;
import io.leaderworkerset.informers.events.Regarding;
import io.leaderworkerset.informers.reconcile.Reports;
import io.leaderworkerset.observe.SetRef;

/** Reports as Kubernetes events about the set. */
final class EventReports implements Reports {
  private static final String ACTION = "Reconcile";

  private final EventRecorder recorder;

  EventReports(EventRecorder recorder) {
    this.recorder = recorder;
  }

  @Override
  public void report(SetRef set, boolean warning, String reason, String note) {
    Regarding regarding =
        new Regarding(Names.API_VERSION, Names.KIND, set.namespace(), set.name(), set.uid());
    recorder.record(
        regarding, warning ? EventType.WARNING : EventType.NORMAL, reason, ACTION, note);
  }
}
