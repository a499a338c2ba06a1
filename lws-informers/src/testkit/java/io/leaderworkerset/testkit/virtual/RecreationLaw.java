package io.leaderworkerset.testkit.virtual;

import com.google.gson.JsonObject;
import io.leaderworkerset.cluster.PodPhase;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.identity.RestartPolicy;
import io.leaderworkerset.informers.observe.WorkKey;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.observe.RestartBackoff;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.annotation.Nullable;

/**
 * A group is recreated for what happened to its present incarnation, under a policy that says so,
 * and for all of that.
 */
final class RecreationLaw {
  private static final String DELETED = "it was deleted";

  private final World world;
  private final Map<String, String> leaderByStatefulSet = new HashMap<>();
  private final Map<String, Map<String, String>> causes = new HashMap<>();
  private final Map<String, List<Long>> restarts = new HashMap<>();
  private final Map<String, Integer> failures = new HashMap<>();
  private final Set<String> unknownOwner = new HashSet<>();
  private final Set<String> started = new HashSet<>();
  private final Map<String, RestartPolicy> policies = new HashMap<>();
  @Nullable private Manager lastToApply;

  RecreationLaw(World world) {
    this.world = world;
  }

  static boolean isOfSet(WorkKey key) {
    return key instanceof WorkKey.SetKey;
  }

  void changed(@Nullable Stored before, @Nullable Stored after) {
    Stored object = after == null ? before : after;
    if (object == null) {
      return;
    }
    switch (object.kind()) {
      case REVISION -> learnPolicy(object.tree().tree());
      case STATEFUL_SET -> {
        if (before == null && !object.owners().isEmpty()) {
          leaderByStatefulSet.put(object.uid(), object.owners().get(0).uid());
        }
      }
      case POD -> podChanged(before, after, object);
      case SET, SERVICE -> {
        // say nothing of causes
      }
    }
  }

  private void learnPolicy(JsonObject revision) {
    String key = Json.string(revision, "metadata", "labels", Names.REVISION_LABEL);
    if (key != null) {
      policies.put(
          key,
          RestartPolicy.of(
              Json.string(revision, "data", "spec", "leaderWorkerTemplate", "restartPolicy")));
    }
  }

  private void podChanged(@Nullable Stored before, @Nullable Stored after, Stored pod) {
    String leader = leaderOf(pod);
    if (leader == null) {
      return;
    }
    boolean counts = world.script().restarts().triggers().containers().has(Kubelets.CONTAINER);
    if (after != null && after.pod().restarts() > 0 && counts) {
      cause(leader, pod, "a container restarted");
    }
    if (after != null && after.pod().run() != null && after.pod().run().phase().isFinished()) {
      cause(leader, pod, "it failed");
    }
    boolean went = after == null || after.isDeleting();
    boolean wasThere = before != null && !before.isDeleting();
    if (went && wasThere && pod.pod().worker() > 0) {
      cause(leader, pod, DELETED);
      noteUnknownOwner(pod);
    }
    if (after != null && after.pod().run() != null) {
      noteStart(after, leader);
    }
  }

  /**
   * A manager that never saw the StatefulSet of a worker cannot tell whose it was: younger than the
   * present leader, it counts as its own.
   */
  private void noteUnknownOwner(Stored pod) {
    Stored present = world.store().get(Kind.POD, User.leaderOf(pod.pod().group()));
    if (present != null
        && !world.managers().hasSeenAll()
        && pod.created().isAfter(present.created())) {
      unknownOwner.add(present.uid());
    }
  }

  private void cause(String leader, Stored pod, String what) {
    causes.computeIfAbsent(leader, k -> new LinkedHashMap<>()).putIfAbsent(pod.uid(), what);
  }

  @Nullable
  private String leaderOf(Stored pod) {
    return pod.pod().worker() == 0
        ? pod.uid()
        : leaderByStatefulSet.get(pod.pod().statefulSetUid());
  }

  private void noteStart(Stored pod, String leader) {
    int size = pod.pod().template().size();
    String name = User.leaderOf(pod.pod().group());
    for (int worker = 0; worker < size; worker++) {
      Stored each = world.store().get(Kind.POD, worker == 0 ? name : name + "-" + worker);
      if (each == null || !leader.equals(leaderOf(each)) || isPending(each)) {
        return;
      }
    }
    started.add(leader);
  }

  private static boolean isPending(Stored pod) {
    return pod.pod().run() == null || pod.pod().run().phase() == PodPhase.PENDING;
  }

  void managerDeletes(Manager manager, Stored leader) {
    Manager.Turn turn = manager.turn();
    if (turn == null) {
      return;
    }
    if (isOfSet(turn.key())) {
      byRollout(manager, turn, leader);
    } else {
      byRestart(manager, leader);
    }
  }

  /** A manager is about to apply the leader StatefulSet. */
  void managerApplies(Manager manager) {
    lastToApply = manager;
  }

  /**
   * The newest revision is that of the leader StatefulSet. Of what another manager has made of it
   * since this one looked, no precondition of a deletion can tell: then what it saw counts.
   */
  private void byRollout(Manager manager, Manager.Turn turn, Stored leader) {
    Stored set = world.store().get(Kind.STATEFUL_SET, User.SET);
    String key = leader.pod().template().key();
    boolean isNewest = set != null && set.statefulSet().template().key().equals(key);
    boolean couldKnow = lastToApply == manager || key.equals(turn.newestRevision());
    if (isNewest && couldKnow) {
      violated(manager, leader, "for the rollout, although it is at the newest revision");
    }
  }

  private void byRestart(Manager manager, Stored leader) {
    RestartPolicy policy = policyOf(leader);
    if (policy == RestartPolicy.NONE || policy == RestartPolicy.DEFAULT) {
      violated(manager, leader, "although its restart policy is None");
    } else if (!causes.containsKey(leader.uid()) && !unknownOwner.contains(leader.uid())) {
      violated(manager, leader, "although nothing happened to a pod of this incarnation");
    } else if (policy == RestartPolicy.RECREATE_GROUP_AFTER_START
        && !started.contains(leader.uid())) {
      violated(manager, leader, "although its group had not started");
    } else {
      checkBackoff(manager, leader);
      checkBudget(manager, leader);
    }
  }

  /** The user lets restarts go on: what happened before counts no more, and what waits goes. */
  void resumed() {
    restarts.clear();
    failures.clear();
  }

  private void checkBudget(Manager manager, Stored leader) {
    Integer budget = world.script().restarts().budget();
    Map<String, String> seen = causes.getOrDefault(leader.uid(), Map.of());
    if (budget == null || seen.isEmpty() || seen.containsValue(DELETED)) {
      return; // a deletion counts for nothing, and may be what it is restarted for
    }
    int restarted = failures.merge(rowOf(leader), 1, Integer::sum);
    int allowed = budget + world.managers().replaced();
    if (restarted > allowed) {
      world.violated(
          Invariant.RESTART_BUDGET,
          manager.name()
              + " restarts "
              + leader
              + ", whose group was restarted "
              + (restarted - 1)
              + " times at this revision for a failure; the budget is "
              + budget);
    }
  }

  private String rowOf(Stored leader) {
    Stored set = world.store().get(Kind.SET, User.SET);
    String uid = set == null ? "" : set.uid();
    return uid + "/" + leader.pod().group() + "/" + leader.pod().template().key();
  }

  private void checkBackoff(Manager manager, Stored leader) {
    RestartBackoff backoff = world.script().restarts().backoff();
    Stored set = world.store().get(Kind.SET, User.SET);
    if (backoff.isNone() || set == null) {
      return;
    }
    List<Long> times = restarts.computeIfAbsent(rowOf(leader), k -> new ArrayList<>());
    long now = world.agenda().now();
    int back = world.managers().replaced() > 0 ? 2 : 1;
    long least = (long) (backoff.first().toNanos() * (1 - backoff.jitter()));
    if (times.size() >= back && now - times.get(times.size() - back) < least) {
      world.violated(
          Invariant.RESTART_BACKOFF,
          manager.name()
              + " restarts "
              + leader
              + " although it was restarted "
              + (now - times.get(times.size() - back)) / 1_000_000
              + " ms ago");
    }
    times.add(now);
  }

  private RestartPolicy policyOf(Stored leader) {
    return policies.getOrDefault(leader.pod().template().key(), RestartPolicy.NONE);
  }

  private void violated(Manager manager, Stored leader, String why) {
    world.violated(
        Invariant.ONE_RECREATION_PER_CAUSE, manager.name() + " deletes " + leader + " " + why);
  }

  /** What can be seen still, or could be seen all along, has led to a recreation. */
  void atRest() {
    for (Stored pod : world.store().all(Kind.POD)) {
      if (pod.pod().worker() == 0 && !pod.isDeleting() && !world.hasFailed()) {
        leaderAtRest(pod);
      }
    }
  }

  private void leaderAtRest(Stored leader) {
    RestartPolicy policy = policyOf(leader);
    Map<String, String> forgotten = causes.get(leader.uid());
    if (forgotten == null || policy == RestartPolicy.NONE || policy == RestartPolicy.DEFAULT) {
      return;
    }
    boolean always = policy == RestartPolicy.RECREATE_GROUP_ON_POD_RESTART;
    forgotten.forEach(
        (uid, what) -> {
          Stored pod = world.store().find(uid);
          boolean visible = pod != null && pod.pod().restarts() > 0;
          boolean wasVisible = always && world.managers().hasSeenAll();
          if (visible || wasVisible) {
            world.violated(
                Invariant.NO_CAUSE_FORGOTTEN,
                leader + " was not recreated, although of its pod " + uid + " " + what);
          }
        });
  }
}
