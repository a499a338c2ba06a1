package io.leaderworkerset.testkit.virtual;

import io.leaderworkerset.cluster.GarbageCollectorRules;
import io.leaderworkerset.cluster.GarbageDecision;
import io.leaderworkerset.cluster.GarbageDecision.Propagation;
import io.leaderworkerset.cluster.OwnedObject;
import java.util.HashSet;
import java.util.Set;
import javax.annotation.Nullable;

/** The garbage collector: looks at an object some time after something about its owners changed. */
final class Garbage implements Store.Listener {
  private static final String ACTOR = "garbage collector";

  private final World world;
  private final Chance chance;
  private final Set<String> scheduled = new HashSet<>();

  Garbage(World world, Chance chance) {
    this.world = world;
    this.chance = chance;
  }

  @Override
  public void changed(@Nullable Stored before, @Nullable Stored after) {
    if (after == null) {
      if (before != null) {
        scheduleDependents(before);
        before.owners().forEach(o -> schedule(o.uid()));
      }
    } else if (before == null) {
      if (after.owners().stream().anyMatch(this::isGoneOrGoing)) {
        schedule(after.uid());
      }
    } else if (after.isForeground() != before.isForeground()) {
      schedule(after.uid());
      scheduleDependents(after);
    } else if (!after.owners().equals(before.owners())) {
      before.owners().forEach(o -> schedule(o.uid()));
    }
  }

  private boolean isGoneOrGoing(OwnedObject.Owner owner) {
    OwnedObject found = world.store().byUid(owner.uid());
    return found == null || found.isDeletingDependents();
  }

  private void scheduleDependents(Stored object) {
    world.store().dependentUids(object.uid()).forEach(this::schedule);
  }

  private void schedule(String uid) {
    if (scheduled.add(uid)) {
      world.agenda().after(chance.within(5, 250), () -> look(uid));
    }
  }

  private void look(String uid) {
    scheduled.remove(uid);
    Stored object = world.store().find(uid);
    if (object == null) {
      return;
    }
    for (GarbageDecision each : GarbageCollectorRules.decide(object.owned(), world.store())) {
      Stored now = world.store().find(each.object().uid());
      if (now != null) {
        carryOut(each, now);
      }
    }
  }

  private void carryOut(GarbageDecision decision, Stored now) {
    Store store = world.store();
    if (decision instanceof GarbageDecision.Delete delete) {
      boolean foreground = delete.propagation() == Propagation.FOREGROUND;
      world.tell(ACTOR, () -> "deletes " + now + (foreground ? ", its dependents first" : ""));
      store.delete(now, foreground, false);
    } else if (decision instanceof GarbageDecision.RemoveFinalizer) {
      store.removeForeground(now);
    } else if (decision instanceof GarbageDecision.RemoveOwners owners) {
      store.removeOwners(now, owners.uids());
    } else {
      store.unblock(now);
    }
  }
}
