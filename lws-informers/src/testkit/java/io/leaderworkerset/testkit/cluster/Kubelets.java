package io.leaderworkerset.testkit.cluster;

import com.google.gson.JsonObject;
import io.leaderworkerset.cluster.KubeletRules;
import io.leaderworkerset.cluster.PodBehaviour;
import io.leaderworkerset.testkit.api.ClusterApi;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import javax.annotation.Nullable;

/**
 * The kubelets of all nodes, played on one daemon thread: pods bound to a node that exists start,
 * become ready, crash, are restarted and end, as their {@link PodBehaviour} says.
 *
 * <p>Needs only a {@link ClusterApi}, and so works beside the controllers of a real control plane
 * too. The methods that do something to a pod return once it is reported to the API server.
 */
public final class Kubelets implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;

  private final ClusterApi api;
  private final EventLoop loop;
  private final ClusterView view;
  private final KubeletLoop pods;
  private final PodBehaviour byDefault;
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
    this.loop = new EventLoop("kubelets", builder.clock);
    this.view =
        new ClusterView(
            api, resource -> resource.equals(Resources.PODS) || resource.equals(Resources.NODES));
    this.pods = new KubeletLoop(view, loop, this::behaviourOf);
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
    loop.start();
    watch = api.watch(change -> loop.execute(() -> view.observe(change)));
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
    loop.execute(() -> pods.wake(matcher));
    return () -> {
      rules.remove(rule);
      loop.execute(() -> pods.wake(matcher));
    };
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
        () ->
            pods.act(
                Meta.key(namespace, pod),
                (plan, run) -> KubeletRules.restart(plan, run, container, exitCode, loop.now())));
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
        () ->
            pods.act(
                Meta.key(namespace, pod),
                (plan, run) -> KubeletRules.exit(plan, run, container, exitCode, loop.now())));
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
    act(
        () ->
            pods.act(
                Meta.key(namespace, pod),
                (plan, run) -> KubeletRules.fail(run, reason, message, loop.now())));
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
    act(() -> pods.disconnect(node));
  }

  /** Lets the kubelet of a node that was cut off go on. */
  public void reconnect(String node) {
    act(() -> pods.reconnect(node));
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

  private void act(Runnable action) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    loop.execute(
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

    /** Returns the kubelets, not started. */
    public Kubelets build() {
      return new Kubelets(this);
    }
  }
}
