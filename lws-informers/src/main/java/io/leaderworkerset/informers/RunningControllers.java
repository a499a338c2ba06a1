package io.leaderworkerset.informers;

import io.leaderworkerset.informers.apply.KubeWriter;
import io.leaderworkerset.informers.concurrent.Backoff;
import io.leaderworkerset.informers.concurrent.DaemonThreads;
import io.leaderworkerset.informers.concurrent.TokenBucket;
import io.leaderworkerset.informers.events.EventRecorder;
import io.leaderworkerset.informers.http.KubeHttp;
import io.leaderworkerset.informers.observe.ClusterState;
import io.leaderworkerset.informers.observe.ClusterWatches;
import io.leaderworkerset.informers.observe.Observer;
import io.leaderworkerset.informers.observe.WorkKey;
import io.leaderworkerset.informers.observe.WorkKey.SetKey;
import io.leaderworkerset.informers.queue.KeyedDelayQueue;
import io.leaderworkerset.informers.queue.WorkerPool;
import io.leaderworkerset.informers.reconcile.GatheredReports;
import io.leaderworkerset.informers.reconcile.Reconcilers;
import io.leaderworkerset.plan.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that runs between a start and a stop: connections, threads, caches, the queue. */
final class RunningControllers {
  private static final Logger LOG = LoggerFactory.getLogger(RunningControllers.class);
  private static final int EVENTS_A_SECOND = 50;
  private static final int EVENTS_AT_ONCE = 100;
  private static final long SYNC_LOOK_MILLIS = 20;

  private final KubeHttp http;
  private final KubeWriter writer;
  private final EventRecorder events;
  private final GatheredReports reports;
  private final KeyedDelayQueue<WorkKey> queue;
  private final ClusterState state;
  private final Observer observer;
  private final ClusterWatches watches;
  private final WorkerPool<WorkKey> workers;
  private final ScheduledThreadPoolExecutor timer;
  private final Duration resync;
  private boolean working;
  private boolean stopping;

  RunningControllers(LeaderWorkerSetControllers.Builder b) {
    DaemonThreads threads = b.threads;
    this.resync = b.resync;
    this.http =
        KubeHttp.builder(b.apiClient)
            .userAgent(b.userAgent)
            .metrics(b.metrics)
            .threads(threads)
            .build();
    this.writer = writer(b, new TokenBucket(b.qps, b.burst, b.nanoTime));
    this.events =
        new EventRecorder(
            writer(b, new TokenBucket(EVENTS_A_SECOND, EVENTS_AT_ONCE, b.nanoTime)),
            EventRecorder.Settings.of("leaderworkerset", b.instance),
            b.metrics,
            threads,
            b.clock,
            b.nanoTime);
    this.timer = new ScheduledThreadPoolExecutor(1, threads.factory("timer"));
    timer.setRemoveOnCancelPolicy(true);
    this.reports = new GatheredReports(new EventReports(events), this::later);
    this.queue =
        new KeyedDelayQueue<>(
            "lws", Backoff.of(b.minBackoff, b.maxBackoff), b.metrics, b.nanoTime, threads);
    this.state = new ClusterState(new ToQueue(queue, b.setInterval), b.nanoTime);
    this.observer =
        new Observer(
            state, new ServerReads(writer), b.fieldManager, b.gang, b.restarts, b.nanoTime);
    this.watches =
        new ClusterWatches(http, b.namespaces, b.shard, b.gang, state, b.metrics, threads);
    this.workers =
        new WorkerPool<>(
            "lws", b.workers, queue, new KeyedWork(reconcilers(b)), b.metrics, threads);
  }

  private void later(Runnable task, Duration after) {
    try {
      var unused = timer.schedule(task, after.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("Stopping: what is gathered is told in the end");
    }
  }

  private KubeWriter writer(LeaderWorkerSetControllers.Builder b, TokenBucket bucket) {
    return new KubeWriter(http, b.fieldManager, bucket, b.gate, b.metrics);
  }

  private Reconcilers reconcilers(LeaderWorkerSetControllers.Builder b) {
    return new Reconcilers(
        state,
        observer,
        writer,
        reports,
        b.metrics,
        new Reconcilers.Settings(b.clock, b.nanoTime, b.statusInterval, b.rolloutRules));
  }

  void start() {
    watches.start();
    beginWhenSynced();
    if (!resync.isZero()) {
      long nanos = resync.toNanos();
      timer.scheduleWithFixedDelay(this::enqueueAll, nanos, nanos, TimeUnit.NANOSECONDS);
    }
  }

  private synchronized void beginWhenSynced() {
    if (stopping) {
      return;
    }
    if (!watches.hasSynced()) {
      timer.schedule(this::beginWhenSynced, SYNC_LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } else {
      LOG.info("LeaderWorkerSet caches are filled; {} sets", state.states().size());
      workers.start();
      working = true;
    }
  }

  void enqueueAll() {
    state.all().forEach(queue::add);
  }

  synchronized boolean isReady() {
    return working && !stopping;
  }

  List<Waiting> waiting(SetKey set) {
    return state.of(set).waiting();
  }

  Optional<SetSnapshot> snapshot(SetKey set) {
    return SetSnapshots.of(set, state, observer);
  }

  boolean stop(Duration timeout) {
    synchronized (this) {
      stopping = true;
    }
    long deadline = DaemonThreads.deadline(timeout);
    timer.shutdownNow();
    boolean clean = workers.stop(left(deadline), http::interrupt);
    reports.flush();
    events.stop(left(deadline)); // what it cannot write is dropped and counted
    clean &= writer.stop(left(deadline));
    clean &= watches.stop(left(deadline));
    http.close();
    return clean;
  }

  private static Duration left(long deadline) {
    return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
  }

  /** Groups are worked on at once; sets once what happens to their groups has been gathered. */
  private record ToQueue(KeyedDelayQueue<WorkKey> queue, Duration setInterval)
      implements ClusterState.Sink {
    @Override
    public void now(WorkKey work) {
      queue.add(work);
    }

    @Override
    public void soon(SetKey set, int settledGroups) {
      queue.addAfter(set, Gathering.of(setInterval, settledGroups));
    }
  }
}
