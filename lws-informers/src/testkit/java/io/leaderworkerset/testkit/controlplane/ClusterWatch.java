package io.leaderworkerset.testkit.controlplane;

import io.leaderworkerset.testkit.api.ClusterApi.Change;
import io.leaderworkerset.testkit.controlplane.ApiResources.ApiResource;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One listener on several resources: a stream and a daemon thread for each. */
final class ClusterWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterWatch.class);

  private final Consumer<Change> listener;
  private final List<ResourceStream> streams;

  /** A resource and the name by which the listener knows it. */
  record Source(String name, ApiResource resource) {}

  ClusterWatch(HttpCalls calls, List<Source> sources, Consumer<Change> listener) {
    this.listener = listener;
    this.streams =
        sources.stream().map(source -> new ResourceStream(calls, source, this::tell)).toList();
  }

  /** Lists all resources, telling of each object, and follows them from there. */
  void start() {
    streams.forEach(ResourceStream::list);
    streams.forEach(ResourceStream::follow);
  }

  private synchronized void tell(Change change) {
    try {
      listener.accept(change);
    } catch (RuntimeException e) {
      LOG.error("a listener failed at {} of {}", change.type(), change.resource(), e);
    }
  }

  @Override
  public void close() {
    streams.forEach(ResourceStream::stop);
    streams.forEach(ResourceStream::awaitEnd);
  }
}
