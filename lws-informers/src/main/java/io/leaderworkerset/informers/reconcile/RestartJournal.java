package io.leaderworkerset.informers.reconcile;

import com.google.gson.JsonObject;
import io.leaderworkerset.identity.Reason;
import io.leaderworkerset.identity.RestartAnnotations;
import io.leaderworkerset.informers.apply.ObjectWriter;
import io.leaderworkerset.informers.http.KubeApiException;
import io.leaderworkerset.informers.http.Resources;
import io.leaderworkerset.informers.observe.Observer;
import io.leaderworkerset.informers.observe.RestartMemory;
import io.leaderworkerset.informers.observe.SeenGroup;
import io.leaderworkerset.informers.observe.SeenRestarts;
import io.leaderworkerset.informers.observe.WorkKey;
import io.leaderworkerset.informers.observe.WorkKey.GroupKey;
import io.leaderworkerset.informers.observe.WorkKey.RestartsKey;
import io.leaderworkerset.informers.observe.WorkKey.SetKey;
import io.leaderworkerset.informers.queue.WorkResult;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.manifest.RestartHistory;
import io.leaderworkerset.observe.GroupObservation;
import io.leaderworkerset.observe.PodObservation;
import io.leaderworkerset.observe.RestartRecord;
import io.leaderworkerset.observe.RestartRecord.State;
import io.leaderworkerset.plan.GroupPlan;
import io.leaderworkerset.plan.restart.RestartGovernor;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.annotation.Nullable;

/**
 * Writes down which groups were restarted, in an annotation of the leader StatefulSet under a field
 * manager of its own. Many groups cost few writes: at most one a second for a set; restarts that
 * are the first in a row are gathered for five seconds. A restart that is due and not written down
 * yet does not wait.
 *
 * <p>The first restart in a row is written down after it was done, every later one before. So a
 * process that dies forgets at most that a group was restarted once.
 */
final class RestartJournal {
  private static final String FIELD_MANAGER = "lws-restarts";
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration GATHERING = Duration.ofSeconds(5);

  private final Observer observer;
  private final ObjectWriter writer;
  private final Consumer<WorkKey> work;
  private final Reports reports;
  private final Clock clock;
  private final LongSupplier nanoTime;

  RestartJournal(
      Observer observer,
      ObjectWriter writer,
      Consumer<WorkKey> work,
      Reports reports,
      Clock clock,
      LongSupplier nanoTime) {
    this.observer = observer;
    this.writer = writer;
    this.work = work;
    this.reports = reports;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /** Remembers what the plan says, and writes it down first where a crash must not lose it. */
  void begin(GroupKey key, SeenGroup seen, GroupPlan plan) {
    GroupObservation group = seen.observation();
    RestartMemory memory = seen.state().restarts();
    RestartRecord next = plan.restart();
    if (next != null) {
      memory.put(group.set().uid(), next);
      if (isHeld(next) != isHeld(group.lastRestart())) {
        work.accept(key.setKey()); // its condition says so
      }
      if (isWrittenFirst(next)) {
        work.accept(new RestartsKey(key.namespace(), key.set()));
      }
    }
    RestartRecord open = openRestart(seen);
    if (!plan.actions().isEmpty()
        && open != null
        && isWrittenFirst(open)
        && !memory.isSaved(key.group())) {
      boolean unused = write(key.setKey());
    }
  }

  /** Notes that the group was restarted. */
  void done(GroupKey key, SeenGroup seen) {
    RestartRecord open = openRestart(seen);
    if (open != null) {
      RestartRecord done = open.done(clock.instant());
      seen.state().restarts().put(seen.observation().set().uid(), done);
      work.accept(new RestartsKey(key.namespace(), key.set()));
    }
  }

  /** Writes down what is not written yet, unless that was done too recently. */
  WorkResult write(RestartsKey key) {
    SeenRestarts seen = observer.restarts(key.setKey());
    List<RestartRecord> unsaved = seen == null ? List.of() : seen.memory().unsaved();
    if (seen == null || unsaved.isEmpty()) {
      return WorkResult.done();
    }
    long left =
        untilWrite(seen.memory(), unsaved.stream().anyMatch(RestartJournal::isWrittenFirst));
    if (left > 0) {
      return WorkResult.again(Duration.ofNanos(left));
    }
    return write(key.setKey()) ? WorkResult.done() : WorkResult.again(INTERVAL);
  }

  private long untilWrite(RestartMemory memory, boolean soon) {
    long now = nanoTime.getAsLong();
    long since = memory.unsavedSince(now);
    if (!soon) {
      return GATHERING.toNanos() - (now - since);
    }
    Long last = memory.writtenNanos();
    return last == null ? 0 : INTERVAL.toNanos() - (now - last);
  }

  /** Returns whether there was something to write to. */
  private boolean write(SetKey key) {
    SeenRestarts seen = observer.restarts(key);
    if (seen == null || seen.leaderSetUid() == null) {
      return false;
    }
    seen.memory().writing().lock();
    try {
      List<RestartRecord> all = seen.memory().all(seen.set().uid());
      List<RestartRecord> kept = all.stream().filter(each -> isWorthKeeping(each, seen)).toList();
      List<RestartRecord> fitting = RestartHistory.fitting(kept);
      JsonObject unused =
          writer.mergePatchAs(
              FIELD_MANAGER,
              Resources.STATEFUL_SETS,
              key.namespace(),
              key.set(),
              patch(seen.leaderSetUid(), RestartHistory.write(fitting)));
      seen.memory().dealtWith(all, nanoTime.getAsLong());
      if (seen.memory().nowFull(fitting.size() < kept.size())) {
        reports.report(seen.set(), Reason.RESTART_HISTORY_FULL, leftOut(fitting, kept));
      }
      return true;
    } catch (KubeApiException e) {
      if (e.isNotFound()) {
        return false;
      }
      throw e;
    } finally {
      seen.memory().writing().unlock();
    }
  }

  private static String leftOut(List<RestartRecord> fitting, List<RestartRecord> kept) {
    return "annotation "
        + RestartAnnotations.HISTORY
        + " of the leader StatefulSet has room for "
        + fitting.size()
        + " of "
        + kept.size()
        + " groups that were restarted lately; this manager remembers them all, and another that"
        + " takes over restarts the others without a wait. More sets of fewer groups have more room";
  }

  private static JsonObject patch(String uid, String text) {
    JsonObject patch = new JsonObject();
    JsonObject metadata = Json.ensureObject(patch, "metadata");
    metadata.addProperty("uid", uid);
    Json.ensureObject(metadata, "annotations").addProperty(RestartAnnotations.HISTORY, text);
    return patch;
  }

  private boolean isWorthKeeping(RestartRecord record, SeenRestarts seen) {
    String leader = seen.leaderUids().get(record.group());
    return (leader != null && record.isOpenFor(leader))
        || !RestartGovernor.isForgotten(record, seen.settings(), null, clock.instant());
  }

  /** What is remembered of a restart of this incarnation that is not done; null if nothing is. */
  @Nullable
  private static RestartRecord openRestart(SeenGroup seen) {
    GroupObservation group = seen.observation();
    PodObservation leader = group.leader();
    RestartRecord record = seen.state().restarts().of(group.set().uid(), group.index());
    return leader != null && record != null && record.isOpenFor(leader.uid()) ? record : null;
  }

  private static boolean isWrittenFirst(RestartRecord record) {
    return record.state() == State.HELD || record.restarts() > 1;
  }

  private static boolean isHeld(@Nullable RestartRecord record) {
    return record != null && record.state() == State.HELD;
  }
}
