package io.leaderworkerset.plan.restart;

import io.leaderworkerset.observe.GroupObservation;
import io.leaderworkerset.observe.GroupSpec;
import io.leaderworkerset.observe.GroupSummary;
import io.leaderworkerset.observe.PodObservation;
import io.leaderworkerset.observe.RestartRecord;
import io.leaderworkerset.observe.RestartRecord.State;
import io.leaderworkerset.observe.RestartSettings;
import io.leaderworkerset.plan.restart.RestartVerdict.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import javax.annotation.Nullable;

/**
 * Says when a group that failed is recreated: the first time at once, then after a back-off that
 * grows with every restart, until its budget is used up.
 *
 * <p>What is remembered is one record for each group. It counts restarts in a row at one revision,
 * and names the incarnation that the last of them ends: that incarnation is not restarted twice,
 * and what it waits for outlives the traces of the failure and the process that saw it.
 */
public final class RestartGovernor {
  private static final int UNREADY = 6;

  private final GroupObservation group;
  private final PodObservation leader;
  private final RestartSettings settings;
  private final Instant now;
  @Nullable private final RestartRecord last;

  private RestartGovernor(
      GroupObservation group, PodObservation leader, RestartSettings settings, Instant now) {
    this.group = group;
    this.leader = leader;
    this.settings = settings;
    this.now = now;
    this.last = group.lastRestart();
  }

  /**
   * Returns whether the group is recreated, and when.
   *
   * @param group the group as observed, with what is remembered of its restarts
   * @param seen what happened to it, by {@link RestartPlanner#decide}
   * @param now the time
   */
  public static RestartVerdict judge(GroupObservation group, RestartDecision seen, Instant now) {
    PodObservation leader = group.leader();
    GroupSpec spec = group.spec();
    if (leader == null || leader.isDeleting() || spec == null) {
      return RestartVerdict.KEEP;
    }
    return new RestartGovernor(group, leader, spec.restarts(), now).judge(seen);
  }

  /**
   * Returns whether the group that is there now is kept as it is because its budget is used up.
   *
   * @param record what is remembered of the group
   * @param group the group's summary
   * @param settings the set's
   */
  public static boolean isHeld(RestartRecord record, GroupSummary group, RestartSettings settings) {
    return record.state() == State.HELD
        && record.leaderUid().equals(group.leaderUid())
        && record.revision().equals(group.leaderRevision())
        && !isResumed(record, settings)
        && isUsedUp(record, settings)
        && counts(record, settings);
  }

  /**
   * Returns whether the record says nothing any more of a group that fails from now on.
   *
   * <p>It is forgotten once the group has been ready for long enough since the restart. One that
   * was never ready since, as far as is known, is not stable, however long it takes to start: its
   * restarts are forgotten after {@value #UNREADY} times as long.
   *
   * @param record what is remembered
   * @param settings the set's
   * @param readySince since when the group has been ready, or was until it failed; null if it never
   *     was, or that is not known
   * @param now the time
   */
  public static boolean isForgotten(
      RestartRecord record, RestartSettings settings, @Nullable Instant readySince, Instant now) {
    if (record.state() == State.HELD) {
      return true;
    }
    Instant stableFrom =
        readySince == null || readySince.isBefore(record.at()) ? record.at() : readySince;
    Duration least =
        readySince == null ? settings.forgetAfter().multipliedBy(UNREADY) : settings.forgetAfter();
    return now.isAfter(stableFrom.plus(least));
  }

  static RestartDecision decisionOf(RestartRecord record) {
    return new RestartDecision(record.cause(), record.pod(), record.container());
  }

  private RestartVerdict judge(RestartDecision seen) {
    RestartRecord open = last != null && last.isOpenFor(leader.uid()) ? last : null;
    RestartDecision decision = open != null && counts(open, settings) ? decisionOf(open) : seen;
    if (!decision.isRecreate() || !settings.hasMemory()) {
      return RestartVerdict.atOnce(decision);
    }
    if (open == null && last != null && last.leaderUid().equals(leader.uid())) {
      return RestartVerdict.KEEP; // it is being recreated; what shows the old leader is behind
    }
    if (last == null || isOver(last, open != null)) {
      return begin(decision, 0, 0);
    }
    if (open == null || (open.state() == State.HELD && !isUsedUp(open, settings))) {
      return begin(decision, last.restarts(), last.failures());
    }
    return open.state() == State.HELD
        ? new RestartVerdict(Kind.HELD, decision, open)
        : goOn(decision, open);
  }

  /** Whether the restarts in a row that the record counts have ended. */
  private boolean isOver(RestartRecord record, boolean open) {
    return !record.revision().equals(revision())
        || isResumed(record, settings)
        || (!open && isForgotten(record, settings, group.readySince(), now));
  }

  private RestartVerdict begin(RestartDecision decision, int restarts, int failures) {
    boolean failure = decision.cause() != null && decision.cause().isFailure();
    Integer budget = settings.budget();
    if (failure && budget != null && failures >= budget) {
      RestartRecord held = record(decision, State.HELD, restarts, failures, now);
      return new RestartVerdict(Kind.HELD, decision, held);
    }
    Duration wait = settings.backoff().delay(restarts, group.set().uid(), group.index());
    RestartRecord due =
        record(decision, State.DUE, restarts + 1, failures + (failure ? 1 : 0), now.plus(wait));
    return new RestartVerdict(wait.isZero() ? Kind.NOW : Kind.LATER, decision, due);
  }

  private RestartVerdict goOn(RestartDecision decision, RestartRecord due) {
    Instant latest = now.plus(settings.backoff().bound());
    if (due.at().isAfter(latest)) { // the clock went back, or the back-off is shorter now
      RestartRecord sooner = record(decision, State.DUE, due.restarts(), due.failures(), latest);
      return new RestartVerdict(Kind.LATER, decision, sooner);
    }
    boolean now = !due.at().isAfter(this.now) || settings.backoff().isNone();
    return new RestartVerdict(now ? Kind.NOW : Kind.LATER, decision, due);
  }

  private RestartRecord record(
      RestartDecision decision, State state, int restarts, int failures, Instant at) {
    return new RestartRecord(
        group.index(),
        last == null ? 1 : last.version() + 1,
        revision(),
        leader.uid(),
        state,
        restarts,
        failures,
        at,
        Objects.requireNonNull(decision.cause()),
        decision.pod(),
        decision.container(),
        settings.resume());
  }

  private String revision() {
    String key = leader.revisionKey();
    return key == null ? "" : key;
  }

  private static boolean isResumed(RestartRecord record, RestartSettings settings) {
    return !settings.resume().isEmpty() && !settings.resume().equals(record.resume());
  }

  private static boolean isUsedUp(RestartRecord record, RestartSettings settings) {
    return settings.budget() != null && record.failures() >= settings.budget();
  }

  private static boolean counts(RestartRecord record, RestartSettings settings) {
    return settings.triggers().counts(record.cause(), record.container());
  }
}
