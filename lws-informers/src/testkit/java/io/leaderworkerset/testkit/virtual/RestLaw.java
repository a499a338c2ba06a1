package io.leaderworkerset.testkit.virtual;

import io.leaderworkerset.api.Condition;
import io.leaderworkerset.api.LeaderWorkerSetStatus;
import io.leaderworkerset.cluster.StatefulSetStatus;
import io.leaderworkerset.identity.SubdomainPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import javax.annotation.Nullable;

/** What a set must be once nothing happens any more: exactly what its spec says. */
final class RestLaw {
  private final World world;
  private final List<String> wrong = new ArrayList<>();

  RestLaw(World world) {
    this.world = world;
  }

  /** Returns what differs; empty if nothing does. */
  String unfinished() {
    wrong.clear();
    SetShape shape = world.user().wish();
    Stored set = world.store().get(Kind.SET, User.SET);
    if (shape == null) {
      for (Kind kind : Kind.values()) {
        world.store().all(kind).forEach(o -> wrong.add(o + " is left of a deleted set"));
      }
    } else if (set == null || set.isDeleting()) {
      wrong.add("there is no set");
    } else {
      check(shape, set);
    }
    Manager leading = world.managers().leading();
    if (leading != null && !leading.blocked().isEmpty()) {
      wrong.add("the metrics of " + leading.name() + " tell of " + leading.blocked());
    }
    return String.join("; ", wrong);
  }

  private void check(SetShape shape, Stored set) {
    Stored leaders = world.store().get(Kind.STATEFUL_SET, User.SET);
    if (leaders == null || leaders.isDeleting() || !isOwnedBy(leaders, set)) {
      wrong.add("there is no leader StatefulSet");
      return;
    }
    Body.OfStatefulSet body = leaders.statefulSet();
    StatefulSetStatus status = body.status();
    if (body.spec().replicas() != shape.replicas()
        || body.spec().partition() != shape.partition()
        || body.spec().onDelete()
        || !body.template().image().equals("app:" + shape.template())
        || body.template().size() != shape.size()) {
      wrong.add("the leader StatefulSet is " + body.spec() + ", " + body.template());
    }
    if (status.readyReplicas() != shape.replicas()
        || status.replicas() != shape.replicas()
        || status.observedGeneration() != body.generation()) {
      wrong.add("the leader StatefulSet's status is " + status);
    }
    checkGroups(shape, leaders);
    checkNames(shape);
    checkServices(shape, set);
    checkStatus(shape, set);
    if (world.store().all(Kind.REVISION).size() != 1) {
      wrong.add("there are the revisions " + world.store().all(Kind.REVISION));
    }
  }

  private void checkGroups(SetShape shape, Stored leaders) {
    for (int group = 0; group < shape.replicas(); group++) {
      String name = User.leaderOf(group);
      Stored leader = world.store().get(Kind.POD, name);
      if (!isPodOf(leader, leaders, leaders)) {
        wrong.add("leader " + name + " is " + leader);
      } else if (leader != null && shape.size() > 1) {
        checkWorkers(shape, leaders, leader);
      }
    }
  }

  private void checkWorkers(SetShape shape, Stored leaders, Stored leader) {
    Stored workers = world.store().get(Kind.STATEFUL_SET, leader.name());
    if (workers == null || workers.isDeleting() || !isOwnedBy(workers, leader)) {
      wrong.add("worker StatefulSet " + leader.name() + " is " + workers);
      return;
    }
    for (int worker = 1; worker < shape.size(); worker++) {
      Stored pod = world.store().get(Kind.POD, leader.name() + "-" + worker);
      if (!isPodOf(pod, workers, leaders)) {
        wrong.add("worker " + leader.name() + "-" + worker + " is " + pod);
      }
    }
  }

  private static boolean isPodOf(@Nullable Stored pod, Stored owner, Stored leaders) {
    return pod != null
        && !pod.isDeleting()
        && isOwnedBy(pod, owner)
        && pod.pod().isReady()
        && pod.pod().template().key().equals(leaders.statefulSet().template().key())
        && pod.pod().template().image().equals(leaders.statefulSet().template().image());
  }

  /** No pod or StatefulSet but those that the shape names. */
  private void checkNames(SetShape shape) {
    Set<String> pods = new TreeSet<>();
    Set<String> sets = new TreeSet<>();
    sets.add(User.SET);
    for (int group = 0; group < shape.replicas(); group++) {
      String name = User.leaderOf(group);
      pods.add(name);
      for (int worker = 1; worker < shape.size(); worker++) {
        pods.add(name + "-" + worker);
        sets.add(name);
      }
    }
    checkOnly(Kind.POD, pods);
    checkOnly(Kind.STATEFUL_SET, sets);
  }

  private void checkOnly(Kind kind, Set<String> names) {
    for (Stored each : world.store().all(kind)) {
      if (!names.contains(each.name())) {
        wrong.add(each + " should not be there");
      }
    }
  }

  private void checkServices(SetShape shape, Stored set) {
    if (shape.subdomainPolicy() == SubdomainPolicy.SHARED) {
      checkService(User.SET, set);
    } else {
      for (int group = 0; group < shape.replicas(); group++) {
        String name = User.leaderOf(group);
        checkService(name, world.store().get(Kind.POD, name));
      }
    }
  }

  private void checkService(String name, @Nullable Stored owner) {
    Stored service = world.store().get(Kind.SERVICE, name);
    if (service == null || service.isDeleting() || owner == null || !isOwnedBy(service, owner)) {
      wrong.add("Service " + name + " is " + service);
    }
  }

  private void checkStatus(SetShape shape, Stored set) {
    LeaderWorkerSetStatus status = set.set().status();
    boolean right =
        status != null
            && Objects.equals(status.observedGeneration(), set.set().generation())
            && Objects.equals(status.readyReplicas(), shape.replicas())
            && Objects.equals(status.updatedReplicas(), shape.replicas())
            && Objects.equals(status.replicas(), shape.replicas())
            && status.conditions().stream().allMatch(RestLaw::isAsAtRest);
    if (!right) {
      wrong.add("the status is " + status);
    }
  }

  private static boolean isAsAtRest(Condition condition) {
    boolean holds = "True".equals(condition.status());
    return condition.type().equals("Available") == holds;
  }

  private static boolean isOwnedBy(Stored object, Stored owner) {
    return object.owners().stream().anyMatch(o -> o.uid().equals(owner.uid()));
  }
}
