package io.leaderworkerset.informers;

import io.leaderworkerset.identity.Names;
import io.leaderworkerset.informers.events.EventRecorder;
import io.leaderworkerset.informers.events.EventType;
import io.leaderworkerset.informers.events.Regarding;
import io.leaderworkerset.informers.reconcile.Reports;
import io.leaderworkerset.observe.SetRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports as Kubernetes events about the set, and to the log. */
final class EventReports implements Reports {
  private static final Logger LOG = LoggerFactory.getLogger(EventReports.class);
  private static final String ACTION = "Reconcile";

  private final EventRecorder recorder;

  EventReports(EventRecorder recorder) {
    this.recorder = recorder;
  }

  @Override
  public void report(SetRef set, boolean warning, String reason, String note) {
    if (warning) {
      LOG.warn("{}: {}", reason, note);
    } else {
      LOG.info("{}: {}", reason, note);
    }
    Regarding regarding =
        new Regarding(Names.API_VERSION, Names.KIND, set.namespace(), set.name(), set.uid());
    recorder.record(
        regarding, warning ? EventType.WARNING : EventType.NORMAL, reason, ACTION, note);
  }
}
