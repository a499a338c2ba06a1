package io.leaderworkerset.testkit.cluster;

import com.google.gson.JsonObject;
import io.leaderworkerset.cluster.KubeletPod;
import io.leaderworkerset.cluster.KubeletRules;
import io.leaderworkerset.cluster.PodBehaviour;
import io.leaderworkerset.cluster.PodRun;
import io.leaderworkerset.testkit.api.ClusterApi;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import javax.annotation.Nullable;

/**
 * The kubelets of all nodes, played on one daemon thread or a few: pods bound to a node that exists
 * start, become ready, crash, are restarted and end, as their {@link PodBehaviour} says.
 *
 * <p>Needs only a {@link ClusterApi}, and so works beside the controllers of a real control plane
 * too. The methods that do something to a pod return once it is reported to the API server.
 */
public final class Kubelets implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;

  private final ClusterApi api;
  private final Clock clock;
  private final List<KubeletLoop> shards = new ArrayList<>();
  private final PodBehaviour byDefault;
  private final @Nullable Duration heartbeat;
  private final CopyOnWriteArrayList<Rule> rules = new CopyOnWriteArrayList<>();
  private @Nullable AutoCloseable watch;

  /** Compared by identity, so that each can be taken back. */
  private static final class Rule {
    private final PodMatcher matcher;
    private final UnaryOperator<PodBehaviour> change;

    Rule(PodMatcher matcher, UnaryOperator<PodBehaviour> change) {
      this.matcher = matcher;
      this.change = change;
    }
  }

  private Kubelets(Builder builder) {
    this.api = builder.api;
    this.byDefault = builder.behaviour;
    this.clock = builder.clock;
    this.heartbeat = builder.heartbeat;
    for (int i = 0; i < builder.threads; i++) {
      shards.add(new KubeletLoop(api, clock, this::behaviourOf, i, builder.threads));
    }
  }

  /** Returns a builder of kubelets whose pods are ready at once. */
  public static Builder builder(ClusterApi api) {
    return new Builder(api);
  }

  /** Starts the thread; pods that run already, as their status says, go on running. */
  public void start() {
    if (watch != null) {
      throw new IllegalStateException("already started");
    }
    shards.forEach(shard -> shard.loop().start());
    watch = api.watch(change -> shards.forEach(shard -> shard.offer(change)));
    Duration period = heartbeat;
    if (period != null) {
      Instant first = clock.instant().plus(period);
      shards.forEach(shard -> shard.loop().at(first, () -> shard.beat(first, period)));
    }
  }

  /**
   * Sets how matching pods behave from now on, running ones included. Of several that match, the
   * one set last counts.
   *
   * @return closing it takes the behaviour back
   */
  public AutoCloseable behaviour(PodMatcher matcher, PodBehaviour behaviour) {
    return change(matcher, before -> behaviour);
  }

  /**
   * Changes how matching pods behave from now on, whatever else was set for them.
   *
   * @param change from the behaviour that they would have without it
   * @return closing it takes the change back
   */
  public AutoCloseable change(PodMatcher matcher, UnaryOperator<PodBehaviour> change) {
    Rule rule = new Rule(matcher, change);
    rules.add(rule);
    wake(matcher);
    return () -> {
      rules.remove(rule);
      wake(matcher);
    };
  }

  private void wake(PodMatcher matcher) {
    shards.forEach(shard -> shard.loop().execute(() -> shard.wake(matcher)));
  }

  private PodBehaviour behaviourOf(JsonObject pod) {
    PodBehaviour behaviour = byDefault;
    for (Rule rule : rules) {
      if (rule.matcher.matches(pod)) {
        behaviour = rule.change.apply(behaviour);
      }
    }
    return behaviour;
  }

  /**
   * Ends a container with that exit code and starts it again at once: its restartCount goes up.
   *
   * @throws IllegalStateException if the pod is on no node
   * @throws IllegalArgumentException if it has no such container
   */
  public void restartContainer(String namespace, String pod, String container, int exitCode) {
    act(
        namespace,
        pod,
        (plan, run) -> KubeletRules.restart(plan, run, container, exitCode, clock.instant()));
  }

  /**
   * Ends a container with that exit code; what then becomes of it is up to restart policy and
   * back-off.
   *
   * @throws IllegalStateException if the pod is on no node
   * @throws IllegalArgumentException if it has no such container
   */
  public void exitContainer(String namespace, String pod, String container, int exitCode) {
    act(
        namespace,
        pod,
        (plan, run) -> KubeletRules.exit(plan, run, container, exitCode, clock.instant()));
  }

  /**
   * Throws a pod out as a kubelet does that runs short of memory: phase Failed, reason Evicted.
   *
   * @throws IllegalStateException if the pod is on no node
   */
  public void evict(String namespace, String pod) {
    fail(namespace, pod, KubeletRules.EVICTED, "The node was low on resource: memory.");
  }

  /**
   * Puts a pod into phase Failed.
   *
   * @throws IllegalStateException if the pod is on no node
   */
  public void fail(String namespace, String pod, String reason, String message) {
    act(namespace, pod, (plan, run) -> KubeletRules.fail(run, reason, message, clock.instant()));
  }

  /**
   * Makes matching pods unready; their containers keep running.
   *
   * @return closing it lets them become ready again
   */
  public AutoCloseable unready(PodMatcher matcher) {
    return change(matcher, before -> before.withNeverReady(true));
  }

  /** Cuts off a node: its kubelet does and reports nothing until it is reconnected. */
  public void disconnect(String node) {
    shards.forEach(shard -> on(shard, () -> shard.disconnect(node)));
  }

  /** Lets the kubelet of a node that was cut off go on. */
  public void reconnect(String node) {
    shards.forEach(shard -> on(shard, () -> shard.reconnect(node)));
  }

  /** Returns whether there is nothing to do at this moment. */
  public boolean isIdle() {
    return shards.stream().allMatch(shard -> shard.loop().isIdle());
  }

  /** Looks at the clock again; needed after setting a clock that does not run by itself. */
  public void clockChanged() {
    shards.forEach(shard -> shard.loop().clockChanged());
  }

  /** Stops after the write under way, if any, and waits for the thread to end. */
  @Override
  public void close() {
    Watches.close(watch);
    shards.forEach(shard -> shard.loop().close());
  }

  private void act(String namespace, String pod, BiFunction<KubeletPod, PodRun, PodRun> action) {
    String key = Meta.key(namespace, pod);
    for (KubeletLoop shard : shards) {
      if (shard.owns(key)) {
        on(shard, () -> shard.act(key, action));
      }
    }
  }

  private static void on(KubeletLoop shard, Runnable action) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    shard
        .loop()
        .execute(
            () -> {
              try {
                action.run();
                done.complete(true);
              } catch (RuntimeException e) {
                done.completeExceptionally(e);
              }
            });
    try {
      done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("the kubelets do not answer; were they started?", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** How the kubelets are made. */
  public static final class Builder {
    private final ClusterApi api;
    private Clock clock = Clock.systemUTC();
    private PodBehaviour behaviour = PodBehaviour.immediate();
    private int threads = 1;
    private @Nullable Duration heartbeat;

    private Builder(ClusterApi api) {
      this.api = api;
    }

    /** Sets the clock; the system's by default. */
    public Builder clock(Clock value) {
      clock = value;
      return this;
    }

    /** Sets how pods behave that nothing else was said about. */
    public Builder behaviour(PodBehaviour value) {
      behaviour = value;
      return this;
    }

    /**
     * Sets the number of threads, 1 by default; each pod always has the same one. More help where a
     * write takes long, as over HTTP.
     */
    public Builder threads(int value) {
      if (value < 1) {
        throw new IllegalArgumentException("threads must be at least 1: " + value);
      }
      threads = value;
      return this;
    }

    /**
     * Lets the kubelets renew the Ready condition of their nodes; off by default. The node
     * lifecycle controller of a real control plane needs it, every 10 s or so.
     */
    public Builder heartbeat(Duration period) {
      heartbeat = period;
      return this;
    }

    /** Returns the kubelets, not started. */
    public Kubelets build() {
      return new Kubelets(this);
    }
  }
}
