package io.leaderworkerset.testkit.virtual;

import io.leaderworkerset.cluster.KubeletPod;
import io.leaderworkerset.cluster.KubeletRules;
import io.leaderworkerset.cluster.KubeletStep;
import io.leaderworkerset.cluster.Placement;
import io.leaderworkerset.cluster.PodBehaviour;
import io.leaderworkerset.cluster.PodRun;
import io.leaderworkerset.cluster.SchedulerRules;
import io.leaderworkerset.cluster.SchedulerState;
import io.leaderworkerset.cluster.SchedulingNode;
import io.leaderworkerset.cluster.SchedulingPod;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.annotation.Nullable;

/** Scheduler, nodes and kubelets. */
final class Kubelets implements Store.Listener {
  /** The one container of each pod. */
  static final String CONTAINER = "main";

  static final int NODES = 4;

  private static final KubeletPod POD = KubeletPod.of(CONTAINER);
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final long UNHEARD = 40_000_000_000L;
  private static final Map<String, Long> ONE_CPU = Map.of("cpu", 1000L);

  private final World world;
  private final Chance chance;
  private final SchedulerState scheduler = new SchedulerState();
  private final Map<String, PodBehaviour> behaviours = new HashMap<>();
  private final Set<String> down = new HashSet<>();

  Kubelets(World world, Chance chance) {
    this.world = world;
    this.chance = chance;
    for (int i = 0; i < NODES; i++) {
      putNode("node-" + i);
    }
  }

  private void putNode(String name) {
    scheduler.putNode(
        new SchedulingNode(
            name, Map.of(), false, List.of(), Map.of("cpu", 1_000_000L, "pods", 110_000L)));
  }

  @Override
  public void changed(@Nullable Stored before, @Nullable Stored after) {
    if (after == null) {
      if (before != null && before.kind() == Kind.POD) {
        scheduler.removePod(before.uid());
        behaviours.remove(before.uid());
      }
    } else if (after.kind() == Kind.POD) {
      if (before == null) {
        world.agenda().after(chance.delay(2, 30), () -> bind(after.uid()));
      } else if (!before.isDeleting() && after.isDeleting() && !after.pod().stopped()) {
        long gone =
            Agenda.since(KubeletRules.goneAt(behaviour(after), world.agenda().instant(), GRACE));
        world.agenda().at(gone, () -> stop(after.uid()));
      }
    }
  }

  private void bind(String uid) {
    Stored pod = world.store().find(uid);
    if (pod == null || pod.isDeleting()) {
      return;
    }
    SchedulingPod plain = SchedulingPod.plain(uid, Rendering.NAMESPACE, Map.of(), ONE_CPU);
    Placement placement = SchedulerRules.place(scheduler, plain);
    if (placement.node() == null) {
      world.agenda().after(5_000_000_000L, () -> bind(uid));
      return;
    }
    scheduler.putPod(plain, placement.node());
    PodRun accepted = KubeletRules.accept(POD, world.agenda().instant());
    world.store().update(pod, pod.pod().withNode(placement.node()).withRun(accepted));
    step(uid);
  }

  private void step(String uid) {
    Stored pod = world.store().find(uid);
    if (pod == null || pod.isDeleting() || isDown(pod)) {
      return;
    }
    PodRun run = pod.pod().run();
    if (run == null) {
      return;
    }
    KubeletStep next = KubeletRules.step(POD, behaviour(pod), run, world.agenda().instant());
    if (!next.run().equals(run)) {
      world.tell(
          "kubelet",
          () ->
              pod.name()
                  + " is "
                  + next.run().phase().text()
                  + (next.run().readySince() == null ? "" : " and ready"));
      world.store().update(pod, pod.pod().withRun(next.run()));
    }
    if (next.wakeAt() != null) {
      world.agenda().at(Agenda.since(next.wakeAt()), () -> step(uid));
    }
  }

  private void stop(String uid) {
    Stored pod = world.store().find(uid);
    if (pod != null && pod.isDeleting() && !pod.pod().stopped() && !isDown(pod)) {
      world.tell("kubelet", () -> pod.name() + " has ended");
      world.store().stopped(pod);
    }
  }

  private boolean isDown(Stored pod) {
    return pod.pod().node() != null && down.contains(pod.pod().node());
  }

  private PodBehaviour behaviour(Stored pod) {
    return behaviours.computeIfAbsent(
        pod.uid(),
        uid ->
            PodBehaviour.immediate()
                .withStartupDelay(Duration.ofNanos(chance.within(1000, 3000)))
                .withReadinessDelay(Duration.ofNanos(chance.within(100, 4000)))
                .withTerminationDelay(Duration.ofNanos(chance.delay(50, 1500)))
                .withNeverReady(pod.pod().template().isBroken()));
  }

  // ---- what happens to pods and nodes from outside ----------------------------------------------

  void restartContainer(Stored pod) {
    PodRun run = pod.pod().run();
    if (run != null && !pod.isDeleting() && !isDown(pod)) {
      PodRun next = KubeletRules.restart(POD, run, CONTAINER, 137, world.agenda().instant());
      if (!next.equals(run)) {
        world.store().update(pod, pod.pod().withRun(next));
        step(pod.uid());
      }
    }
  }

  void evict(Stored pod) {
    PodRun run = pod.pod().run();
    if (run != null && !pod.isDeleting() && !isDown(pod)) {
      PodRun next =
          KubeletRules.fail(run, KubeletRules.EVICTED, "out of memory", world.agenda().instant());
      if (!next.equals(run)) {
        world.store().update(pod, pod.pod().withRun(next));
      }
    }
  }

  void lose(int node, long nanos) {
    String name = "node-" + node;
    if (down.add(name)) {
      scheduler.removeNode(name);
      world.agenda().after(UNHEARD, () -> markUnreachable(name));
      world.agenda().after(nanos, () -> comeBack(name));
    }
  }

  private void markUnreachable(String node) {
    if (down.contains(node)) {
      for (Stored pod : podsOn(node)) {
        world.store().update(pod, pod.pod().withUnreachable(true));
      }
    }
  }

  private void comeBack(String node) {
    if (!down.remove(node)) {
      return;
    }
    world.tell("node", () -> node + " is back");
    putNode(node);
    for (Stored pod : podsOn(node)) {
      if (pod.pod().unreachable()) {
        world.store().update(pod, pod.pod().withUnreachable(false));
      }
      if (pod.isDeleting()) {
        stop(pod.uid());
      } else {
        step(pod.uid());
      }
    }
  }

  /** The node is deleted; its pods go without a kubelet's word. Another of its name comes. */
  void remove(int node) {
    String name = "node-" + node;
    if (down.contains(name)) {
      return;
    }
    for (Stored pod : podsOn(name)) {
      world.store().delete(pod, false, true);
    }
  }

  private List<Stored> podsOn(String node) {
    return world.store().all(Kind.POD).stream().filter(p -> node.equals(p.pod().node())).toList();
  }
}
