package io.leaderworkerset.plan.status;

import io.leaderworkerset.identity.Names;
import io.leaderworkerset.identity.Reason;
import io.leaderworkerset.observe.GroupSummary;
import io.leaderworkerset.observe.RolloutSpec;
import io.leaderworkerset.observe.SetCondition;
import io.leaderworkerset.observe.SetStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.annotation.Nullable;

/**
 * Computes a set's status from the summaries of its groups.
 *
 * <p>Both conditions of a pair are always written, and reason and message are always fresh (the Go
 * controller leaves the second one out when the first changed).
 *
 * @see <a href="https://github.com/kubernetes-sigs/lws">rule followed: kubernetes-sigs/lws@060ab4d,
 *     updateConditions</a>
 */
public final class StatusCalculator {
  /** Condition: all groups are ready, and those above the partition are at the newest revision. */
  public static final String AVAILABLE = "Available";

  /** Condition: groups are on their way to readiness. */
  public static final String PROGRESSING = "Progressing";

  /** Condition: groups are being replaced by a newer revision. */
  public static final String UPDATE_IN_PROGRESS = "UpdateInProgress";

  /**
   * Condition of this library: something that only a person can resolve keeps the set from going
   * on.
   */
  public static final String BLOCKED = "Blocked";

  /** The types of the conditions that are written here; all others are somebody else's. */
  public static final Set<String> TYPES =
      Set.of(AVAILABLE, PROGRESSING, UPDATE_IN_PROGRESS, BLOCKED);

  private StatusCalculator() {}

  /**
   * What a status is computed from.
   *
   * @param set the set's name
   * @param generation the set's generation
   * @param rollout the rollout's numbers
   * @param revisionKey the newest revision's key
   * @param leaderSetPods {@code status.replicas} of the leader StatefulSet, 0 if there is none
   * @param groups summaries of the groups that exist
   * @param blocked why the set cannot go on; null if it can
   * @param before the status as it is
   * @param notes what keeps groups from being ready, for the message of the condition Progressing
   */
  public record Input(
      String set,
      long generation,
      RolloutSpec rollout,
      String revisionKey,
      int leaderSetPods,
      List<GroupSummary> groups,
      @Nullable Block blocked,
      SetStatus before,
      List<String> notes) {}

  /**
   * Why a set cannot go on.
   *
   * @param reason the kind of reason
   * @param message what is wrong, where, and what to do
   */
  public record Block(Reason reason, String message) {}

  /**
   * A status, and what follows from it.
   *
   * @param status the status to write
   * @param changed the condition whose status flipped to true and deserves an event; null if none
   * @param updateDone whether all groups are ready at the newest revision and none is held back, so
   *     that older revisions can go
   */
  public record Output(SetStatus status, @Nullable SetCondition changed, boolean updateDone) {}

  /**
   * Returns the status to write.
   *
   * @param in what it is computed from
   * @param now the time, for conditions that flip; whole seconds are kept
   */
  public static Output compute(Input in, Instant now) {
    Counts counts = Counts.of(in);
    Conditions conditions = new Conditions(in, now.truncatedTo(ChronoUnit.SECONDS));
    Why why = counts.why(in.rollout().replicas());
    if (why == Why.READY) {
      conditions.hold(AVAILABLE, Why.READY);
      conditions.end(UPDATE_IN_PROGRESS, why);
      conditions.end(PROGRESSING, why);
    } else {
      if (why == Why.UPDATING) {
        conditions.hold(UPDATE_IN_PROGRESS, Why.UPDATING);
      } else {
        conditions.keep(UPDATE_IN_PROGRESS); // until the last updated group is ready
      }
      conditions.progress(in.notes());
      conditions.end(AVAILABLE, why);
    }
    conditions.block(in.blocked(), why);
    SetStatus status =
        new SetStatus(
            conditions.list,
            counts.ready,
            counts.updated,
            in.leaderSetPods(),
            hpaPodSelector(in.set()),
            in.generation());
    boolean updateDone =
        in.rollout().partition() == 0 && counts.doneInRange == in.rollout().replicas();
    return new Output(status, conditions.flipped, updateDone);
  }

  /** Returns the selector of a set's leader pods. */
  public static String hpaPodSelector(String set) {
    return Names.SET_NAME_LABEL + "=" + set + "," + Names.WORKER_INDEX_LABEL + "=0";
  }

  /** What the conditions say of a set. */
  private enum Why {
    READY(Reason.ALL_GROUPS_READY, "All replicas are ready"),
    UPDATING(Reason.GROUPS_UPDATING, "Rolling Upgrade is in progress"),
    PROGRESSING(Reason.GROUPS_PROGRESSING, "Replicas are progressing");

    private final String reason;
    private final String message;

    Why(Reason reason, String message) {
      this.reason = reason.pascalCase();
      this.message = message;
    }
  }

  private static final class Counts {
    int ready;
    int updated;
    int readyBelowReplicas;
    int inRange;
    int updatedInRange;
    int doneInRange;

    static Counts of(Input in) {
      Counts counts = new Counts();
      for (GroupSummary group : in.groups()) {
        if (group.isWhole()) {
          counts.add(group, in);
        }
      }
      return counts;
    }

    Why why(int replicas) {
      if (updatedInRange < inRange) {
        return Why.UPDATING;
      }
      boolean done = readyBelowReplicas == replicas && doneInRange == inRange;
      return done ? Why.READY : Why.PROGRESSING;
    }

    private void add(GroupSummary group, Input in) {
      boolean isReady = group.isReady();
      boolean isUpdated = group.isAt(in.revisionKey());
      ready += isReady ? 1 : 0;
      updated += isUpdated ? 1 : 0;
      if (group.index() >= in.rollout().replicas()) {
        return;
      }
      readyBelowReplicas += isReady ? 1 : 0;
      if (group.index() >= in.rollout().partition()) {
        inRange++;
        updatedInRange += isUpdated ? 1 : 0;
        doneInRange += isReady && isUpdated ? 1 : 0;
      }
    }
  }

  /** The conditions being built: those there were, changed in place, new ones behind. */
  private static final class Conditions {
    private final List<SetCondition> list;
    private final long generation;
    private final Instant now;
    @Nullable private SetCondition flipped;

    Conditions(Input in, Instant now) {
      this.list = new ArrayList<>(in.before().conditions());
      this.generation = in.generation();
      this.now = now;
    }

    void hold(String type, Why why) {
      hold(type, why.reason, why.message);
    }

    /** On the way, and what keeps groups from getting there. */
    void progress(List<String> notes) {
      List<String> parts = new ArrayList<>();
      parts.add(Why.PROGRESSING.message);
      parts.addAll(notes);
      hold(PROGRESSING, Why.PROGRESSING.reason, String.join("; ", parts));
    }

    private void hold(String type, String reason, String message) {
      int at = indexOf(type);
      boolean held = at >= 0 && list.get(at).status();
      Instant since = held ? list.get(at).lastTransitionTime() : now;
      SetCondition next = new SetCondition(type, true, reason, message, generation, since);
      if (at < 0) {
        list.add(next);
      } else {
        list.set(at, next);
      }
      if (!held && flipped == null) {
        flipped = next;
      }
    }

    /** Says that the condition does not hold, and why; one that never held is left out. */
    void end(String type, Why why) {
      int at = indexOf(type);
      if (at >= 0) {
        SetCondition was = list.get(at);
        Instant since = was.status() ? now : was.lastTransitionTime();
        list.set(at, new SetCondition(type, false, why.reason, why.message, generation, since));
      }
    }

    /** Says the same again of the present generation. */
    void keep(String type) {
      int at = indexOf(type);
      if (at >= 0) {
        SetCondition was = list.get(at);
        list.set(
            at,
            new SetCondition(
                type,
                was.status(),
                was.reason(),
                was.message(),
                generation,
                was.lastTransitionTime()));
      }
    }

    void block(@Nullable Block blocked, Why otherwise) {
      if (blocked == null) {
        end(BLOCKED, otherwise);
      } else {
        hold(BLOCKED, blocked.reason().pascalCase(), blocked.message());
      }
    }

    private int indexOf(String type) {
      for (int i = 0; i < list.size(); i++) {
        if (list.get(i).type().equals(type)) {
          return i;
        }
      }
      return -1;
    }
  }
}
