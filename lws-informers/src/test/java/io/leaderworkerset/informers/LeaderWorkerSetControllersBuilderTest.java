package io.leaderworkerset.informers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubernetes.client.openapi.ApiClient;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Settings that cannot be are refused where they are given. */
class LeaderWorkerSetControllersBuilderTest {
  private static LeaderWorkerSetControllers.Builder builder() {
    return LeaderWorkerSetControllers.builder(new ApiClient().setBasePath("http://127.0.0.1:1"));
  }

  private static Arguments refused(
      String message, Consumer<LeaderWorkerSetControllers.Builder> setting) {
    return Arguments.of(message, setting);
  }

  static Stream<Arguments> refusals() {
    Duration second = Duration.ofSeconds(1);
    return Stream.of(
        refused("for all namespaces give an empty set", b -> b.namespaces(Set.of(""))),
        refused("'A_b' is no name of a namespace", b -> b.namespaces(Set.of("A_b"))),
        refused("first delay must be > 0", b -> b.backoff(Duration.ZERO, second)),
        refused("longest delay must be from", b -> b.backoff(second, Duration.ofMillis(1))),
        refused("longest delay must be from", b -> b.backoff(second, Duration.ofDays(2))),
        refused("1 to 128 characters, not 0", b -> b.fieldManager("")),
        refused("1 to 128 characters, not 129", b -> b.fieldManager("x".repeat(129))),
        refused("an instance needs a name", b -> b.instance("")),
        refused("writes a second", b -> b.writeLimit(Double.POSITIVE_INFINITY, 1)),
        refused("writes a second", b -> b.writeLimit(Double.NaN, 1)),
        refused("burst must be at least 1", b -> b.writeLimit(1, 0)),
        refused("resync must be from 0 to", b -> b.resync(Duration.ofSeconds(Long.MAX_VALUE))),
        refused("resync must be from 0 to", b -> b.resync(Duration.ofSeconds(-1))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void refusesASettingThatCannotBe(
      String message, Consumer<LeaderWorkerSetControllers.Builder> setting) {
    assertThatThrownBy(() -> setting.accept(builder()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void whatIsSetAfterwardsDoesNotConcernWhatWasBuilt() {
    AtomicInteger first = new AtomicInteger();
    AtomicInteger second = new AtomicInteger();
    LeaderWorkerSetControllers.Builder builder = builder().threadFactory(counting(first));
    LeaderWorkerSetControllers controllers = builder.build();
    builder.threadFactory(counting(second)).workers(3);

    controllers.start();
    try {
      assertThat(first).hasPositiveValue();
      assertThat(second).hasValue(0);
    } finally {
      assertThat(controllers.stop(Duration.ofSeconds(20))).isTrue();
    }
  }

  private static ThreadFactory counting(AtomicInteger made) {
    return task -> {
      made.incrementAndGet();
      return new Thread(task);
    };
  }
}
