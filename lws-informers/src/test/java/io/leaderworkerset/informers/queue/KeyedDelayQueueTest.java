package io.leaderworkerset.informers.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.informers.concurrent.Backoff;
import io.leaderworkerset.informers.concurrent.DaemonThreads;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.informers.support.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KeyedDelayQueueTest {
  private final FakeTime time = new FakeTime();
  private final List<Integer> depths = new ArrayList<>();
  private final List<Long> latencies = new ArrayList<>();
  private final LwsMetrics metrics =
      new LwsMetrics() {
        @Override
        public void queueDepth(String queue, int depth) {
          depths.add(depth);
        }

        @Override
        public void queueLatency(String queue, long nanos) {
          latencies.add(nanos);
        }
      };
  private final Backoff backoff =
      new Backoff(Duration.ofMillis(5), Duration.ofMinutes(5), new SplittableRandom(1));
  private final KeyedDelayQueue<String> queue =
      new KeyedDelayQueue<>("test", backoff, metrics, time);

  @Test
  void losesNoneOfFiftyThousandDelayedKeys() throws InterruptedException {
    KeyedDelayQueue<Integer> live =
        new KeyedDelayQueue<>(
            "live", backoff, LwsMetrics.NONE, System::nanoTime, DaemonThreads.standard());
    try {
      List<Thread> producers = new ArrayList<>();
      for (int p = 0; p < 8; p++) {
        int first = p * 6250;
        Thread producer =
            new Thread(
                () -> {
                  for (int i = first; i < first + 6250; i++) {
                    live.addAfter(i, Duration.ofMillis(1 + i % 50));
                  }
                });
        producers.add(producer);
        producer.start();
      }
      Set<Integer> got = new HashSet<>();
      while (got.size() < 50_000) {
        Integer key = live.get();
        assertThat(got.add(key)).as("%d came twice", key).isTrue();
        live.done(key);
      }
      for (Thread producer : producers) {
        producer.join();
      }
      assertThat(live.delayedLength()).isZero();
    } finally {
      live.shutDown();
      assertThat(live.awaitEnd(DaemonThreads.deadline(Duration.ofSeconds(10)))).isTrue();
    }
  }

  @Test
  void givesKeysInTheOrderOfTheirDeadlines() throws InterruptedException {
    queue.addAfter("late", Duration.ofSeconds(3));
    queue.addAfter("soon", Duration.ofSeconds(1));
    queue.addAfter("middle", Duration.ofSeconds(2));
    assertThat(queue.moveDue()).isEqualTo(Duration.ofSeconds(1).toNanos());
    assertThat(queue.length()).isZero();
    time.advance(Duration.ofSeconds(5));
    assertThat(queue.moveDue()).isEqualTo(Long.MAX_VALUE);
    assertThat(List.of(queue.get(), queue.get(), queue.get()))
        .containsExactly("soon", "middle", "late");
  }

  @Test
  void keepsTheEarliestDeadlineOfAKeyAndGivesItOnce() throws InterruptedException {
    queue.addAfter("a", Duration.ofSeconds(10));
    queue.addAfter("a", Duration.ofSeconds(1));
    queue.addAfter("a", Duration.ofSeconds(5));
    assertThat(queue.delayedLength()).isEqualTo(1);
    time.advance(Duration.ofSeconds(1));
    queue.moveDue();
    assertThat(queue.get()).isEqualTo("a");
    queue.done("a");
    time.advance(Duration.ofHours(1));
    queue.moveDue();
    assertThat(queue.length()).isZero();
  }

  @Test
  void doesNotGrowWithDeadlinesThatMoveForward() {
    DelayHeap<String> heap = new DelayHeap<>();
    for (int i = 100_000; i > 0; i--) {
      heap.offer("a", i);
    }
    assertThat(heap.size()).isEqualTo(1);
    assertThat(heap.heapSize()).isLessThan(200);
    assertThat(heap.pollDue(1)).isEqualTo("a");
    assertThat(heap.pollDue(1_000_000)).isNull();
  }

  @Test
  void backsOffPerKeyUntilForgotten() {
    for (int i = 0; i < 3; i++) {
      queue.addRateLimited("a");
    }
    queue.addRateLimited("b");
    assertThat(queue.numRequeues("a")).isEqualTo(3);
    assertThat(queue.numRequeues("b")).isEqualTo(1);
    queue.forget("a");
    assertThat(queue.numRequeues("a")).isZero();
  }

  @Test
  void waitsAtLeastAsLongAsAsked() {
    queue.addRateLimited("a", Duration.ofSeconds(7));
    assertThat(queue.moveDue()).isEqualTo(Duration.ofSeconds(7).toNanos());
  }

  @Test
  void addsAtOnceWithoutADelay() {
    queue.addAfter("a", Duration.ZERO);
    queue.addAfter("b", Duration.ofSeconds(-1));
    assertThat(queue.length()).isEqualTo(2);
  }

  @Test
  void bringsAKeyBackThatWasAddedWhileWorkedOn() throws InterruptedException {
    queue.add("a");
    assertThat(queue.get()).isEqualTo("a");
    queue.add("a");
    queue.add("a");
    assertThat(queue.length()).as("not for a second worker").isZero();
    queue.done("a");
    assertThat(queue.length()).isEqualTo(1);
  }

  @Test
  void takesNothingMoreOnceShutDown() throws InterruptedException {
    queue.add("a");
    queue.addAfter("b", Duration.ofSeconds(1));
    queue.shutDown();
    queue.add("c");
    queue.addAfter("d", Duration.ofSeconds(1));
    queue.addRateLimited("e");
    assertThat(queue.delayedLength()).isZero();
    assertThat(queue.get()).isEqualTo("a");
    assertThat(queue.get()).isNull();
  }

  @Test
  void reportsDepthAndLatency() throws InterruptedException {
    queue.add("a");
    time.advance(Duration.ofMillis(30));
    queue.add("a");
    queue.get();
    assertThat(depths).startsWith(1).endsWith(0);
    assertThat(latencies).containsExactly(Duration.ofMillis(30).toNanos());
  }
}
