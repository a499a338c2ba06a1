package io.leaderworkerset.testkit.cluster;

import io.leaderworkerset.testkit.api.ClusterApi;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys to look at, each at most once in the queue, handled one at a time on the loop's thread. A
 * handler that throws is called again for that key later, ever more slowly up to a second.
 */
final class KeyedWork<K> {
  private static final Logger LOG = LoggerFactory.getLogger(KeyedWork.class);
  private static final int CONFLICT = 409;
  private static final int NOT_FOUND = 404;

  private final EventLoop loop;
  private final String what;
  private final Consumer<K> handler;
  private final Set<K> keys = new LinkedHashSet<>();
  private final Map<K, Integer> failures = new HashMap<>();

  KeyedWork(EventLoop loop, String what, Consumer<K> handler) {
    this.loop = loop;
    this.what = what;
    this.handler = handler;
    loop.background(this::runOne);
  }

  void add(K key) {
    keys.add(key);
  }

  void addAt(Instant when, K key) {
    loop.at(when, () -> keys.add(key));
  }

  private boolean runOne() {
    Iterator<K> next = keys.iterator();
    if (!next.hasNext()) {
      return false;
    }
    K key = next.next();
    next.remove();
    try {
      handler.accept(key);
      failures.remove(key);
    } catch (RuntimeException e) {
      retry(key, e);
    }
    return true;
  }

  private void retry(K key, RuntimeException e) {
    int count = failures.merge(key, 1, Integer::sum);
    Duration wait = Duration.ofMillis(Math.min(1000L, 2L << Math.min(count, 10)));
    boolean expected =
        e instanceof RetryLater
            || (e instanceof ClusterApi.ApiException api
                && (api.code() == CONFLICT || api.code() == NOT_FOUND));
    if (expected) {
      LOG.debug("{} {}: {}; again in {}", what, key, e.getMessage(), wait);
    } else {
      LOG.info("{} {} failed, again in {}: {}", what, key, wait, e.toString());
    }
    addAt(loop.now().plus(wait), key);
  }
}
