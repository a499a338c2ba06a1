package io.leaderworkerset.testkit.virtual;

import io.leaderworkerset.cluster.OwnedObject;
import java.util.List;
import javax.annotation.Nullable;

/** Watches over the invariants while the world goes on. */
final class Laws implements Store.Listener {
  private final World world;
  private final IncarnationLaw incarnations;
  private final RecreationLaw recreations;
  private final BudgetLaw budgets;
  private final StatusLaw statuses;
  private final RestLaw rest;

  Laws(World world) {
    this.world = world;
    this.incarnations = new IncarnationLaw(world);
    this.recreations = new RecreationLaw(world);
    this.budgets = new BudgetLaw(world);
    this.statuses = new StatusLaw(world);
    this.rest = new RestLaw(world);
  }

  @Override
  public void changed(@Nullable Stored before, @Nullable Stored after) {
    incarnations.changed(before, after);
    recreations.changed(before, after);
    budgets.changed(before, after);
  }

  /** The user wants the set to be so from now on. */
  void wished(SetShape shape) {
    budgets.wished(shape);
  }

  /** The user is about to let restarts go on, whatever was used up of their budget. */
  void resumed() {
    recreations.resumed();
  }

  /** The StatefulSet controller is about to delete a leader for the rollout or a smaller scale. */
  void rolloutTakes(Stored leader) {
    budgets.rolloutTakes(leader);
  }

  /** Someone is about to delete a StatefulSet by hand. */
  void statefulSetTaken(Stored set) {
    budgets.taken(set);
  }

  void managerCreates(Manager manager, Kind kind, String name, List<OwnedObject.Owner> owners) {
    for (OwnedObject.Owner owner : owners) {
      if (world.store().everMade(owner.uid()) == null) {
        world.violated(
            Invariant.NO_ORPHAN,
            manager.name()
                + " makes "
                + kind.text()
                + " "
                + name
                + " owned by UID "
                + owner.uid()
                + ", which never was");
      }
    }
    if (owners.isEmpty()) {
      world.violated(
          Invariant.NO_ORPHAN,
          manager.name() + " makes " + kind.text() + " " + name + " without an owner");
    }
    if (kind == Kind.STATEFUL_SET) {
      incarnations.managerCreates(manager, name);
    }
  }

  void managerApplies(Manager manager, Body.OfStatefulSet asked) {
    recreations.managerApplies(manager);
    budgets.managerApplies(manager, asked);
  }

  void managerWritesStatus(Manager manager, Stored set) {
    statuses.managerWrites(manager, set);
  }

  /** A manager is about to delete a leader pod that is not being deleted. */
  void managerDeletesLeader(Manager manager, Stored leader) {
    recreations.managerDeletes(manager, leader);
    Manager.Turn turn = manager.turn();
    if (turn != null && RecreationLaw.isOfSet(turn.key())) {
      budgets.managerTakes(turn, leader);
    }
  }

  /** Checks what must be true once nothing happens any more. */
  void atRest() {
    String unfinished = unfinished();
    if (!unfinished.isEmpty()) {
      world.violated(Invariant.CONVERGENCE, unfinished);
    }
    recreations.atRest();
  }

  /** Returns how the set differs from what the user wants; empty if it does not. */
  String unfinished() {
    return rest.unfinished();
  }
}
