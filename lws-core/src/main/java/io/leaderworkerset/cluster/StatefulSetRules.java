package io.leaderworkerset.cluster;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.annotation.Nullable;

/**
 * What the StatefulSet controller of Kubernetes 1.36 does, as a function.
 *
 * @see <a
 *     href="https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/statefulset/stateful_set_control.go">rules
 *     followed: kubernetes v1.36.3, stateful_set_control.go</a>
 */
public final class StatefulSetRules {
  private StatefulSetRules() {}

  /**
   * Returns what one pass of the controller does.
   *
   * <p>In this order: finished pods are deleted so that they can be made anew, missing pods are
   * created, pods outside the ordinals are deleted from the highest one, outdated pods at or above
   * the partition are deleted from the highest one. An OrderedReady set takes one step at a time
   * and waits for each pod to be available; a Parallel one does all of it at once. Outdated pods go
   * one at a time, waiting for availability, unless the gate is on: then so many that at most
   * {@code maxUnavailable} are down. A set being deleted only gets its status.
   *
   * <p>Example: 3 replicas, Parallel, partition 1, nothing there: creates 0 at the current and 1
   * and 2 at the update revision.
   *
   * @param set the set and its pods; pods of the same ordinal must not appear twice
   * @param now the present, for minReadySeconds
   */
  public static StatefulSetPlan decide(StatefulSetState set, Instant now) {
    return new StatefulSetPass(set, now).run();
  }

  /**
   * Resolves {@code rollingUpdate.maxUnavailable}: a percentage rounds down, the result is at least
   * 1.
   *
   * @param value an integer or a percentage such as {@code 25%}; null or unreadable means 1
   * @param replicas what a percentage is of
   */
  public static int maxUnavailable(@Nullable String value, int replicas) {
    if (value == null) {
      return 1;
    }
    boolean percent = value.endsWith("%");
    try {
      long number = Integer.parseInt(percent ? value.substring(0, value.length() - 1) : value);
      return (int) Math.max(1, percent ? number * replicas / 100 : number);
    } catch (NumberFormatException e) {
      return 1;
    }
  }

  /** One pass over one set. */
  private static final class StatefulSetPass {
    private final StatefulSetState set;
    private final StatefulSetSpec spec;
    private final Instant now;
    private final StatefulSetPod[] replicas; // by ordinal from the start; null where missing
    private final List<StatefulSetPod> condemned = new ArrayList<>(0);
    private final List<PodDecision> decisions = new ArrayList<>(0);
    private int removedOfCurrent;

    StatefulSetPass(StatefulSetState set, Instant now) {
      this.set = set;
      this.spec = set.spec();
      this.now = now;
      this.replicas = new StatefulSetPod[spec.replicas()];
    }

    StatefulSetPlan run() {
      sortIn();
      if (!set.deleting()) {
        boolean settled = spec.parallel() ? burst() : stepInOrder();
        if (settled && !spec.onDelete()) {
          update();
        }
      }
      return plan();
    }

    private void sortIn() {
      for (StatefulSetPod pod : set.pods()) {
        if (pod.ordinal() >= spec.startOrdinal() && pod.ordinal() < spec.endOrdinal()) {
          replicas[pod.ordinal() - spec.startOrdinal()] = pod;
        } else {
          condemned.add(pod);
        }
      }
      if (condemned.size() > 1) {
        condemned.sort((a, b) -> Integer.compare(b.ordinal(), a.ordinal()));
      }
    }

    private boolean burst() {
      for (int i = 0; i < replicas.length; i++) {
        StatefulSetPod pod = replicas[i];
        if (pod == null) {
          create(i);
        } else if (pod.phase().isFinished()) {
          delete(pod, PodDecision.Why.FINISHED);
        }
      }
      for (StatefulSetPod pod : condemned) {
        delete(pod, PodDecision.Why.SCALED_DOWN);
      }
      return true;
    }

    /** Takes at most one step; returns whether there was none to take and nothing to wait for. */
    private boolean stepInOrder() {
      for (int i = 0; i < replicas.length; i++) {
        StatefulSetPod pod = replicas[i];
        if (pod == null) {
          create(i);
          return false;
        }
        if (pod.phase().isFinished()) {
          delete(pod, PodDecision.Why.FINISHED);
          return false;
        }
        if (pod.terminating() || !isUp(pod)) {
          return false;
        }
      }
      return condemned.isEmpty() || condemnHighest();
    }

    /** The replicas are all up here, so that the first unhealthy pod is a condemned one. */
    private boolean condemnHighest() {
      StatefulSetPod highest = condemned.get(0);
      if (highest.terminating() || (!isUp(highest) && highest != lowestUnhealthyCondemned())) {
        return false;
      }
      delete(highest, PodDecision.Why.SCALED_DOWN);
      return false;
    }

    @Nullable
    private StatefulSetPod lowestUnhealthyCondemned() {
      for (int i = condemned.size() - 1; i >= 0; i--) {
        if (isUnavailable(condemned.get(i))) {
          return condemned.get(i);
        }
      }
      return null;
    }

    private void update() {
      if (set.maxUnavailableGate()) {
        updateWithinBudget();
      } else {
        updateOneByOne();
      }
    }

    private void updateOneByOne() {
      for (int i = replicas.length - 1; i >= spec.partition(); i--) {
        StatefulSetPod pod = replicas[i];
        if (pod == null) {
          return; // made in this pass: wait for it
        }
        if (isOutdated(pod)) {
          delete(pod, PodDecision.Why.OUTDATED);
          removedOfCurrent++;
          return;
        }
        if (isUnavailable(pod)) {
          return;
        }
      }
    }

    private void updateWithinBudget() {
      int budget = spec.maxUnavailable();
      for (StatefulSetPod pod : replicas) {
        if (pod == null || isUnavailable(pod)) {
          budget--;
        }
      }
      for (int i = replicas.length - 1; i >= spec.partition() && budget > 0; i--) {
        StatefulSetPod pod = replicas[i];
        if (pod != null && isOutdated(pod)) {
          delete(pod, PodDecision.Why.OUTDATED);
          removedOfCurrent++;
          budget--;
        }
      }
    }

    private boolean isOutdated(StatefulSetPod pod) {
      return !pod.terminating() && !pod.revision().equals(set.updateRevision());
    }

    private boolean isUp(StatefulSetPod pod) {
      return pod.isRunningAndReady() && pod.isAvailable(spec.minReadySeconds(), now);
    }

    private boolean isUnavailable(StatefulSetPod pod) {
      return pod.terminating() || !pod.isAvailable(spec.minReadySeconds(), now);
    }

    private void create(int index) {
      boolean keeps = !spec.onDelete() && index < spec.partition();
      decisions.add(
          new PodDecision.Create(
              spec.startOrdinal() + index, keeps ? set.currentRevision() : set.updateRevision()));
    }

    private void delete(StatefulSetPod pod, PodDecision.Why why) {
      if (pod.terminating()) {
        return;
      }
      if (why == PodDecision.Why.OUTDATED && pod.phase().isFinished()) {
        return; // already deleted in this pass
      }
      decisions.add(new PodDecision.Delete(pod.ordinal(), why));
    }

    private StatefulSetPlan plan() {
      int ready = 0;
      int available = 0;
      int current = -removedOfCurrent;
      int updated = 0;
      Instant recheckAt = null;
      for (StatefulSetPod pod : set.pods()) {
        if (pod.isRunningAndReady()) {
          ready++;
          if (pod.isAvailable(spec.minReadySeconds(), now)) {
            available++;
          } else {
            recheckAt = earlier(recheckAt, pod.readySince(), spec.minReadySeconds());
          }
        }
        if (!pod.terminating()) {
          current += pod.revision().equals(set.currentRevision()) ? 1 : 0;
          updated += pod.revision().equals(set.updateRevision()) ? 1 : 0;
        }
      }
      return new StatefulSetPlan(
          Collections.unmodifiableList(decisions),
          status(ready, available, current, updated),
          recheckAt);
    }

    @Nullable
    private static Instant earlier(@Nullable Instant best, @Nullable Instant since, int seconds) {
      if (since == null) {
        return best;
      }
      Instant at = since.plusSeconds(seconds);
      return best == null || at.isBefore(best) ? at : best;
    }

    private StatefulSetStatus status(int ready, int available, int current, int updated) {
      int all = set.pods().size();
      boolean complete =
          !spec.onDelete()
              && updated == spec.replicas()
              && ready == spec.replicas()
              && all == spec.replicas();
      return new StatefulSetStatus(
          set.generation(),
          all,
          ready,
          available,
          complete ? updated : Math.max(0, current),
          updated,
          complete ? set.updateRevision() : set.currentRevision(),
          set.updateRevision());
    }
  }
}
