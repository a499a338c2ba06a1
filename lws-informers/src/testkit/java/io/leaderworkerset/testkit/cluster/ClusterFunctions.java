package io.leaderworkerset.testkit.cluster;

import io.leaderworkerset.testkit.api.ClusterApi;
import java.time.Clock;
import java.time.Duration;
import javax.annotation.Nullable;

/**
 * The controllers of a cluster, run against an API server on one daemon thread. What each does is
 * decided by the pure rules of {@code io.leaderworkerset.cluster}; this class only reads, converts
 * and writes, in proportion to what changed.
 *
 * <pre>{@code
 * try (ClusterFunctions functions = ClusterFunctions.builder(api).build();
 *     Kubelets kubelets = Kubelets.builder(api).build()) {
 *   functions.start();
 *   kubelets.start();
 *   new Nodes(api, kubelets).add("node-1");
 *   ...
 * }
 * }</pre>
 *
 * Everything is on by default but the feature gate MaxUnavailableStatefulSet, which is off as in
 * Kubernetes 1.36. Closing stops the thread; no write happens after it.
 */
public final class ClusterFunctions implements AutoCloseable {
  private final ClusterApi api;
  private final EventLoop loop;
  private final ClusterView view;
  private @Nullable AutoCloseable watch;

  private ClusterFunctions(Builder builder) {
    this.api = builder.api;
    this.loop = new EventLoop("cluster-functions", builder.clock);
    this.view = new ClusterView(api, builder::needs);
    if (builder.garbageCollector) {
      new GarbageController(view, loop);
    }
    if (builder.nodeLifecycle) {
      new NodeLifecycleController(view, loop, builder.defaultToleration);
    }
    if (builder.statefulSets) {
      new StatefulSetController(view, loop, builder.maxUnavailableGate);
    }
    if (builder.bindClaims) {
      new ClaimController(view, loop);
    }
    if (builder.scheduler) {
      new SchedulerController(view, loop, builder.binder);
    }
  }

  /** Returns a builder with everything on. */
  public static Builder builder(ClusterApi api) {
    return new Builder(api);
  }

  /** Starts the thread; what is there already is taken up. */
  public void start() {
    if (watch != null) {
      throw new IllegalStateException("already started");
    }
    loop.start();
    watch = api.watch(change -> loop.execute(() -> view.observe(change)));
  }

  /** Returns whether there is nothing to do at this moment. */
  public boolean isIdle() {
    return loop.isIdle();
  }

  /** Looks at the clock again; needed after setting a clock that does not run by itself. */
  public void clockChanged() {
    loop.clockChanged();
  }

  /** Stops after the write under way, if any, and waits for the thread to end. */
  @Override
  public void close() {
    Watches.close(watch);
    loop.close();
  }

  /** What to run, and how. */
  public static final class Builder {
    private final ClusterApi api;
    private Clock clock = Clock.systemUTC();
    private boolean statefulSets = true;
    private boolean garbageCollector = true;
    private boolean scheduler = true;
    private boolean nodeLifecycle = true;
    private boolean bindClaims = true;
    private boolean maxUnavailableGate;
    private PodBinder binder = PodBinder.bySubresource();
    private Duration defaultToleration = Duration.ofSeconds(300);

    private Builder(ClusterApi api) {
      this.api = api;
    }

    /** Sets the clock; the system's by default. */
    public Builder clock(Clock value) {
      clock = value;
      return this;
    }

    /** Sets whether StatefulSets are run, their ControllerRevisions and claims included. */
    public Builder statefulSets(boolean on) {
      statefulSets = on;
      return this;
    }

    /** Sets the feature gate MaxUnavailableStatefulSet. */
    public Builder maxUnavailableGate(boolean on) {
      maxUnavailableGate = on;
      return this;
    }

    /** Sets whether objects are collected by their owners. */
    public Builder garbageCollector(boolean on) {
      garbageCollector = on;
      return this;
    }

    /** Sets whether pods get nodes. */
    public Builder scheduler(boolean on) {
      scheduler = on;
      return this;
    }

    /** Sets how pods are bound; {@link PodBinder#bySubresource} by default. */
    public Builder binder(PodBinder value) {
      binder = value;
      return this;
    }

    /** Sets whether nodes are tainted by their condition and pods of lost nodes deleted. */
    public Builder nodeLifecycle(boolean on) {
      nodeLifecycle = on;
      return this;
    }

    /**
     * Sets how long pods stay on a lost node if they have no toleration that says so; 300 s by
     * default, as admission gives them on a real cluster.
     */
    public Builder defaultToleration(Duration value) {
      defaultToleration = value;
      return this;
    }

    /** Sets whether claims are bound at once, or left Pending. */
    public Builder bindClaims(boolean on) {
      bindClaims = on;
      return this;
    }

    /** Returns the functions, not started. */
    public ClusterFunctions build() {
      return new ClusterFunctions(this);
    }

    private boolean needs(String resource) {
      return garbageCollector
          || resource.equals(Resources.PODS)
          || resource.equals(Resources.NODES)
          || resource.equals(Resources.CLAIMS)
          || resource.equals(Resources.STATEFUL_SETS)
          || resource.equals(Resources.REVISIONS);
    }
  }
}
