package io.leaderworkerset.informers.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MicrometerMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final MicrometerMetrics metrics = new MicrometerMetrics(registry);

  @Test
  void timesReconcilesAndCalls() {
    metrics.reconciled("group", "success", 2_000_000);
    metrics.apiCall("apply", "statefulsets.apps/status", 0, 1_000_000);
    assertThat(
            registry
                .get("lws.reconcile")
                .tags("controller", "group", "outcome", "success")
                .timer()
                .totalTime(TimeUnit.MILLISECONDS))
        .isEqualTo(2.0);
    assertThat(registry.get("lws.api.call").tag("code", "none").timer().count()).isEqualTo(1);
  }

  @Test
  void showsTheLastValueOfAGauge() {
    metrics.queueDepth("group", 5);
    metrics.queueDepth("group", 2);
    metrics.leading(true);
    assertThat(registry.get("lws.queue.depth").gauge().value()).isEqualTo(2.0);
    assertThat(registry.get("lws.leader").gauge().value()).isEqualTo(1.0);
  }

  @Test
  void dropsWhatBelongsToASetThatIsGone() {
    metrics.groups("ns", "gone", "ready", 3);
    metrics.groupRestarted("ns", "gone", "PodDeleted");
    metrics.rollout("ns", "gone", "started");
    metrics.groups("ns", "stays", "ready", 4);
    metrics.groups("other", "gone", "ready", 5);
    metrics.setForgotten("ns", "gone");
    assertThat(registry.getMeters())
        .extracting(Meter::getId)
        .extracting(id -> id.getTag("namespace") + "/" + id.getTag("set"))
        .containsExactlyInAnyOrder("ns/stays", "other/gone");
    metrics.groups("ns", "gone", "ready", 1);
    assertThat(registry.get("lws.groups").tags("namespace", "ns", "set", "gone").gauge().value())
        .as("it may come back")
        .isEqualTo(1.0);
  }

  @Test
  void countsTheRest() {
    metrics.eventDropped("full");
    metrics.eventWritten("create");
    metrics.parseFailed("pods");
    metrics.informerFailure("pods", "index");
    metrics.informerRestarted("pods", "list");
    metrics.writeThrottled(5);
    metrics.queueLatency("group", 5);
    metrics.reacted("status", 5);
    assertThat(registry.getMeters()).hasSize(8);
  }
}
