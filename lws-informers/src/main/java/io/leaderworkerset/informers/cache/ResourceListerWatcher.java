package io.leaderworkerset.informers.cache;

import io.kubernetes.client.informer.ListerWatcher;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.util.CallGeneratorParams;
import io.kubernetes.client.util.Watchable;
import io.leaderworkerset.informers.http.KubeApiException;
import io.leaderworkerset.informers.http.KubeHttp;
import io.leaderworkerset.informers.http.KubeRequest;
import io.leaderworkerset.informers.http.KubeStream;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import javax.annotation.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists and watches for the official reflector, and keeps from it what it cannot deal with: it
 * retries with back-off until it has an answer or is stopped, so that the reflector lists anew only
 * when the server says that a resource version is too old.
 */
final class ResourceListerWatcher<T extends CachedObject>
    implements ListerWatcher<T, CachedList<T>> {
  private static final Logger LOG = LoggerFactory.getLogger(ResourceListerWatcher.class);

  /** The server does not know the request: not a failure that goes by. */
  private static final Set<Integer> NOT_SUPPORTED = Set.of(400, 405, 406, 415, 422, 501);

  private final KubeHttp http;
  private final WatchTarget target;
  private final ItemReader<T> items;
  private final WatchState state;
  private final LwsMetrics metrics;
  private final Limits limits;
  private boolean watchListSupported;
  @Nullable private Handover<T> handover;
  @Nullable private CachedList<T> listed;
  @Nullable private volatile Thread reflector;
  private int lists;

  /**
   * How long things may take.
   *
   * @param list one page of a list
   * @param initialSilence between two initial events
   * @param watch a watch lives at most about so long; null leaves it to the reflector (5 to 10 min)
   */
  record Limits(Duration list, Duration initialSilence, @Nullable Duration watch) {}

  /** A watch that has told the initial state and goes on from there. */
  private record Handover<T extends CachedObject>(
      String resourceVersion, ResourceWatchStream<T> stream) {}

  ResourceListerWatcher(
      KubeHttp http,
      WatchTarget target,
      ItemReader<T> items,
      WatchState state,
      LwsMetrics metrics,
      Limits limits,
      boolean useWatchList) {
    this.http = http;
    this.target = target;
    this.items = items;
    this.state = state;
    this.metrics = metrics;
    this.limits = limits;
    this.watchListSupported = useWatchList;
  }

  /** Returns the thread that lists and watches, null before it began to. */
  @Nullable
  Thread reflector() {
    return reflector;
  }

  @Override
  public CachedList<T> list(CallGeneratorParams params) throws ApiException {
    reflector = Thread.currentThread();
    dropHandover();
    if (lists++ > 0) {
      metrics.informerRestarted(target.type().fullName(), "list");
    }
    String version = params.resourceVersion == null ? "" : params.resourceVersion;
    for (int attempt = 0; !state.isStopped(); attempt++) {
      try {
        CachedList<T> list = watchListSupported ? watchList(version) : pages(version);
        state.heard();
        listed = list;
        return list;
      } catch (KubeApiException e) {
        state.failed(e);
        if (e.isGone() || e.isResourceVersionTooLarge()) {
          LOG.info("{}; listing the newest state instead", e.getMessage());
          if (!version.isEmpty()) {
            version = "";
            continue;
          }
        } else if (watchListSupported && NOT_SUPPORTED.contains(e.code())) {
          LOG.info("The server has no streaming lists ({}), using plain ones", e.getMessage());
          watchListSupported = false;
          continue;
        }
        retryLater(e, attempt);
      } catch (IOException e) {
        retryLater(KubeApiException.unreachable(target.list(version, ""), e), attempt);
      }
    }
    throw new ApiException("stopped");
  }

  @Override
  public Watchable<T> watch(CallGeneratorParams params) throws ApiException {
    reflector = Thread.currentThread();
    releaseList();
    String version = params.resourceVersion == null ? "" : params.resourceVersion;
    Handover<T> waiting = handover;
    handover = null;
    if (waiting != null) {
      if (waiting.resourceVersion().equals(version)) {
        return waiting.stream();
      }
      waiting.stream().close();
    }
    state.pauseBeforeReopening();
    int seconds = watchSeconds(params.timeoutSeconds);
    for (int attempt = 0; !state.isStopped(); attempt++) {
      try {
        metrics.informerRestarted(target.type().fullName(), "watch");
        return open(target.watch(version, seconds), seconds);
      } catch (KubeApiException e) {
        if (e.isGone() || e.code() == 400 || e.isResourceVersionTooLarge()) {
          LOG.info("{}; listing anew", e.getMessage());
          return ResourceWatchStream.expired(state, e.toString());
        }
        retryLater(e, attempt);
      } catch (IOException e) {
        retryLater(KubeApiException.unreachable(target.watch(version, seconds), e), attempt);
      }
    }
    throw new ApiException("stopped");
  }

  /**
   * Lists by a watch that begins with all there is; a plain list if it falls silent before that.
   */
  private CachedList<T> watchList(String version) throws IOException {
    int seconds = watchSeconds(null);
    ResourceWatchStream<T> stream = open(target.watchList(version, seconds), seconds);
    boolean complete = false;
    try {
      Map<String, T> found = new LinkedHashMap<>();
      String reached = stream.readInitial(found, limits.initialSilence());
      if (reached != null) {
        complete = true;
        handover = new Handover<>(reached, stream);
        return new CachedList<>(new ArrayList<>(found.values()), reached);
      }
    } catch (IOException e) {
      if (state.isStopped()) {
        throw e;
      }
      LOG.debug("A streaming list ended early", e);
    } finally {
      if (!complete) {
        stream.close();
      }
    }
    LOG.info("A streaming list of {} broke off, using a plain one", target.type().fullName());
    return pages(version);
  }

  private CachedList<T> pages(String version) throws IOException {
    ListReader<T> reader = new ListReader<>(items);
    Map<String, T> found = new LinkedHashMap<>();
    String token = "";
    String reached = "";
    do {
      try (KubeStream stream = http.open(target.list(version, token), limits.list())) {
        state.opened(stream);
        ListReader.Page page = reader.read(stream, found);
        reached = page.resourceVersion();
        token = page.continueToken();
      } catch (IllegalStateException e) {
        throw new IOException("the answer is not a list: " + e.getMessage(), e);
      }
    } while (!token.isEmpty());
    return new CachedList<>(new ArrayList<>(found.values()), reached);
  }

  private ResourceWatchStream<T> open(KubeRequest request, int seconds) throws IOException {
    KubeStream stream = http.open(request, Duration.ofSeconds(seconds + 30L));
    state.opened(stream);
    return new ResourceWatchStream<>(stream, new WatchEventReader<>(items), state);
  }

  private void retryLater(KubeApiException e, int attempt) {
    state.failed(e);
    if (state.isStopped()) {
      return;
    }
    LOG.info("{}; trying again", e.getMessage());
    state.pauseAfterFailure(attempt, e.retryAfter().map(Duration::toNanos).orElse(0L));
  }

  private int watchSeconds(@Nullable Integer suggested) {
    if (limits.watch() != null) {
      return (int) Math.max(1, limits.watch().toSeconds());
    }
    return suggested == null ? 300 : suggested;
  }

  /**
   * The list is in the queue by now, but the reflector holds on to it until it lists again: to the
   * first version of every object, long after it has changed or gone.
   */
  private void releaseList() {
    if (listed != null) {
      listed.release();
      listed = null;
    }
  }

  private void dropHandover() {
    Handover<T> waiting = handover;
    handover = null;
    if (waiting != null) {
      waiting.stream().close();
    }
  }
}
