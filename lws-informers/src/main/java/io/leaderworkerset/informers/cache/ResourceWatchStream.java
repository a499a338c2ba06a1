package io.leaderworkerset.informers.cache;

import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.models.V1Status;
import io.kubernetes.client.util.Watch;
import io.kubernetes.client.util.Watchable;
import io.leaderworkerset.informers.http.KubeStream;
import io.leaderworkerset.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import javax.annotation.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A watch as the reflector takes it. A lost connection is the end of the stream, not an error: the
 * reflector then goes on from the last resource version without a list. Only a version that is too
 * old is told as an error, and leads to a list.
 */
final class ResourceWatchStream<T extends CachedObject> implements Watchable<T> {
  private static final Logger LOG = LoggerFactory.getLogger(ResourceWatchStream.class);

  @Nullable private final KubeStream stream;
  @Nullable private final WatchEventReader<T> reader;
  private final WatchState state;
  private final long openedAt;
  @Nullable private Watch.Response<T> next;
  private boolean ended;

  ResourceWatchStream(KubeStream stream, WatchEventReader<T> reader, WatchState state) {
    this.stream = stream;
    this.reader = reader;
    this.state = state;
    this.openedAt = state.now();
  }

  private ResourceWatchStream(WatchState state, String message) {
    this.stream = null;
    this.reader = null;
    this.state = state;
    this.openedAt = state.now();
    this.next = expired(message);
  }

  /** Returns a stream that says nothing but that the resource version is too old. */
  static <T extends CachedObject> ResourceWatchStream<T> expired(WatchState state, String message) {
    return new ResourceWatchStream<>(state, message);
  }

  /**
   * Reads the initial events.
   *
   * @return the resource version reached, or null if the stream ended or fell silent before
   */
  @Nullable
  String readInitial(Map<String, T> into, Duration silence) throws IOException {
    while (true) {
      limitSilence(silence);
      WatchEvent event = nextEvent();
      if (event == null) {
        return null;
      }
      CachedObject object = event.object();
      switch (event.kind()) {
        case PUT -> {
          if (object != null) {
            into.put(object.key(), cast(object));
          }
        }
        case DELETE -> {
          if (object != null) {
            into.remove(object.key());
          }
        }
        case INITIAL_END -> {
          limitSilence(null);
          return event.resourceVersion();
        }
        case ERROR -> throw new IOException("the server ended the list: " + event.status());
        default -> {}
      }
    }
  }

  @Override
  public boolean hasNext() {
    try {
      while (next == null && !ended) {
        WatchEvent event = nextEvent();
        if (event == null) {
          end();
        } else {
          next = response(event);
        }
      }
    } catch (IOException e) {
      if (!state.isStopped()) {
        state.failed(e);
        LOG.debug("A watch ended: {}", e.toString());
      }
      end();
    }
    return next != null;
  }

  @Override
  public Watch.Response<T> next() {
    Watch.Response<T> result = hasNext() ? next : null;
    if (result == null) {
      throw new NoSuchElementException("the watch has ended");
    }
    next = null;
    return result;
  }

  @Override
  public Iterator<Watch.Response<T>> iterator() {
    return this;
  }

  @Override
  public void close() {
    if (stream != null) {
      stream.close();
    }
  }

  @Nullable
  private WatchEvent nextEvent() throws IOException {
    if (stream == null || reader == null) {
      return null;
    }
    String line;
    do {
      line = stream.readLine();
      if (line == null) {
        return null;
      }
    } while (line.isEmpty());
    state.heard();
    return reader.read(line);
  }

  /** Null for what the reflector need not hear of. */
  @Nullable
  private Watch.Response<T> response(WatchEvent event) {
    CachedObject object = event.object();
    return switch (event.kind()) {
      case PUT -> object == null ? null : new Watch.Response<>("MODIFIED", cast(object));
      case DELETE -> object == null ? null : new Watch.Response<>("DELETED", cast(object));
      case BOOKMARK, INITIAL_END ->
          new Watch.Response<>("BOOKMARK", cast(Tombstone.bookmark(event.resourceVersion())));
      case ERROR -> error(event.status());
      case SKIPPED -> null;
    };
  }

  /** Any error but a version that is too old is the end of this stream, and no more. */
  @Nullable
  private Watch.Response<T> error(@Nullable JsonObject status) {
    Integer code = Json.integer(status, "code");
    String message = String.valueOf(Json.string(status, "message"));
    LOG.info("The server ended a watch: {} {}", code, message);
    if (code != null && code == 410) {
      return expired(message);
    }
    end();
    return null;
  }

  private static <T extends CachedObject> Watch.Response<T> expired(String message) {
    return new Watch.Response<>("ERROR", new V1Status().code(410).message(message));
  }

  private void end() {
    if (!ended) {
      ended = true;
      if (stream != null) {
        stream.close();
        state.closed(openedAt);
      }
    }
  }

  private void limitSilence(@Nullable Duration silence) {
    if (stream != null) {
      stream.limitSilence(silence);
    }
  }

  /** The reflector and the queue take any CachedObject; tombstones go no further than the queue. */
  @SuppressWarnings("unchecked")
  private T cast(CachedObject object) {
    return (T) object;
  }
}
