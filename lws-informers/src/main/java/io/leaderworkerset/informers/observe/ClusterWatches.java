package io.leaderworkerset.informers.observe;

import io.leaderworkerset.identity.Names;
import io.leaderworkerset.informers.cache.CachedObject;
import io.leaderworkerset.informers.cache.ObjectParser;
import io.leaderworkerset.informers.cache.ResourceHandler;
import io.leaderworkerset.informers.cache.ResourceWatch;
import io.leaderworkerset.informers.cache.StringPool;
import io.leaderworkerset.informers.concurrent.DaemonThreads;
import io.leaderworkerset.informers.http.KubeHttp;
import io.leaderworkerset.informers.http.ResourceType;
import io.leaderworkerset.informers.http.Resources;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.annotation.Nullable;

/**
 * The watches that fill a {@link ClusterState}: sets, and what carries a set's name label. Nothing
 * else of the cluster is listed or kept.
 */
public final class ClusterWatches implements AutoCloseable {
  private static final int POOLED_STRINGS = 100_000;

  private final List<ResourceWatch<?>> watches = new ArrayList<>();
  private final KubeHttp http;
  private final LwsMetrics metrics;
  private final DaemonThreads threads;

  /**
   * Makes the watches; nothing is sent before {@link #start}.
   *
   * @param http the way to the server
   * @param namespaces namespaces to watch; empty for all
   * @param gang whether PodGroups are watched too
   * @param state what the handlers fill
   * @param metrics told of failures
   * @param threads makes the threads
   */
  public ClusterWatches(
      KubeHttp http,
      Set<String> namespaces,
      boolean gang,
      ClusterState state,
      LwsMetrics metrics,
      DaemonThreads threads) {
    this.http = http;
    this.metrics = metrics;
    this.threads = threads;
    StringPool pool = new StringPool(POOLED_STRINGS);
    if (namespaces.isEmpty()) {
      addAll(null, gang, state, pool);
    } else {
      namespaces.forEach(each -> addAll(each, gang, state, pool));
    }
  }

  private void addAll(
      @Nullable String namespace, boolean gang, ClusterState state, StringPool pool) {
    add(Resources.SETS, namespace, "", Parsers.sets(), state.sets());
    String ours = Names.SET_NAME_LABEL;
    add(Resources.REVISIONS, namespace, ours, Parsers.revisions(), state.revisions());
    add(Resources.SERVICES, namespace, ours, Parsers.owned(), state.services());
    add(Resources.STATEFUL_SETS, namespace, ours, Parsers.statefulSets(pool), state.statefulSets());
    add(Resources.PODS, namespace, ours, Parsers.pods(pool), state.pods());
    if (gang) {
      add(Resources.POD_GROUPS, namespace, ours, Parsers.owned(), state.podGroups());
    }
  }

  private <T extends CachedObject> void add(
      ResourceType type,
      @Nullable String namespace,
      String labelSelector,
      ObjectParser<T> parser,
      ResourceHandler<T> handler) {
    watches.add(
        ResourceWatch.builder(http, type, parser)
            .namespace(namespace)
            .labelSelector(labelSelector)
            .handler(handler)
            .metrics(metrics)
            .threads(threads)
            .build());
  }

  /** Begins to list and watch. */
  public void start() {
    watches.forEach(ResourceWatch::start);
  }

  /** Returns whether all caches were filled, and their content has been told to the state. */
  public boolean hasSynced() {
    return watches.stream().allMatch(ResourceWatch::hasSynced);
  }

  /**
   * Ends all watches.
   *
   * @return whether all their threads have ended within the time
   */
  public boolean stop(Duration timeout) {
    long deadline = DaemonThreads.deadline(timeout);
    boolean ended = true;
    for (ResourceWatch<?> each : watches) {
      long left = Math.max(1, deadline - System.nanoTime());
      ended &= each.stop(Duration.ofNanos(left));
    }
    return ended;
  }

  @Override
  public void close() {
    stop(Duration.ofSeconds(10));
  }
}
