package io.leaderworkerset.informers.reconcile;

import io.leaderworkerset.identity.Reason;
import io.leaderworkerset.informers.reconcile.GroupsEvent.Kind;
import io.leaderworkerset.observe.SetRef;
import io.leaderworkerset.plan.GroupRanges;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what happens to one group after another in few reports: a person wants "Updating replicas
 * 180 to 199", not twenty lines. What happens is gathered for half a second, and while it goes on
 * for twice as long each time, up to eight seconds. What happened once is told as it was.
 *
 * <p>Thread-safe.
 */
public final class GatheredReports implements Reports {
  private static final Logger LOG = LoggerFactory.getLogger(GatheredReports.class);
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofSeconds(8);

  private final Reports target;
  private final Later later;
  private final Map<Key, Window> windows = new HashMap<>();

  /** Runs something after a while; drops it if there is no later any more. */
  @FunctionalInterface
  public interface Later {
    /** Runs the task after that time. */
    void run(Runnable task, Duration after);
  }

  private record Key(SetRef set, Kind kind) {}

  /**
   * Gathers for another.
   *
   * @param target is told
   * @param later ends the times of gathering
   */
  public GatheredReports(Reports target, Later later) {
    this.target = target;
    this.later = later;
  }

  @Override
  public void report(SetRef set, boolean warning, String reason, String note) {
    target.report(set, warning, reason, note);
  }

  @Override
  public void groups(SetRef set, GroupsEvent event) {
    LOG.info("{}: {}", event.reason().pascalCase(), event.note()); // each one, with its look
    Key key = new Key(set, event.kind());
    Duration wait = null;
    synchronized (windows) {
      Window window = windows.get(key);
      if (window == null) {
        window = new Window(FIRST);
        windows.put(key, window);
        wait = FIRST;
      }
      window.add(event);
    }
    if (wait != null) {
      later.run(() -> end(key), wait);
    }
  }

  /** A time of gathering is over: the next is longer, unless nothing came in this one. */
  private void end(Key key) {
    Told told;
    Duration wait;
    synchronized (windows) {
      Window window = windows.remove(key);
      told = window == null ? null : window.tell();
      if (window == null || told == null) {
        return;
      }
      wait = window.next();
      windows.put(key, new Window(wait));
    }
    target.report(key.set(), told.reason(), told.note());
    later.run(() -> end(key), wait);
  }

  /** Tells what is still gathered; for the end. */
  public void flush() {
    List<Key> open;
    synchronized (windows) {
      open = List.copyOf(windows.keySet());
    }
    open.forEach(this::end);
  }

  private record Told(Reason reason, String note) {}

  /** What was gathered of one kind. */
  private static final class Window {
    private final Duration length;
    private final BitSet groups = new BitSet();
    @Nullable private GroupsEvent first;
    private int events;

    Window(Duration length) {
      this.length = length;
    }

    Duration next() {
      Duration doubled = length.multipliedBy(2);
      return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }

    void add(GroupsEvent event) {
      if (first == null) {
        first = event;
      }
      events++;
      groups.set(event.first(), event.last() + 1);
    }

    /** Returns what to say; null if there is nothing. */
    @Nullable
    Told tell() {
      GroupsEvent one = first;
      if (one == null) {
        return null;
      }
      return new Told(one.reason(), events == 1 ? one.note() : together(one));
    }

    private String together(GroupsEvent one) {
      String ranges = GroupRanges.text(groups);
      boolean several = groups.cardinality() > 1;
      return switch (one.kind()) {
        case WORKERS_CREATED ->
            several ? "Created worker statefulsets for groups " + ranges : one.note();
        case RECREATED ->
            "Recreating "
                + (several ? "groups " : "group ")
                + ranges
                + (several ? "; first group " + one.first() + ": " : " again; first: ")
                + one.detail();
        case UPDATED -> several ? "Updating replicas " + ranges + " (inclusive)" : one.note();
      };
    }
  }
}
