package io.leaderworkerset.informers.queue;

import static io.leaderworkerset.informers.support.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leaderworkerset.informers.concurrent.Backoff;
import io.leaderworkerset.informers.concurrent.DaemonThreads;
import io.leaderworkerset.informers.http.KubeApiException;
import io.leaderworkerset.informers.http.KubeRequest;
import io.leaderworkerset.informers.http.ResourceType;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.informers.support.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkerPoolTest {
  private final List<String> outcomes = Collections.synchronizedList(new ArrayList<>());
  private final LwsMetrics metrics =
      new LwsMetrics() {
        @Override
        public void reconciled(String controller, String outcome, long nanos) {
          outcomes.add(outcome);
        }
      };
  private final KeyedDelayQueue<String> queue =
      new KeyedDelayQueue<>(
          "test",
          new Backoff(Duration.ofMillis(1), Duration.ofMillis(20), new SplittableRandom(1)),
          LwsMetrics.NONE,
          System::nanoTime,
          DaemonThreads.standard());
  private WorkerPool<String> pool;

  private WorkerPool<String> start(int workers, Work<String> work) {
    pool = new WorkerPool<>("test", workers, queue, work, metrics, DaemonThreads.standard());
    pool.start();
    return pool;
  }

  @AfterEach
  void stop() {
    if (pool != null) {
      pool.stop(Duration.ZERO);
    }
  }

  @Test
  void worksOnEachKeyWithOneWorkerAtATime() {
    Map<String, AtomicInteger> running = new ConcurrentHashMap<>();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    start(
        4,
        key -> {
          AtomicInteger mine = running.computeIfAbsent(key, k -> new AtomicInteger());
          most.accumulateAndGet(mine.incrementAndGet(), Math::max);
          Thread.yield();
          mine.decrementAndGet();
          done.incrementAndGet();
          return WorkResult.done();
        });
    for (int i = 0; i < 2000; i++) {
      queue.add("key-" + i % 3);
    }
    await("worked", () -> done.get() > 2 && queue.length() == 0);
    pool.stop(Duration.ofSeconds(10));
    assertThat(most).hasValue(1);
  }

  @Test
  void triesAgainAfterAnExceptionAnErrorAndANull() {
    AtomicInteger calls = new AtomicInteger();
    start(
        1,
        key ->
            switch (calls.getAndIncrement()) {
              case 0 -> throw new IllegalStateException("first");
              case 1 -> throw new StackOverflowError("second");
              case 2 -> null;
              default -> WorkResult.done();
            });
    queue.add("a");
    await("four calls", () -> calls.get() == 4);
    await("forgotten", () -> queue.numRequeues("a") == 0);
    assertThat(pool.errors()).isEqualTo(3);
    await("reported", () -> outcomes.size() == 4);
    assertThat(outcomes).containsExactly("error", "error", "error", "success");
  }

  @Test
  void countsNoErrorForAConflictAndKeepsToRetryAfter() {
    KubeRequest request =
        KubeRequest.collection("list", ResourceType.namespaced("", "v1", "pods"), null, Map.of());
    AtomicInteger calls = new AtomicInteger();
    long[] at = new long[3];
    start(
        1,
        key -> {
          int call = calls.get();
          at[call] = System.nanoTime();
          calls.incrementAndGet();
          if (call == 0) {
            throw KubeApiException.ofAnswer(request, 409, "{\"reason\":\"Conflict\"}", null);
          }
          if (call == 1) {
            throw KubeApiException.ofAnswer(request, 429, "{}", "1");
          }
          return WorkResult.done();
        });
    queue.add("a");
    await("three calls", () -> calls.get() == 3);
    assertThat(at[2] - at[1]).isGreaterThan(990_000_000L);
    assertThat(pool.errors()).as("the 429 alone").isEqualTo(1);
  }

  @Test
  void looksAgainWhenTheWorkAsksFor() {
    AtomicInteger calls = new AtomicInteger();
    start(
        1,
        key ->
            calls.incrementAndGet() < 3
                ? WorkResult.again(Duration.ofMillis(1))
                : WorkResult.done());
    queue.add("a");
    await("three calls", () -> calls.get() == 3);
    await("reported", () -> outcomes.size() == 3);
    assertThat(outcomes).containsExactly("requeue", "requeue", "success");
  }

  @Test
  void drainsTheQueueWithinItsTime() {
    AtomicInteger done = new AtomicInteger();
    CountDownLatch go = new CountDownLatch(1);
    start(
        1,
        key -> {
          go.await();
          done.incrementAndGet();
          return WorkResult.done();
        });
    for (int i = 0; i < 100; i++) {
      queue.add("key-" + i);
    }
    go.countDown();
    assertThat(pool.stop(Duration.ofSeconds(30))).isTrue();
    assertThat(done).hasValue(100);
  }

  @Test
  void interruptsWorkThatIsNotDoneInTimeAndReturnsOnlyWhenNoneRuns() {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicBoolean running = new AtomicBoolean();
    AtomicInteger others = new AtomicInteger();
    start(
        1,
        key -> {
          if (!key.equals("stuck")) {
            others.incrementAndGet();
            return WorkResult.done();
          }
          running.set(true);
          begun.countDown();
          try {
            new CountDownLatch(1).await();
          } finally {
            running.set(false);
          }
          return WorkResult.done();
        });
    queue.add("stuck");
    queue.add("next");
    await("begun", () -> begun.getCount() == 0);
    assertThat(pool.stop(Duration.ofMillis(50))).isFalse();
    assertThat(running).isFalse();
    assertThat(others).as("nothing is begun after the deadline").hasValue(0);
  }

  @Test
  void leavesNoThread() {
    Threads before = Threads.now();
    KeyedDelayQueue<String> own =
        new KeyedDelayQueue<>(
            "own",
            new Backoff(Duration.ofMillis(1), Duration.ofMillis(20), new SplittableRandom(1)),
            LwsMetrics.NONE,
            System::nanoTime,
            DaemonThreads.standard());
    WorkerPool<String> many =
        new WorkerPool<>(
            "many", 5, own, key -> WorkResult.done(), metrics, DaemonThreads.standard());
    many.start();
    own.addAfter("a", Duration.ofHours(1));
    assertThat(Threads.now().startedSince(before))
        .contains("lws-delay-own", "lws-many-0", "lws-many-4");
    many.stop(Duration.ofSeconds(10));
    assertThat(Threads.now().startedSince(before)).isEmpty();
    assertThatThrownBy(many::start).isInstanceOf(IllegalStateException.class);
  }
}
