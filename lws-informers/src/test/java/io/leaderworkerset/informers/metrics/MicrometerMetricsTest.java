package io.leaderworkerset.informers.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.Map;
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
  void tellsForHowLongTheOldestBlockerOfAReasonHasLasted() {
    MockClock clock = new MockClock();
    SimpleMeterRegistry timed = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
    MicrometerMetrics blocked = new MicrometerMetrics(timed);
    clock.add(100, TimeUnit.SECONDS);
    Instant now = Instant.ofEpochMilli(clock.wallTime());
    blocked.blocked("ns", "a", Map.of("IMAGE_FAILING", now.minusSeconds(30)));
    blocked.blocked("ns", "b", Map.of("IMAGE_FAILING", now.minusSeconds(20)));
    TimeGauge gauge = timed.get("lws.blocked").tag("reason", "IMAGE_FAILING").timeGauge();

    assertThat(gauge.value(TimeUnit.SECONDS)).isEqualTo(30.0);
    clock.add(5, TimeUnit.SECONDS);
    assertThat(gauge.value(TimeUnit.SECONDS)).as("it goes on counting").isEqualTo(35.0);
    blocked.blocked("ns", "a", Map.of());
    assertThat(gauge.value(TimeUnit.SECONDS)).isEqualTo(25.0);
    blocked.setForgotten("ns", "b");
    assertThat(gauge.value(TimeUnit.SECONDS)).isZero();
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
