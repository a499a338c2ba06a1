package io.leaderworkerset.cluster;

import io.leaderworkerset.cluster.GarbageDecision.Propagation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.annotation.Nullable;

/**
 * What the garbage collector of Kubernetes 1.36 does, as a function.
 *
 * @see <a
 *     href="https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/garbagecollector/garbagecollector.go">rules
 *     followed: kubernetes v1.36.3, attemptToDeleteItem</a>
 */
public final class GarbageCollectorRules {
  private GarbageCollectorRules() {}

  /**
   * Returns what is to be done about one object; nothing for most.
   *
   * <ul>
   *   <li>An object being deleted in the foreground loses the {@code foregroundDeletion} finalizer
   *       as soon as no dependent with blockOwnerDeletion is left; one with the {@code orphan}
   *       finalizer loses it once no dependent refers to it, and its dependents lose the reference.
   *   <li>An object all of whose owners are gone is deleted in the background.
   *   <li>An object whose remaining owners all wait for their dependents is deleted; in the
   *       foreground if it has dependents itself. If one of these already waits for its own, the
   *       object first stops blocking its owners, so that a cycle of owners comes to an end.
   *   <li>An object with another owner left only loses the references to those gone or waiting.
   * </ul>
   *
   * An owner is gone if no object has its UID; a new object of the same name is not the owner.
   *
   * @param item the object; must be in the graph
   * @param graph all objects
   */
  public static List<GarbageDecision> decide(OwnedObject item, OwnerGraph graph) {
    if (item.terminating()) {
      return whileDeleted(item, graph);
    }
    return item.owners().isEmpty() ? List.of() : byOwners(item, graph);
  }

  /** Returns what is to be done about all the objects, in their order. */
  public static List<GarbageDecision> decideAll(Collection<OwnedObject> objects) {
    OwnerGraph graph = graphOf(objects);
    List<GarbageDecision> out = new ArrayList<>();
    for (OwnedObject object : objects) {
      out.addAll(decide(object, graph));
    }
    return out;
  }

  /** Returns a graph of exactly those objects. */
  public static OwnerGraph graphOf(Collection<OwnedObject> objects) {
    Map<String, OwnedObject> byUid = new HashMap<>();
    Map<String, Set<OwnedObject>> dependents = new HashMap<>();
    for (OwnedObject object : objects) {
      byUid.put(object.uid(), object);
      for (OwnedObject.Owner owner : object.owners()) {
        dependents.computeIfAbsent(owner.uid(), uid -> new LinkedHashSet<>()).add(object);
      }
    }
    return new OwnerGraph() {
      @Override
      @Nullable
      public OwnedObject byUid(String uid) {
        return byUid.get(uid);
      }

      @Override
      public Collection<OwnedObject> dependents(String uid) {
        return dependents.getOrDefault(uid, Set.of());
      }
    };
  }

  private static List<GarbageDecision> whileDeleted(OwnedObject item, OwnerGraph graph) {
    if (item.orphan()) {
      return orphanDependents(item, graph);
    }
    if (!item.foreground()) {
      return List.of();
    }
    for (OwnedObject dependent : graph.dependents(item.uid())) {
      if (dependent.blocks(item.uid())) {
        return List.of();
      }
    }
    return List.of(new GarbageDecision.RemoveFinalizer(item, OwnedObject.FOREGROUND));
  }

  private static List<GarbageDecision> orphanDependents(OwnedObject item, OwnerGraph graph) {
    List<GarbageDecision> out = new ArrayList<>();
    for (OwnedObject dependent : graph.dependents(item.uid())) {
      out.add(new GarbageDecision.RemoveOwners(dependent, Set.of(item.uid())));
    }
    if (out.isEmpty()) {
      out.add(new GarbageDecision.RemoveFinalizer(item, OwnedObject.ORPHAN));
    }
    return out;
  }

  private static List<GarbageDecision> byOwners(OwnedObject item, OwnerGraph graph) {
    boolean solid = false;
    boolean waiting = false;
    Set<String> leaving = null;
    for (OwnedObject.Owner reference : item.owners()) {
      OwnedObject owner = graph.byUid(reference.uid());
      if (owner != null && !owner.isDeletingDependents()) {
        solid = true;
        continue;
      }
      waiting |= owner != null;
      leaving = leaving == null ? new LinkedHashSet<>() : leaving;
      leaving.add(reference.uid());
    }
    if (leaving == null) {
      return List.of();
    }
    if (solid) {
      return List.of(new GarbageDecision.RemoveOwners(item, leaving));
    }
    return delete(item, waiting, graph.dependents(item.uid()));
  }

  private static List<GarbageDecision> delete(
      OwnedObject item, boolean ownerWaits, Collection<OwnedObject> dependents) {
    if (!ownerWaits || dependents.isEmpty()) {
      return List.of(new GarbageDecision.Delete(item, ownPropagation(item)));
    }
    List<GarbageDecision> out = new ArrayList<>(2);
    for (OwnedObject dependent : dependents) {
      if (dependent.isDeletingDependents()) {
        out.add(new GarbageDecision.Unblock(item));
        break;
      }
    }
    out.add(new GarbageDecision.Delete(item, Propagation.FOREGROUND));
    return out;
  }

  /** A finalizer that is there already says what its owner wants. */
  private static Propagation ownPropagation(OwnedObject item) {
    if (item.orphan()) {
      return Propagation.ORPHAN;
    }
    return item.foreground() ? Propagation.FOREGROUND : Propagation.BACKGROUND;
  }
}
