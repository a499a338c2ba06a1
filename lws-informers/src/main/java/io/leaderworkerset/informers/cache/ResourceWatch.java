package io.leaderworkerset.informers.cache;

import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.informer.cache.Cache;
import io.kubernetes.client.informer.cache.DeltaFIFO;
import io.kubernetes.client.informer.impl.DefaultSharedIndexInformer;
import io.leaderworkerset.informers.concurrent.Backoff;
import io.leaderworkerset.informers.concurrent.DaemonThreads;
import io.leaderworkerset.informers.http.KubeHttp;
import io.leaderworkerset.informers.http.ResourceType;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import javax.annotation.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cache of one kind of object that follows the cluster: the official informer with our own list
 * and watch, and its known defects guarded.
 *
 * <p>Handlers and indexes are set in the builder, before it starts; it starts once and stops once.
 * Reads may come from any thread and never wait for the network.
 *
 * <p>The informer's own threads ({@code controller-reflector-...}, {@code informer-controller-...}
 * and one of a pool) are not daemons and not named by us: the official client lets nobody choose
 * them for one informer. {@link #stop} ends them.
 *
 * @param <T> what the cache keeps, immutable
 */
public final class ResourceWatch<T extends CachedObject> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ResourceWatch.class);
  private static final String NAMESPACE_INDEX = "namespace";

  private final String resource;
  private final DaemonThreads threads;
  private final WatchState state;
  private final ResourceListerWatcher<T> listerWatcher;
  private final Cache<T> cache;
  private final DrainingDeltaFifo fifo;
  private final DefaultSharedIndexInformer<T, CachedList<T>> informer;
  private final Dispatcher<T> dispatcher;
  private boolean started;
  private volatile boolean synced;
  private volatile long toDispatch = -1;

  /** Only its setters matter: without them the reflector logs a warning; they are never called. */
  abstract static class ApiObject extends CachedObject {
    private ApiObject() {
      super("", "none", "", "");
    }

    public void setKind(String kind) {}

    public void setApiVersion(String apiVersion) {}
  }

  @SuppressWarnings("unchecked") // everything the informer sees is a CachedObject
  private ResourceWatch(Builder<T> builder) {
    this.resource = builder.type.fullName();
    this.threads = builder.threads;
    this.state =
        new WatchState(
            builder.backoff(builder.maxBackoff),
            builder.backoff(builder.maxReopenBackoff),
            builder.nanoTime);
    ItemReader<T> items = new ItemReader<>(resource, builder.parser, builder.metrics);
    this.listerWatcher =
        new ResourceListerWatcher<>(
            builder.http,
            new WatchTarget(
                builder.type,
                builder.namespace,
                builder.labelSelector,
                builder.fieldSelector,
                builder.pageSize),
            items,
            state,
            builder.metrics,
            new ResourceListerWatcher.Limits(
                builder.listTimeout, builder.initialSilence, builder.watchTimeout),
            builder.watchList);
    Function<KubernetesObject, String> keyOf = ResourceWatch::keyOf;
    this.cache =
        new Cache<>(
            NAMESPACE_INDEX,
            object -> List.of(object.namespace()),
            (Function<T, String>) (Function<?, ?>) keyOf);
    this.fifo = new DrainingDeltaFifo(keyOf, (Cache<KubernetesObject>) (Cache<?>) cache);
    this.informer =
        new DefaultSharedIndexInformer<>(
            (Class<T>) (Class<?>) ApiObject.class,
            listerWatcher,
            0,
            fifo,
            cache,
            (type, error) -> report(error));
    this.dispatcher = new Dispatcher<>(resource, List.copyOf(builder.handlers), builder.metrics);
    Map<String, Function<T, List<String>>> indexers = new HashMap<>();
    builder.indexes.forEach(
        (name, index) -> indexers.put(name, guarded(resource, name, index, builder.metrics)));
    informer.addIndexers(indexers);
    informer.addEventHandler(dispatcher);
  }

  /** Returns a builder of a watch over one kind of object. */
  public static <T extends CachedObject> Builder<T> builder(
      KubeHttp http, ResourceType type, ObjectParser<T> parser) {
    return new Builder<>(http, type, parser);
  }

  /**
   * Begins to list and watch.
   *
   * @throws IllegalStateException if it was started or stopped before
   */
  public synchronized void start() {
    if (started || state.isStopped()) {
      throw new IllegalStateException("a watch of " + resource + " starts only once");
    }
    started = true;
    informer.run();
  }

  /**
   * Returns whether the cache was filled once, and the handlers have heard of all that was in it.
   */
  public boolean hasSynced() {
    if (synced) {
      return true;
    }
    if (toDispatch < 0) {
      if (!informer.hasSynced()) {
        return false;
      }
      toDispatch = fifo.distributed();
    }
    synced = dispatcher.dispatched() >= toDispatch;
    return synced;
  }

  /** Returns the object, or empty if the cache has none of that name. */
  public Optional<T> get(String namespace, String name) {
    return Optional.ofNullable(cache.getByKey(CachedObject.keyOf(namespace, name)));
  }

  /** Returns all objects, in no promised order, as a copy. */
  public List<T> list() {
    return cache.list();
  }

  /** Returns the objects of one namespace, in no promised order, as a copy. */
  public List<T> list(String namespace) {
    return cache.byIndex(NAMESPACE_INDEX, namespace);
  }

  /**
   * Returns the objects for which the index function gave the value, in no promised order.
   *
   * @throws IllegalArgumentException if there is no index of that name
   */
  public List<T> byIndex(String index, String value) {
    return cache.byIndex(index, value);
  }

  /** Returns how many objects there are. */
  public int size() {
    return cache.listKeys().size();
  }

  /** Returns the resource version up to which the cache has followed, empty at first. */
  public String lastSyncResourceVersion() {
    String version = informer.lastSyncResourceVersion();
    return version == null ? "" : version;
  }

  /** Returns how long the server has not been heard: no answer, no event, no bookmark. */
  public Duration sinceActivity() {
    return Duration.ofNanos(state.nanosSinceActivity());
  }

  /** Returns what went wrong last, empty if the server has been heard since. */
  public Optional<Throwable> lastError() {
    return Optional.ofNullable(state.lastError());
  }

  /** Returns whether the thread that lists and watches is there, and the server heard in time. */
  public boolean isHealthy(Duration maxSilence) {
    Thread reflector = listerWatcher.reflector();
    return reflector != null
        && reflector.isAlive()
        && !state.isStopped()
        && sinceActivity().compareTo(maxSilence) <= 0;
  }

  /**
   * Ends it: the stream is closed, queued notifications are dropped, the handler's call in progress
   * is interrupted. The cache can still be read.
   *
   * @return whether all its threads have ended within the time
   */
  public boolean stop(Duration timeout) {
    long deadline = DaemonThreads.deadline(timeout);
    state.stop();
    fifo.stop();
    synchronized (this) {
      if (!started) {
        return true;
      }
    }
    Thread stopper = threads.start("stop-" + resource, informer::stop);
    boolean ended = DaemonThreads.join(stopper, deadline);
    ended &= joined(listerWatcher.reflector(), deadline);
    ended &= joined(fifo.consumer(), deadline);
    ended &= joined(dispatcher.thread(), deadline);
    return ended;
  }

  /** Stops within ten seconds. */
  @Override
  public void close() {
    if (!stop(Duration.ofSeconds(10))) {
      LOG.warn("The watch of {} has not ended in time; a handler may be stuck", resource);
    }
  }

  private static boolean joined(@Nullable Thread thread, long deadline) {
    return thread == null || DaemonThreads.join(thread, deadline);
  }

  /** Never throws: an exception here would end the reflector for good. */
  private void report(Throwable error) {
    if (!state.isStopped()) {
      state.failed(error);
      LOG.warn("The watch of {} failed and goes on: {}", resource, error.toString());
    }
  }

  private static String keyOf(KubernetesObject object) {
    if (object instanceof CachedObject cached) {
      return cached.key();
    }
    if (object instanceof DeltaFIFO.DeletedFinalStateUnknown<?> gone
        && gone.getObj() instanceof CachedObject cached) {
      return cached.key();
    }
    throw new IllegalArgumentException("not a cached object: " + object.getClass());
  }

  private static <T> Function<T, List<String>> guarded(
      String resource, String name, Function<T, List<String>> index, LwsMetrics metrics) {
    return object -> {
      try {
        return index.apply(object);
      } catch (RuntimeException | StackOverflowError e) {
        LOG.warn("The index {} of {} failed for {}", name, resource, object, e);
        metrics.informerFailure(resource, "index");
        return List.of();
      }
    };
  }

  /**
   * Sets up a {@link ResourceWatch}.
   *
   * @param <T> what the cache keeps
   */
  public static final class Builder<T extends CachedObject> {
    private final KubeHttp http;
    private final ResourceType type;
    private final ObjectParser<T> parser;
    private final Map<String, Function<T, List<String>>> indexes = new HashMap<>();
    private final List<ResourceHandler<? super T>> handlers = new ArrayList<>();
    @Nullable private String namespace;
    private String labelSelector = "";
    private String fieldSelector = "";
    private int pageSize;
    private boolean watchList = true;
    private Duration listTimeout = Duration.ofMinutes(5);
    private Duration initialSilence = Duration.ofSeconds(15);
    @Nullable private Duration watchTimeout;
    private Duration minBackoff = Duration.ofMillis(200);
    private Duration maxBackoff = Duration.ofSeconds(30);
    private Duration maxReopenBackoff = Duration.ofSeconds(5);
    private LwsMetrics metrics = LwsMetrics.NONE;
    private DaemonThreads threads = DaemonThreads.standard();
    private RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
    private LongSupplier nanoTime = System::nanoTime;

    private Builder(KubeHttp http, ResourceType type, ObjectParser<T> parser) {
      this.http = http;
      this.type = type;
      this.parser = parser;
    }

    /** Limits it to one namespace; null, the default, is all. */
    public Builder<T> namespace(@Nullable String only) {
      this.namespace = only;
      return this;
    }

    /** Limits it to objects with such labels; empty, the default, is all. */
    public Builder<T> labelSelector(String selector) {
      this.labelSelector = selector;
      return this;
    }

    /** Limits it to objects with such fields; empty, the default, is all. */
    public Builder<T> fieldSelector(String selector) {
      this.fieldSelector = selector;
      return this;
    }

    /**
     * Adds an index.
     *
     * @param values gives the values under which an object is found; must depend on the object
     *     alone
     */
    public Builder<T> index(String name, Function<T, List<String>> values) {
      indexes.put(name, values);
      return this;
    }

    /** Adds a handler; all are called by the same thread, in this order. */
    public Builder<T> handler(ResourceHandler<? super T> handler) {
      handlers.add(handler);
      return this;
    }

    /** Sets objects per page of a plain list; 0, the default, is all in one streamed answer. */
    public Builder<T> pageSize(int objects) {
      this.pageSize = objects;
      return this;
    }

    /** Sets whether to try a streaming list (WatchList) first; default true. */
    public Builder<T> watchList(boolean use) {
      this.watchList = use;
      return this;
    }

    /** Sets how long one page of a list may take; default 5 minutes. */
    public Builder<T> listTimeout(Duration timeout) {
      this.listTimeout = timeout;
      return this;
    }

    /** Sets how long a streaming list may pause before a plain one is made; default 15 s. */
    public Builder<T> initialSilence(Duration silence) {
      this.initialSilence = silence;
      return this;
    }

    /** Sets how long one watch lives; default 5 to 10 minutes, as the official reflector has it. */
    public Builder<T> watchTimeout(Duration timeout) {
      this.watchTimeout = timeout;
      return this;
    }

    /**
     * Sets the pauses.
     *
     * @param min the first, default 200 ms
     * @param max the longest after failures, default 30 s
     * @param maxReopen the longest between watches that end at once, default 5 s
     */
    public Builder<T> backoff(Duration min, Duration max, Duration maxReopen) {
      this.minBackoff = min;
      this.maxBackoff = max;
      this.maxReopenBackoff = maxReopen;
      return this;
    }

    /** Sets what counts. */
    public Builder<T> metrics(LwsMetrics sink) {
      this.metrics = sink;
      return this;
    }

    /** Sets what makes the thread that stops the informer. */
    public Builder<T> threads(DaemonThreads source) {
      this.threads = source;
      return this;
    }

    /** Sets the source of jitter. */
    public Builder<T> random(RandomGenerator source) {
      this.random = source;
      return this;
    }

    /** Sets the monotonic clock, in nanoseconds. */
    public Builder<T> nanoTime(LongSupplier clock) {
      this.nanoTime = clock;
      return this;
    }

    /** Builds it; nothing happens until it is started. */
    public ResourceWatch<T> build() {
      return new ResourceWatch<>(this);
    }

    private Backoff backoff(Duration max) {
      return new Backoff(minBackoff, max, random);
    }
  }
}
