package io.leaderworkerset.informers.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leaderworkerset.informers.support.FakeTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private final FakeTime time = new FakeTime();

  @Test
  void givesTheBurstAtOnceThenTheRate() {
    TokenBucket bucket = new TokenBucket(10, 3, time);
    assertThat(bucket.reserve()).isZero();
    assertThat(bucket.reserve()).isZero();
    assertThat(bucket.reserve()).isZero();
    assertThat(bucket.reserve()).isEqualTo(Duration.ofMillis(100).toNanos());
    assertThat(bucket.reserve()).isEqualTo(Duration.ofMillis(200).toNanos());
  }

  @Test
  void refillsButNeverAboveTheBurst() {
    TokenBucket bucket = new TokenBucket(10, 2, time);
    bucket.reserve();
    bucket.reserve();
    time.advance(Duration.ofHours(1));
    assertThat(bucket.tryAcquire()).isTrue();
    assertThat(bucket.tryAcquire()).isTrue();
    assertThat(bucket.tryAcquire()).isFalse();
    time.advance(Duration.ofMillis(100));
    assertThat(bucket.tryAcquire()).isTrue();
  }

  @Test
  void takesATokenBackFromAnInterruptedCaller() {
    TokenBucket bucket = new TokenBucket(0.001, 1, time);
    bucket.reserve();
    Thread.currentThread().interrupt();
    assertThatThrownBy(bucket::acquire).isInstanceOf(InterruptedException.class);
    assertThat(bucket.reserve()).isEqualTo(Duration.ofSeconds(1000).toNanos());
  }

  @Test
  void refusesRatesAndBurstsThatMakeNoSense() {
    assertThatThrownBy(() -> new TokenBucket(0, 1, time)).hasMessageContaining("above zero");
    assertThatThrownBy(() -> new TokenBucket(Double.NaN, 1, time)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new TokenBucket(1, 0, time)).hasMessageContaining("at least 1");
  }
}
