package io.leaderworkerset.testkit.virtual;

import java.util.HashMap;
import java.util.Map;
import javax.annotation.Nullable;

/** A group is of one incarnation: that of its leader pod. */
final class IncarnationLaw {
  private final World world;
  private final Map<String, String> leaderByStatefulSet = new HashMap<>();

  IncarnationLaw(World world) {
    this.world = world;
  }

  void changed(@Nullable Stored before, @Nullable Stored after) {
    if (after == null) {
      return;
    }
    if (after.kind() == Kind.STATEFUL_SET && before == null && !after.owners().isEmpty()) {
      leaderByStatefulSet.put(after.uid(), after.owners().get(0).uid());
    }
    if (after.kind() == Kind.POD
        && after.pod().isReady()
        && (before == null || !before.pod().isReady())) {
      becameReady(after);
    }
  }

  private void becameReady(Stored pod) {
    String mine = leaderOf(pod);
    int size = pod.pod().template().size();
    for (int worker = 1; worker < size; worker++) {
      String name = User.leaderOf(pod.pod().group()) + "-" + worker;
      Stored other = world.store().get(Kind.POD, name);
      if (other == null || other.isDeleting() || pod.isDeleting() || !other.pod().isReady()) {
        continue;
      }
      String theirs = leaderOf(other);
      if (mine != null && theirs != null && !mine.equals(theirs) && !isGoing(theirs)) {
        world.violated(
            Invariant.ONE_INCARNATION,
            pod + " of leader " + mine + " and " + other + " of leader " + theirs + " are ready");
      }
    }
  }

  /** What leads to the end of an incarnation may still be on its way to its workers. */
  private boolean isGoing(String leaderUid) {
    Stored leader = world.store().find(leaderUid);
    return leader == null || leader.isDeleting();
  }

  /** Returns the UID of the leader of the incarnation that a pod is of; null if of none. */
  @Nullable
  String leaderOf(Stored pod) {
    return pod.pod().worker() == 0
        ? pod.uid()
        : leaderByStatefulSet.get(pod.pod().statefulSetUid());
  }

  /** Workers are made only where the manager does not know of any, and did not when it began. */
  void managerCreates(Manager manager, String name) {
    Manager.Turn turn = manager.turn();
    if (turn == null) {
      return;
    }
    for (VirtualWatch.Seen each : manager.watch(Kind.POD).known()) {
      Stored pod = each.object();
      boolean ofGroup = pod.pod().worker() > 0 && User.leaderOf(pod.pod().group()).equals(name);
      if (ofGroup && each.since() < turn.since() && !pod.owners().isEmpty()) {
        world.violated(
            Invariant.ONE_INCARNATION,
            manager.name() + " makes workers of " + name + " although it sees " + pod);
      }
    }
  }
}
