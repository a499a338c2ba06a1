package io.leaderworkerset.informers;

import com.google.common.base.Preconditions;
import com.google.gson.JsonObject;
import io.kubernetes.client.extended.controller.Controller;
import io.kubernetes.client.openapi.ApiClient;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.informers.apply.KubeWriter;
import io.leaderworkerset.informers.apply.WriteGate;
import io.leaderworkerset.informers.concurrent.Backoff;
import io.leaderworkerset.informers.concurrent.DaemonThreads;
import io.leaderworkerset.informers.concurrent.TokenBucket;

import io.leaderworkerset.informers.http.KubeHttp;
import io.leaderworkerset.informers.http.ResourceType;
import io.leaderworkerset.informers.http.Resources;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.informers.observe.ClusterState;
import io.leaderworkerset.informers.observe.ClusterWatches;
import io.leaderworkerset.informers.observe.LiveReader;
import io.leaderworkerset.informers.observe.Observer;
import io.leaderworkerset.informers.observe.WorkKey;
import io.leaderworkerset.informers.observe.WorkKey.SetKey;
import io.leaderworkerset.informers.queue.KeyedDelayQueue;
import io.leaderworkerset.informers.queue.WorkerPool;
import io.leaderworkerset.informers.reconcile.Reconcilers;
import io.leaderworkerset.plan.Waiting;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.annotation.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way in: LeaderWorkerSet semantics for any process with an {@link ApiClient}.
 *
 * <pre>{@code
 * try (LeaderWorkerSetControllers lws = LeaderWorkerSetControllers.builder(apiClient).build()) {
 *   lws.start();
 *   ...
 * }
 * }</pre>
 *
 * <p>The host's client is never changed, its informers are not touched, nothing is global: any number
 * of these may live in one process. Only one of them should work on a namespace at a time; give the
 * others a closed {@link Builder#writeGate} or do not start them before they lead.
 *
 * <p>One is started once, and stopped once.
 */
public final class LeaderWorkerSetControllers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderWorkerSetControllers.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  private final KubeHttp http;
  private final KubeWriter writer;
  private final EventRecorder events;
  private final KeyedDelayQueue<WorkKey> queue;
  private final ClusterState state;
  private final ClusterWatches watches;
  private final WorkerPool<WorkKey> workers;
  private final ScheduledThreadPoolExecutor timer;
  private final Duration resync;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private boolean started;
  private volatile boolean working;
  private volatile boolean stopping;

  private LeaderWorkerSetControllers(Builder b) {
    DaemonThreads threads = b.threads;
    this.resync = b.resync;
    this.http =
        KubeHttp.builder(b.apiClient)
            .userAgent(b.userAgent)
            .metrics(b.metrics)
            .threads(threads)
            .build();
    this.writer =
        new KubeWriter(
            http, b.fieldManager, new TokenBucket(b.qps, b.burst, b.nanoTime), b.gate, b.metrics);
    this.events =
        EventRecorder.builder(http)
            .controller(b.fieldManager)
            .gate(b.gate)
            .clock(b.clock)
            .metrics(b.metrics)
            .threads(threads)
            .build();
    this.queue =
        new KeyedDelayQueue<>(
            "lws",
            new Backoff(b.minBackoff, b.maxBackoff, new SplittableRandom(System.nanoTime())),
            b.metrics,
            b.nanoTime,
            threads);
    this.state = new ClusterState(queue::add);
    this.watches = new ClusterWatches(http, b.namespaces, b.gang, state, b.metrics, threads);
    Observer observer =
        new Observer(state, new ServerReads(writer), b.fieldManager, b.gang, b.nanoTime);
    Reconcilers reconcilers =
        new Reconcilers(
            state,
            observer,
            writer,
            new EventReports(events),
            b.metrics,
            new Reconcilers.Timing(b.clock, b.nanoTime, b.statusInterval));
    this.workers =
        new WorkerPool<>("lws", b.workers, queue, reconcilers::reconcile, b.metrics, threads);
    this.timer = new ScheduledThreadPoolExecutor(1, threads.factory("resync"));
    timer.setRemoveOnCancelPolicy(true);
  }

  /**
   * Returns a builder.
   *
   * @param apiClient how to reach the API server; never changed
   */
  public static Builder builder(ApiClient apiClient) {
    return new Builder(apiClient);
  }

  /**
   * Begins to watch, and to work as soon as the caches are filled. Returns at once; {@link #isReady}
   * tells when work began. A server that cannot be reached is tried again for as long as it takes.
   *
   * @throws IllegalStateException if it was started or stopped before
   */
  public synchronized void start() {
    Preconditions.checkState(!started && !stopping, "controllers start only once");
    started = true;
    watches.start();
    timer.scheduleWithFixedDelay(this::beginWhenSynced, 0, 20, TimeUnit.MILLISECONDS);
    if (!resync.isZero()) {
      long nanos = resync.toNanos();
      timer.scheduleWithFixedDelay(this::enqueueAll, nanos, nanos, TimeUnit.NANOSECONDS);
    }
  }

  private void beginWhenSynced() {
    synchronized (this) {
      if (working || stopping || !watches.hasSynced()) {
        return;
      }
      workers.start();
      working = true;
    }
    LOG.info("LeaderWorkerSet caches are filled; {} sets", state.states().size());
  }

  private void enqueueAll() {
    state.all().forEach(queue::add);
  }

  /** Returns whether the caches are filled and the workers work. */
  public boolean isReady() {
    return working && !stopping;
  }

  /**
   * Returns what a set and its groups wait for, as of the last look: why nothing happens. Empty if
   * it waits for nothing, or is not known.
   */
  public List<Waiting> waiting(String namespace, String name) {
    return state.of(new SetKey(namespace, name)).waiting();
  }

  /**
   * Stops: no new work is taken in, work under way may end until the timeout, then it is
   * interrupted. When this returns, no write is on its way, none will be sent, and the threads have
   * ended.
   *
   * @param timeout how long work under way may take
   * @return whether everything ended within the timeout by itself
   */
  public boolean stop(Duration timeout) {
    synchronized (this) {
      stopping = true;
    }
    long deadline = DaemonThreads.deadline(timeout);
    timer.shutdownNow();
    boolean clean = watches.stop(left(deadline));
    clean &= workers.stop(left(deadline));
    clean &= events.stop(left(deadline));
    clean &= writer.stop(left(deadline));
    http.close();
    stopped.countDown();
    return clean;
  }

  private static Duration left(long deadline) {
    return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
  }

  /** Stops within thirty seconds. */
  @Override
  public void close() {
    if (!stop(CLOSE_TIMEOUT)) {
      LOG.warn("LeaderWorkerSet controllers did not end by themselves within {}", CLOSE_TIMEOUT);
    }
  }

  /**
   * Returns this as an official {@link Controller}, for a host's {@code ControllerManager}: {@code
   * run} starts it and returns when it is stopped, {@code shutdown} stops it.
   */
  public Controller asController() {
    return new Controller() {
      @Override
      public void run() {
        start();
        try {
          stopped.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          close();
        }
      }

      @Override
      public void shutdown() {
        close();
      }
    };
  }

  /** Reads from the server through the writer's own connection. */
  private record ServerReads(KubeWriter writer) implements LiveReader {
    @Override
    @Nullable
    public JsonObject statefulSet(String namespace, String name) {
      return read(Resources.STATEFUL_SETS, namespace, name);
    }

    @Override
    @Nullable
    public JsonObject service(String namespace, String name) {
      return read(Resources.SERVICES, namespace, name);
    }

    @Override
    @Nullable
    public JsonObject podGroup(String namespace, String name) {
      return read(Resources.POD_GROUPS, namespace, name);
    }

    @Override
    @Nullable
    public JsonObject node(String name) {
      return read(Resources.NODES, null, name);
    }

    @Nullable
    private JsonObject read(ResourceType type, @Nullable String namespace, String name) {
      return writer.get(type, namespace, name).orElse(null);
    }
  }

  /** Sets up controllers. Every setting has a default. */
  public static final class Builder {
    private final ApiClient apiClient;
    private Set<String> namespaces = Set.of();
    private int workers = 4;
    private double qps = 500;
    private int burst = 500;
    private Duration resync = Duration.ofMinutes(30);
    private Duration statusInterval = Duration.ofMillis(500);
    private Duration minBackoff = Duration.ofMillis(5);
    private Duration maxBackoff = Duration.ofMinutes(5);
    private String fieldManager = Names.FIELD_MANAGER;
    private String userAgent = "lws-java";
    private boolean gang;
    private WriteGate gate = WriteGate.OPEN;
    private Clock clock = Clock.systemUTC();
    private LongSupplier nanoTime = System::nanoTime;
    private LwsMetrics metrics = LwsMetrics.NONE;
    private DaemonThreads threads = DaemonThreads.standard();

    private Builder(ApiClient apiClient) {
      this.apiClient = apiClient;
    }

    /** Sets the namespaces to work in; empty, the default, is all. */
    public Builder namespaces(Set<String> only) {
      this.namespaces = Set.copyOf(only);
      return this;
    }

    /** Sets how many keys are worked on at a time, at least 1; default 4. */
    public Builder workers(int count) {
      Preconditions.checkArgument(count >= 1, "workers must be at least 1, is %s", count);
      this.workers = count;
      return this;
    }

    /** Sets the rate limit of writes: so many a second, and so many at once; default 500, 500. */
    public Builder writeLimit(double perSecond, int atOnce) {
      Preconditions.checkArgument(perSecond > 0, "writes a second must be > 0, is %s", perSecond);
      Preconditions.checkArgument(atOnce >= 1, "burst must be at least 1, is %s", atOnce);
      this.qps = perSecond;
      this.burst = atOnce;
      return this;
    }

    /** Sets how often everything is looked at although nothing happened; zero for never; 30 min. */
    public Builder resync(Duration period) {
      Preconditions.checkArgument(!period.isNegative(), "resync must be at least 0: %s", period);
      this.resync = period;
      return this;
    }

    /** Sets the least time between two status writes of a set; default 500 ms. */
    public Builder statusInterval(Duration least) {
      Preconditions.checkArgument(
          !least.isNegative(), "status interval must be at least 0, is %s", least);
      this.statusInterval = least;
      return this;
    }

    /** Sets the delays between tries of what fails; default 5 ms, doubling to 5 min. */
    public Builder backoff(Duration first, Duration longest) {
      this.minBackoff = first;
      this.maxBackoff = longest;
      return this;
    }

    /** Sets the name under which fields are owned; default {@code lws}, as the Go controller's. */
    public Builder fieldManager(String name) {
      this.fieldManager = name;
      return this;
    }

    /** Sets the User-Agent of all requests; default {@code lws-java}. */
    public Builder userAgent(String name) {
      this.userAgent = name;
      return this;
    }

    /** Sets whether groups are scheduled as gangs by Volcano; default no. */
    public Builder gangScheduling(boolean volcano) {
      this.gang = volcano;
      return this;
    }

    /** Sets what is asked before each write, such as a leader election; default always open. */
    public Builder writeGate(WriteGate asked) {
      this.gate = asked;
      return this;
    }

    /** Sets the clock of conditions and events. */
    public Builder clock(Clock time) {
      this.clock = time;
      return this;
    }

    /** Sets the monotonic clock of delays, in nanoseconds. */
    public Builder nanoTime(LongSupplier time) {
      this.nanoTime = time;
      return this;
    }

    /** Sets what counts; default nothing. */
    public Builder metrics(LwsMetrics sink) {
      this.metrics = sink;
      return this;
    }

    /** Sets what makes the threads; they are named and made daemons here. */
    public Builder threadFactory(ThreadFactory factory) {
      this.threads = new DaemonThreads(factory);
      return this;
    }

    /** Builds the controllers; nothing is sent before they are started. */
    public LeaderWorkerSetControllers build() {
      return new LeaderWorkerSetControllers(this);
    }
  }
}
