package io.leaderworkerset.informers.observe;

import io.leaderworkerset.identity.Names;
import io.leaderworkerset.informers.cache.CachedObject;
import io.leaderworkerset.informers.cache.CachedValue;
import io.leaderworkerset.informers.cache.ObjectParser;
import io.leaderworkerset.informers.cache.ResourceHandler;
import io.leaderworkerset.informers.cache.ResourceWatch;
import io.leaderworkerset.informers.cache.StringPool;
import io.leaderworkerset.informers.concurrent.DaemonThreads;
import io.leaderworkerset.informers.http.KubeHttp;
import io.leaderworkerset.informers.http.ResourceType;
import io.leaderworkerset.informers.http.Resources;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.informers.shard.Shard;
import io.leaderworkerset.observe.WorkerSetObservation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
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
  private final Shard shard;

  /**
   * Makes the watches; nothing is sent before {@link #start}.
   *
   * @param http the way to the server
   * @param namespaces namespaces to watch; empty for all
   * @param shard the sets to keep; what belongs to others is read and dropped
   * @param gang whether PodGroups are watched too
   * @param state what the handlers fill
   * @param metrics told of failures
   * @param threads makes the threads
   */
  public ClusterWatches(
      KubeHttp http,
      Set<String> namespaces,
      Shard shard,
      boolean gang,
      ClusterState state,
      LwsMetrics metrics,
      DaemonThreads threads) {
    this.http = http;
    this.metrics = metrics;
    this.threads = threads;
    this.shard = shard;
    StringPool pool = new StringPool(POOLED_STRINGS);
    if (namespaces.isEmpty()) {
      addAll(null, gang, state, pool);
    } else {
      namespaces.forEach(each -> addAll(each, gang, state, pool));
    }
  }

  private void addAll(
      @Nullable String namespace, boolean gang, ClusterState state, StringPool pool) {
    add(
        Resources.SETS,
        namespace,
        "",
        mine(Parsers.sets(key -> state.of(key).view()), CachedObject::name),
        state.sets());
    String ours = Names.SET_NAME_LABEL;
    add(
        Resources.REVISIONS,
        namespace,
        ours,
        mine(Parsers.revisions(), revision -> revision.value().owner().name()),
        state.revisions());
    add(
        Resources.SERVICES,
        namespace,
        ours,
        mine(Parsers.owned(), service -> service.value().set()),
        state.services());
    add(
        Resources.STATEFUL_SETS,
        namespace,
        ours,
        mine(Parsers.statefulSets(pool, key -> state.of(key).leaderSet()), ClusterWatches::setOf),
        state.statefulSets());
    add(
        Resources.PODS,
        namespace,
        ours,
        mine(Parsers.pods(pool), pod -> pod.value().set()),
        state.pods());
    if (gang) {
      add(
          Resources.POD_GROUPS,
          namespace,
          ours,
          mine(Parsers.owned(), podGroup -> podGroup.value().set()),
          state.podGroups());
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

  /** What belongs to a set of another shard is as if it were not there. */
  private <V> ObjectParser<CachedValue<V>> mine(
      ObjectParser<CachedValue<V>> parser, Function<CachedValue<V>, String> setOf) {
    if (shard.count() == 1) {
      return parser;
    }
    return in -> {
      CachedValue<V> object = parser.parse(in);
      return object != null && shard.owns(object.namespace(), setOf.apply(object)) ? object : null;
    };
  }

  private static String setOf(CachedValue<Object> statefulSet) {
    return statefulSet.value() instanceof WorkerSetObservation workers
        ? workers.set()
        : statefulSet.name();
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
