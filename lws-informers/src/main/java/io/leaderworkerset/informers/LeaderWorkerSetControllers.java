package io.leaderworkerset.informers;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Preconditions;
import io.kubernetes.client.extended.controller.Controller;
import io.kubernetes.client.openapi.ApiClient;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.informers.apply.WriteGate;
import io.leaderworkerset.informers.concurrent.DaemonThreads;
import io.leaderworkerset.informers.http.KubeApiException;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.informers.observe.WorkKey.SetKey;
import io.leaderworkerset.informers.shard.Shard;
import io.leaderworkerset.observe.RestartSettings;
import io.leaderworkerset.plan.Waiting;
import io.leaderworkerset.plan.explain.Blocker;
import io.leaderworkerset.plan.rollout.RolloutRules;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
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
 * <p>The host's client is never changed, its informers are not touched, nothing is global: any
 * number of these may live in one process. Only one of them should work on a namespace at a time;
 * give the others a closed {@link Builder#writeGate} or do not start them before they lead.
 *
 * <p>One is started once, and stopped once.
 */
public final class LeaderWorkerSetControllers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderWorkerSetControllers.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  private final Builder settings;
  private final CountDownLatch stopped = new CountDownLatch(1);
  @Nullable private RunningControllers running;
  private boolean stopping;

  private LeaderWorkerSetControllers(Builder settings) {
    this.settings = settings;
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
   * Begins to watch, and to work as soon as the caches are filled. Returns at once; {@link
   * #isReady} tells when work began. A server that cannot be reached is tried again for as long as
   * it takes.
   *
   * @throws IllegalStateException if it was started or stopped before
   */
  public synchronized void start() {
    Preconditions.checkState(running == null && !stopping, "controllers start only once");
    running = new RunningControllers(settings);
    running.start();
  }

  /** Returns false, and does nothing, if it was stopped before it was started. */
  private synchronized boolean startUnlessStopped() {
    if (stopping && running == null) {
      return false;
    }
    start();
    return true;
  }

  /** Returns whether the caches are filled and the workers work. */
  public boolean isReady() {
    RunningControllers now = running();
    return now != null && now.isReady();
  }

  /**
   * Returns what a set and its groups wait for, as of the last look: why nothing happens. Empty if
   * it waits for nothing, or is not known.
   */
  public List<Waiting> waiting(String namespace, String name) {
    RunningControllers now = running();
    return now == null ? List.of() : now.waiting(new SetKey(namespace, name));
  }

  /**
   * Returns why a set and its groups are not as they should be, with the evidence and what would
   * unblock them: for a host's own pages. Made from the caches, and from what {@link #snapshot}
   * reads of the server. Empty if there is nothing to say, or the set is not known.
   *
   * @throws KubeApiException as {@link #snapshot} does
   */
  public List<Blocker> explain(String namespace, String name) {
    return snapshot(namespace, name)
        .map(seen -> seen.explain(settings.clock.instant(), settings.rolloutRules))
        .orElse(List.of());
  }

  /**
   * Returns a set and its groups as the caches show them; empty if the set is not known. What no
   * cache holds is read from the server, in this thread: a node, under exclusive placement; the
   * leader StatefulSet, before there is one with our labels; an object without our labels that a
   * write ran into.
   *
   * @throws KubeApiException if such a read fails: the server cannot be reached, does not answer in
   *     time, or refuses, or these controllers were stopped. Nothing is changed by that: ask again
   *     later, and leave the set's row empty until then; {@link #waiting} reads nothing
   */
  public Optional<SetSnapshot> snapshot(String namespace, String name) {
    RunningControllers now = running();
    return now == null ? Optional.empty() : now.snapshot(new SetKey(namespace, name));
  }

  /**
   * Looks at every set and group although nothing happened, as at each {@link Builder#resync}. Does
   * nothing unless it is running. Where all is as it should be, nothing is read or written.
   */
  public void lookAgain() {
    RunningControllers now = running();
    if (now != null) {
      now.enqueueAll();
    }
  }

  /**
   * Stops: no new work is taken in, work under way may end until the timeout, then it is
   * interrupted. When this returns, no write is on its way, none will be sent, and the threads have
   * ended. Stopping what was never started, or twice, does nothing.
   *
   * @param timeout how long work under way may take
   * @return whether everything ended within the timeout by itself
   */
  public boolean stop(Duration timeout) {
    RunningControllers now;
    synchronized (this) {
      stopping = true;
      now = running;
    }
    boolean clean = now == null || now.stop(timeout);
    stopped.countDown();
    return clean;
  }

  @Nullable
  private synchronized RunningControllers running() {
    return running;
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
   * run} starts it and returns when it is stopped, {@code shutdown} stops it. After a {@code
   * shutdown} that came first, {@code run} starts nothing and returns at once.
   */
  public Controller asController() {
    return new Controller() {
      @Override
      public void run() {
        if (!startUnlessStopped()) {
          return;
        }
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

  /** Sets up controllers. Every setting has a default. */
  public static final class Builder {
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Duration MAX_RESYNC = Duration.ofDays(365);
    private static final double MAX_WRITES = 1_000_000;

    final ApiClient apiClient;
    Set<String> namespaces = Set.of();
    Shard shard = Shard.ALL;
    int workers = 16;
    double qps = 500;
    int burst = 500;
    Duration resync = Duration.ofMinutes(30);
    Duration statusInterval = Duration.ofSeconds(1);
    Duration setInterval = Duration.ofMillis(50);
    Duration minBackoff = Duration.ofMillis(5);
    Duration maxBackoff = Duration.ofMinutes(5);
    String fieldManager = Names.FIELD_MANAGER;
    String userAgent = "lws-java";
    String instance = "lws-java";
    RolloutRules rolloutRules = RolloutRules.SAFE;
    RestartSettings restarts = RestartSettings.STANDARD;
    boolean gang;
    WriteGate gate = WriteGate.OPEN;
    Clock clock = Clock.systemUTC();
    LongSupplier nanoTime = System::nanoTime;
    LwsMetrics metrics = LwsMetrics.NONE;
    DaemonThreads threads = DaemonThreads.standard();

    private Builder(ApiClient apiClient) {
      this.apiClient = requireNonNull(apiClient, "apiClient");
    }

    private Builder(Builder other) {
      this.apiClient = other.apiClient;
      this.namespaces = other.namespaces;
      this.shard = other.shard;
      this.workers = other.workers;
      this.qps = other.qps;
      this.burst = other.burst;
      this.resync = other.resync;
      this.statusInterval = other.statusInterval;
      this.setInterval = other.setInterval;
      this.minBackoff = other.minBackoff;
      this.maxBackoff = other.maxBackoff;
      this.fieldManager = other.fieldManager;
      this.userAgent = other.userAgent;
      this.instance = other.instance;
      this.rolloutRules = other.rolloutRules;
      this.restarts = other.restarts;
      this.gang = other.gang;
      this.gate = other.gate;
      this.clock = other.clock;
      this.nanoTime = other.nanoTime;
      this.metrics = other.metrics;
      this.threads = other.threads;
    }

    /**
     * Sets the namespaces to work in; an empty set, the default, is all.
     *
     * @throws IllegalArgumentException if one cannot be a namespace's name
     */
    public Builder namespaces(Set<String> only) {
      for (String each : only) {
        Preconditions.checkArgument(
            NAMESPACE.matcher(each).matches(),
            "'%s' is no name of a namespace; for all namespaces give an empty set",
            each);
      }
      this.namespaces = Set.copyOf(only);
      return this;
    }

    /**
     * Sets the share of all sets to work on; default all. The other shares need a process of their
     * own, each with a Lease of its own, and {@link
     * io.leaderworkerset.informers.election.ShardLeases} keeps divisions of different size apart.
     */
    public Builder shard(Shard share) {
      this.shard = requireNonNull(share, "share");
      return this;
    }

    /** Sets how many keys are worked on at a time, at least 1; default 16: they mostly wait. */
    public Builder workers(int count) {
      Preconditions.checkArgument(count >= 1, "workers must be at least 1, is %s", count);
      this.workers = count;
      return this;
    }

    /** Sets the rate limit of writes: so many a second, and so many at once; default 500, 500. */
    public Builder writeLimit(double perSecond, int atOnce) {
      Preconditions.checkArgument(
          perSecond > 0 && perSecond <= MAX_WRITES,
          "writes a second must be > 0 and at most %s, are %s",
          MAX_WRITES,
          perSecond);
      Preconditions.checkArgument(atOnce >= 1, "burst must be at least 1, is %s", atOnce);
      this.qps = perSecond;
      this.burst = atOnce;
      return this;
    }

    /** Sets how often everything is looked at although nothing happened; zero for never; 30 min. */
    public Builder resync(Duration period) {
      Preconditions.checkArgument(
          !period.isNegative() && period.compareTo(MAX_RESYNC) <= 0,
          "resync must be from 0 to %s, is %s",
          MAX_RESYNC,
          period);
      this.resync = period;
      return this;
    }

    /**
     * Sets the least time between two status writes of a set; default 1 s. While groups come and
     * go, fifteen times as long is left before a write that changes numbers and messages and turns
     * no condition; half as long before one for a new generation.
     */
    public Builder statusInterval(Duration least) {
      Preconditions.checkArgument(
          !least.isNegative(), "status interval must be at least 0, is %s", least);
      this.statusInterval = least;
      return this;
    }

    /**
     * Sets for how long changes of a set's groups are gathered before the set is looked at; default
     * 50 ms. A rollout goes on that much later, and asks for that many fewer writes. Groups
     * themselves are never held back, nor is a set whose spec changed. Where the leader StatefulSet
     * is as it is to be in the end, a set of many groups waits once as long for each hundred of
     * them, at most ten times. Zero looks at each change.
     */
    public Builder setInterval(Duration gather) {
      Preconditions.checkArgument(
          !gather.isNegative(), "set interval must be at least 0, is %s", gather);
      this.setInterval = gather;
      return this;
    }

    /**
     * Sets the delays between tries of what fails; default 5 ms, doubling to 5 min.
     *
     * @throws IllegalArgumentException unless 0 &lt; first &lt;= longest &lt;= 1 day
     */
    public Builder backoff(Duration first, Duration longest) {
      Preconditions.checkArgument(
          !first.isNegative() && !first.isZero(), "the first delay must be > 0, is %s", first);
      Preconditions.checkArgument(
          longest.compareTo(first) >= 0 && longest.compareTo(Duration.ofDays(1)) <= 0,
          "the longest delay must be from %s to 1 day, is %s",
          first,
          longest);
      this.minBackoff = first;
      this.maxBackoff = longest;
      return this;
    }

    /**
     * Sets the name under which fields are owned; default {@code lws}, as the Go controller's.
     *
     * @throws IllegalArgumentException if it has not 1 to 128 characters, as an API server wants it
     */
    public Builder fieldManager(String name) {
      Preconditions.checkArgument(
          !name.isEmpty() && name.length() <= 128,
          "a field manager has 1 to 128 characters, not %s",
          name.length());
      this.fieldManager = name;
      return this;
    }

    /** Sets the User-Agent of all requests; default {@code lws-java}. */
    public Builder userAgent(String name) {
      this.userAgent = name;
      return this;
    }

    /**
     * Sets which process this is, for events; such as the pod's name; default {@code lws-java}.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public Builder instance(String name) {
      Preconditions.checkArgument(!name.isEmpty(), "an instance needs a name");
      this.instance = name;
      return this;
    }

    /**
     * Sets the rules by which rollouts go on; default {@link RolloutRules#SAFE}, which keeps the
     * availability floor and gets past broken groups. {@link RolloutRules#REFERENCE} are those of
     * the Go controller, step for step.
     */
    public Builder rolloutRules(RolloutRules rules) {
      this.rolloutRules = requireNonNull(rules, "rules");
      return this;
    }

    /**
     * Sets when and how often groups are recreated after a failure, where a set's annotations say
     * nothing; default {@link RestartSettings#STANDARD}: at once, then after a back-off of 10 s
     * that doubles to 5 min. {@link RestartSettings#REFERENCE} is the Go controller's behaviour: at
     * once, every time.
     */
    public Builder restarts(RestartSettings defaults) {
      this.restarts = requireNonNull(defaults, "defaults");
      return this;
    }

    /** Sets whether groups are scheduled as gangs by Volcano; default no. */
    public Builder gangScheduling(boolean volcano) {
      this.gang = volcano;
      return this;
    }

    /** Sets what is asked before each write, such as a leader election; default always open. */
    public Builder writeGate(WriteGate asked) {
      this.gate = requireNonNull(asked, "asked");
      return this;
    }

    /** Sets the clock of conditions and events. */
    public Builder clock(Clock time) {
      this.clock = requireNonNull(time, "time");
      return this;
    }

    /** Sets the monotonic clock of delays, in nanoseconds. */
    public Builder nanoTime(LongSupplier time) {
      this.nanoTime = requireNonNull(time, "time");
      return this;
    }

    /** Sets what counts; default nothing. */
    public Builder metrics(LwsMetrics sink) {
      this.metrics = requireNonNull(sink, "sink");
      return this;
    }

    /** Sets what makes the threads; they are named and made daemons here. */
    public Builder threadFactory(ThreadFactory factory) {
      this.threads = new DaemonThreads(factory);
      return this;
    }

    /**
     * Builds the controllers; nothing is sent before they are started. What is set here afterwards
     * does not concern them.
     */
    public LeaderWorkerSetControllers build() {
      return new LeaderWorkerSetControllers(new Builder(this));
    }
  }
}
