package io.leaderworkerset.informers.events;

import io.leaderworkerset.informers.apply.KubeWriter;
import io.leaderworkerset.informers.apply.WriteRefusedException;
import io.leaderworkerset.informers.concurrent.Backoff;
import io.leaderworkerset.informers.concurrent.DaemonThreads;
import io.leaderworkerset.informers.http.KubeApiException;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.informers.queue.KeyedDelayQueue;
import io.leaderworkerset.informers.queue.WorkResult;
import io.leaderworkerset.informers.queue.WorkerPool;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.annotation.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records Kubernetes events ({@code events.k8s.io/v1}). {@link #record} never blocks and never
 * throws: what cannot be kept or written is dropped and counted.
 *
 * <p>The same thing happening again (object, reason, action and note the same) is not a new event
 * but one more of a series: a count, written at most once per interval.
 */
public final class EventRecorder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);

  private final EventWriter writer;
  private final Consumer<Thread> interrupter;
  private final Settings settings;
  private final LwsMetrics metrics;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Backoff retries;
  private final KeyedDelayQueue<EventKey> queue;
  private final WorkerPool<EventKey> pool;

  /** Oldest first; all access under its lock. */
  private final Map<EventKey, EventSeries> series = new LinkedHashMap<>();

  private boolean stopped;

  /**
   * How events are recorded.
   *
   * @param controller who reports, such as {@code leaderworkerset.x-k8s.io/lws-java}
   * @param instance which of its processes, such as the pod's name
   * @param capacity events and series kept at most; at least 1
   * @param interval between two writes of one series
   * @param forgetAfter a series not seen for so long is over, the next is a new event
   * @param maxAttempts tries to write one event
   */
  public record Settings(
      String controller,
      String instance,
      int capacity,
      Duration interval,
      Duration forgetAfter,
      int maxAttempts) {
    /** Checks the numbers. */
    public Settings {
      if (controller.isEmpty() || instance.isEmpty()) {
        throw new IllegalArgumentException("events need a reporting controller and an instance");
      }
      if (capacity < 1 || maxAttempts < 1) {
        throw new IllegalArgumentException(
            "capacity and attempts must be at least 1, not " + capacity + " and " + maxAttempts);
      }
    }

    /** Returns 1,000 events, 30 s between writes of a series, over after 10 minutes, 4 tries. */
    public static Settings of(String controller, String instance) {
      return new Settings(
          controller, instance, 1000, Duration.ofSeconds(30), Duration.ofMinutes(10), 4);
    }
  }

  /**
   * A recorder, whose threads run until it is stopped.
   *
   * @param writer with a rate limit of its own, so that events never hold up other writes
   * @param clock the time events carry
   * @param nanoTime a monotonic clock, in nanoseconds
   */
  public EventRecorder(
      KubeWriter writer,
      Settings settings,
      LwsMetrics metrics,
      DaemonThreads threads,
      Clock clock,
      LongSupplier nanoTime) {
    this.writer = new EventWriter(writer, settings);
    this.interrupter = writer::interrupt;
    this.settings = settings;
    this.metrics = metrics;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.retries = Backoff.of(Duration.ofMillis(500), Duration.ofSeconds(30));
    this.queue = new KeyedDelayQueue<>("events", retries, metrics, nanoTime, threads);
    this.pool = new WorkerPool<>("events", 1, queue, this::write, LwsMetrics.NONE, threads);
    pool.start();
  }

  /**
   * Records that something happened.
   *
   * @param reason why, in PascalCase, at most 128 characters
   * @param action what was done, in PascalCase, at most 128 characters
   * @param note for people; cut at 1,024 bytes of UTF-8
   */
  public void record(
      Regarding regarding, EventType type, String reason, String action, String note) {
    try {
      EventKey key =
          new EventKey(
              regarding,
              type,
              EventText.shortText(reason),
              EventText.shortText(action),
              EventText.note(note));
      Duration wait = observe(key);
      if (wait != null) {
        queue.addAfter(key, wait);
      }
    } catch (RuntimeException e) {
      metrics.eventDropped("failed");
      LOG.warn("An event {} of {} was dropped", reason, regarding, e);
    }
  }

  /**
   * Writes what is pending, but not past the deadline, and ends the threads.
   *
   * @return whether all was written
   */
  public boolean stop(Duration flush) {
    List<EventKey> pending = new ArrayList<>();
    synchronized (series) {
      stopped = true;
      series.forEach(
          (key, one) -> {
            if (one.isPending()) {
              pending.add(key);
            }
          });
    }
    pending.forEach(queue::add);
    pool.stop(flush, interrupter);
    int lost = 0;
    synchronized (series) {
      for (EventSeries one : series.values()) {
        lost += one.isPending() ? 1 : 0;
      }
      series.clear();
    }
    for (int i = 0; i < lost; i++) {
      metrics.eventDropped("stopped");
    }
    return lost == 0;
  }

  /** Stops, with two seconds to write what is pending. */
  @Override
  public void close() {
    stop(Duration.ofSeconds(2));
  }

  /** Returns how long to wait before writing, or null if it was dropped. */
  @Nullable
  private Duration observe(EventKey key) {
    String dropped;
    synchronized (series) {
      long now = nanoTime.getAsLong();
      EventSeries known = series.get(key);
      if (stopped) {
        dropped = "stopped";
      } else if (known != null && now - known.lastNanos <= settings.forgetAfter().toNanos()) {
        known.count++;
        known.last = clock.instant();
        known.lastNanos = now;
        return known.everWritten
            ? Duration.ofNanos(known.writtenNanos + settings.interval().toNanos() - now)
            : Duration.ZERO;
      } else if (known == null && series.size() >= settings.capacity() && !dropIdle(now)) {
        dropped = "full";
      } else {
        String name =
            EventText.name(key.regarding().name(), ThreadLocalRandom.current().nextLong());
        series.remove(key);
        series.put(key, new EventSeries(name, clock.instant(), now));
        return Duration.ZERO;
      }
    }
    metrics.eventDropped(dropped);
    return null;
  }

  /** Makes room: first what is over, else the oldest that is written. */
  private boolean dropIdle(long now) {
    EventKey oldestWritten = null;
    Iterator<Map.Entry<EventKey, EventSeries>> all = series.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<EventKey, EventSeries> entry = all.next();
      if (entry.getValue().isPending()) {
        continue;
      }
      if (now - entry.getValue().lastNanos > settings.forgetAfter().toNanos()) {
        all.remove();
      } else if (oldestWritten == null) {
        oldestWritten = entry.getKey();
      }
    }
    if (series.size() >= settings.capacity() && oldestWritten != null) {
      series.remove(oldestWritten);
    }
    return series.size() < settings.capacity();
  }

  private WorkResult write(EventKey key) {
    EventSeries one;
    EventWriter.Occurrences now;
    synchronized (series) {
      one = series.get(key);
      if (one == null || !one.isPending()) {
        return WorkResult.done();
      }
      now = new EventWriter.Occurrences(one.name, one.first, one.last, one.count);
    }
    try {
      boolean created = one.everWritten ? writer.again(key, now) : writer.first(key, now);
      written(one, now.count());
      metrics.eventWritten(created ? "create" : "series");
      return WorkResult.done();
    } catch (WriteRefusedException e) {
      return dropped(key, one, "stopped");
    } catch (KubeApiException e) {
      LOG.debug("The event {} was not written: {}", key, e.getMessage());
      return retryOrDrop(key, one, e);
    }
  }

  private void written(EventSeries one, int count) {
    synchronized (series) {
      one.written = count;
      one.everWritten = true;
      one.failures = 0;
      one.writtenNanos = nanoTime.getAsLong();
    }
  }

  private WorkResult retryOrDrop(EventKey key, EventSeries one, KubeApiException e) {
    boolean passes = e.code() == 0 || e.code() == 429 || e.code() >= 500;
    int failures;
    synchronized (series) {
      failures = ++one.failures;
    }
    if (!passes || failures >= settings.maxAttempts()) {
      LOG.warn("The event {} is dropped: {}", key, e.getMessage());
      return dropped(key, one, "failed");
    }
    Duration wait = Duration.ofNanos(retries.delayNanos(failures));
    Duration asked = e.retryAfter().orElse(Duration.ZERO);
    return WorkResult.again(wait.compareTo(asked) >= 0 ? wait : asked);
  }

  private WorkResult dropped(EventKey key, EventSeries one, String why) {
    synchronized (series) {
      series.remove(key, one);
    }
    metrics.eventDropped(why);
    return WorkResult.done();
  }
}
