package io.leaderworkerset.informers.reconcile;

import com.google.gson.JsonObject;
import io.leaderworkerset.api.Condition;
import io.leaderworkerset.api.LeaderWorkerSetStatus;
import io.leaderworkerset.informers.apply.ActionApplier;
import io.leaderworkerset.informers.apply.ObjectWriter;
import io.leaderworkerset.informers.apply.OrphanInTheWayException;
import io.leaderworkerset.informers.http.KubeApiException;
import io.leaderworkerset.informers.http.Resources;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.informers.observe.ObjectId;
import io.leaderworkerset.informers.observe.Observer;
import io.leaderworkerset.informers.observe.SeenSet;
import io.leaderworkerset.informers.observe.SetState;
import io.leaderworkerset.informers.observe.WorkKey.SetKey;
import io.leaderworkerset.informers.queue.WorkResult;
import io.leaderworkerset.manifest.Statuses;
import io.leaderworkerset.observe.LeaderSetObservation;
import io.leaderworkerset.observe.SetCondition;
import io.leaderworkerset.observe.SetObservation;
import io.leaderworkerset.observe.SetStatus;
import io.leaderworkerset.plan.Action;
import io.leaderworkerset.plan.Action.CreateRevision;
import io.leaderworkerset.plan.SetPlan;
import io.leaderworkerset.plan.SetPlanner;
import io.leaderworkerset.plan.Waiting;
import io.leaderworkerset.plan.explain.Explainer;
import io.leaderworkerset.plan.rollout.RolloutRules;
import io.leaderworkerset.plan.status.StatusCalculator;
import io.leaderworkerset.plan.status.StatusPace;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import javax.annotation.Nullable;

/** Brings one set to where it should be, and its status to what is true. */
final class SetReconciler {
  private static final Duration CACHE_BEHIND = Duration.ofMillis(100);

  private final Observer observer;
  private final ObjectWriter writer;
  private final Reports reports;
  private final LwsMetrics metrics;
  private final BlockerBoard board;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final StatusPace pace;
  private final RolloutRules rules;

  SetReconciler(
      Observer observer,
      ObjectWriter writer,
      Reports reports,
      LwsMetrics metrics,
      BlockerBoard board,
      Reconcilers.Settings settings) {
    this.observer = observer;
    this.writer = writer;
    this.reports = reports;
    this.metrics = metrics;
    this.board = board;
    this.clock = settings.clock();
    this.nanoTime = settings.nanoTime();
    this.pace = new StatusPace(settings.statusInterval());
    this.rules = settings.rolloutRules();
  }

  WorkResult reconcile(SetKey key, Reaction reaction) {
    SeenSet seen = observer.observe(key);
    if (seen == null) {
      board.forget(key);
      return WorkResult.done();
    }
    SetPlan plan = plan(key, seen);
    seen.state().settled(plan.isSettled(seen.observation()));
    if (makesRevision(plan) && !observer.showsAllRevisions(seen.observation())) {
      return WorkResult.again(CACHE_BEHIND);
    }
    NotedWrites writes =
        new NotedWrites(key, seen.state(), seen.observation().ref(), reports, reaction, nanoTime);
    LeaderSetObservation leaderSet = seen.observation().leaderSet();
    apply(key, seen, plan, leaderSet == null ? writes : writes.from(leaderSet.partition()));
    Reporting.restarts(writes, seen.observation().ref(), metrics);
    Reporting.waiting(key, seen.state(), seen.observation().ref(), plan.waiting(), reports);
    Duration statusDue = report(seen, plan, reaction);
    return Reporting.next(writes, Waiting.sooner(plan.recheckAfter(), statusDue));
  }

  private SetPlan plan(SetKey key, SeenSet seen) {
    SetObservation set = seen.observation();
    SetPlan plan = SetPlanner.plan(set, clock.instant(), rules, board.notes(key, set));
    board.report(key, set, Explainer.ofSet(set, plan));
    return plan;
  }

  private static boolean makesRevision(SetPlan plan) {
    for (Action each : plan.actions()) {
      if (each instanceof CreateRevision) {
        return true;
      }
    }
    return false;
  }

  private void apply(SetKey key, SeenSet seen, SetPlan plan, NotedWrites writes) {
    SetState state = seen.state();
    try {
      ActionApplier.ofSet(writer, seen.set(), state::atRevision, seen.leaderSet(), writes)
          .apply(plan.actions());
    } catch (KubeApiException e) {
      if (e.isRefusal()) {
        refused(key, seen, e.describe());
      }
      throw e;
    } catch (OrphanInTheWayException e) {
      refused(key, seen, String.valueOf(e.getMessage()));
      throw e;
    }
    if (!plan.actions().isEmpty()) {
      state.refused(null, seen.observation().generation());
    }
  }

  /**
   * What the server will refuse again belongs where a user looks: into a condition and an event.
   */
  private void refused(SetKey key, SeenSet seen, String why) {
    seen.state().refused(why, seen.observation().generation());
    SeenSet again = observer.observe(key);
    if (again != null) {
      SetPlan plan = plan(key, again);
      Reporting.waiting(key, again.state(), again.observation().ref(), plan.waiting(), reports);
      report(again, plan, new Reaction(null, metrics, nanoTime));
    }
  }

  /**
   * Writes the status if it differs.
   *
   * @return when to write it, if it was written too recently; null if there is nothing left to
   *     write
   */
  @Nullable
  private Duration report(SeenSet seen, SetPlan plan, Reaction reaction) {
    SetObservation observation = seen.observation();
    SetStatus status = plan.status();
    if (status != null) {
      reportGroups(observation, status);
    }
    if (status == null || status.equals(observation.status())) {
      var unused = seen.state().takeStatusPostponed(); // it is as it was: nothing is put off
      return null;
    }
    Duration wait =
        pace.untilNext(
            observation.status(), status, observation.rollout().replicas(), sinceLastStatus(seen));
    if (wait != null) {
      reaction.postpone(seen.state()::statusPostponed);
      return wait;
    }
    JsonObject patch = statusPatch(seen, status);
    reaction.writePostponed("status", seen.state().takeStatusPostponed());
    try {
      JsonObject written =
          writer.mergePatchStatus(
              Resources.SETS, observation.ref().namespace(), observation.ref().name(), patch);
      seen.state().statusWritten(status, ObjectId.of(written));
    } catch (KubeApiException e) {
      if (e.isNotFound()) {
        return null; // the set is gone; its event is on the way
      }
      throw e;
    } finally {
      seen.state().statusTried(nanoTime.getAsLong());
    }
    announce(observation, status, plan.changed());
    return null;
  }

  /**
   * Conditions are written as a whole list: at the resource version at which they were seen, so
   * that what somebody else wrote meanwhile is not lost.
   */
  private static JsonObject statusPatch(SeenSet seen, SetStatus status) {
    JsonObject metadata = new JsonObject();
    metadata.addProperty("uid", seen.observation().ref().uid());
    if (!seen.statusVersion().isEmpty()) {
      metadata.addProperty("resourceVersion", seen.statusVersion());
    }
    LeaderWorkerSetStatus there = seen.set().status();
    List<Condition> foreign =
        there == null
            ? List.of()
            : there.conditions().stream()
                .filter(each -> !StatusCalculator.TYPES.contains(each.type()))
                .toList();
    JsonObject patch = new JsonObject();
    patch.add("metadata", metadata);
    patch.add("status", Statuses.toJson(status, foreign));
    return patch;
  }

  @Nullable
  private Duration sinceLastStatus(SeenSet seen) {
    Long last = seen.state().statusTriedNanos();
    return last == null ? null : Duration.ofNanos(nanoTime.getAsLong() - last);
  }

  private void announce(
      SetObservation observation, SetStatus status, @Nullable SetCondition changed) {
    countRollout(observation, status);
    boolean isFirst = observation.status().conditions().isEmpty(); // its making was told
    if (changed != null && !isFirst && !changed.type().equals(StatusCalculator.BLOCKED)) {
      reports.report(
          observation.ref(),
          false,
          changed.reason(),
          changed.message()
              + ", with "
              + status.readyReplicas()
              + " groups ready of total "
              + observation.rollout().replicas()
              + " groups");
    }
  }

  /** A rollout is what the condition UpdateInProgress says: it begins and ends when that flips. */
  private void countRollout(SetObservation observation, SetStatus status) {
    boolean before = isRolling(observation.status());
    boolean now = isRolling(status);
    if (before != now) {
      metrics.rollout(
          observation.ref().namespace(), observation.ref().name(), now ? "started" : "completed");
    }
  }

  private static boolean isRolling(SetStatus status) {
    SetCondition condition = status.condition(StatusCalculator.UPDATE_IN_PROGRESS);
    return condition != null && condition.status();
  }

  private void reportGroups(SetObservation observation, SetStatus status) {
    String namespace = observation.ref().namespace();
    String name = observation.ref().name();
    metrics.groups(namespace, name, "existing", status.replicas());
    metrics.groups(namespace, name, "ready", status.readyReplicas());
    metrics.groups(namespace, name, "updated", status.updatedReplicas());
  }
}
