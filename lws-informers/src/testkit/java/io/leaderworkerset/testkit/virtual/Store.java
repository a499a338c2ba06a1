package io.leaderworkerset.testkit.virtual;

import io.leaderworkerset.cluster.OwnedObject;
import io.leaderworkerset.cluster.OwnerGraph;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.annotation.Nullable;

/**
 * The objects of a virtual cluster, with what an API server does about them: versions, UIDs,
 * finalizers, deletion in the foreground. Tells of each change, in order.
 */
final class Store implements OwnerGraph {
  private final Agenda agenda;
  private final Map<Kind, TreeMap<String, Stored>> byName = new EnumMap<>(Kind.class);
  private final Map<String, Stored> byUid = new HashMap<>();
  private final Map<String, Set<String>> dependents = new HashMap<>();
  private final Map<String, Stored> everMade = new HashMap<>();
  private final List<Listener> listeners = new ArrayList<>();
  private long version = 100;
  private int uids;

  /** Hears of changes. */
  interface Listener {
    /**
     * An object changed.
     *
     * @param before null if it was made
     * @param after null if it is gone
     */
    void changed(@Nullable Stored before, @Nullable Stored after);
  }

  Store(Agenda agenda) {
    this.agenda = agenda;
    for (Kind kind : Kind.values()) {
      byName.put(kind, new TreeMap<>());
    }
  }

  void listen(Listener listener) {
    listeners.add(listener);
  }

  /** Returns a number that grows with each change. */
  long version() {
    return version;
  }

  @Nullable
  Stored get(Kind kind, String name) {
    return of(kind).get(name);
  }

  @Nullable
  Stored find(String uid) {
    return byUid.get(uid);
  }

  /** Returns the object of that UID as it was made, even if it is gone; null if there never was. */
  @Nullable
  Stored everMade(String uid) {
    return everMade.get(uid);
  }

  /** Returns the objects of a kind, by name. */
  Collection<Stored> all(Kind kind) {
    return of(kind).values();
  }

  private Map<String, Stored> of(Kind kind) {
    Map<String, Stored> out = byName.get(kind);
    if (out == null) {
      throw new IllegalStateException("no objects of kind " + kind);
    }
    return out;
  }

  /** Returns the pods that a StatefulSet controls, by name. */
  List<Stored> podsOf(String statefulSetUid) {
    List<Stored> out = new ArrayList<>(4);
    for (String uid : dependents.getOrDefault(statefulSetUid, Set.of())) {
      Stored found = byUid.get(uid);
      if (found != null && found.kind() == Kind.POD) {
        out.add(found);
      }
    }
    return out;
  }

  @Override
  @Nullable
  public OwnedObject byUid(String uid) {
    Stored found = byUid.get(uid);
    return found == null ? null : found.owned();
  }

  @Override
  public Collection<OwnedObject> dependents(String uid) {
    List<OwnedObject> out = new ArrayList<>(4);
    for (String each : dependents.getOrDefault(uid, Set.of())) {
      Stored found = byUid.get(each);
      if (found != null) {
        out.add(found.owned());
      }
    }
    return out;
  }

  /** Returns the UIDs of the objects that name this one as an owner. */
  List<String> dependentUids(String uid) {
    return List.copyOf(dependents.getOrDefault(uid, Set.of()));
  }

  /** Makes an object; null if one of that name is there. */
  @Nullable
  Stored create(Kind kind, String name, List<OwnedObject.Owner> owners, Body body) {
    if (get(kind, name) != null) {
      return null;
    }
    String uid = kind.text().charAt(0) + Integer.toString(++uids);
    Stored made =
        new Stored(kind, name, uid, ++version, owners, agenda.second(), null, false, body);
    everMade.put(uid, made);
    put(null, made);
    return made;
  }

  /** Changes what an object is; nothing happens if it is gone. */
  void update(Stored before, Body body) {
    put(before, before.withBody(++version, body));
  }

  void removeOwners(Stored before, Set<String> uids) {
    List<OwnedObject.Owner> left =
        before.owners().stream().filter(o -> !uids.contains(o.uid())).toList();
    put(before, before.withOwners(++version, left));
  }

  void unblock(Stored before) {
    List<OwnedObject.Owner> left =
        before.owners().stream().map(o -> new OwnedObject.Owner(o.uid(), false)).toList();
    put(before, before.withOwners(++version, left));
  }

  /**
   * Deletes an object: at once, unless it waits for its dependents or for its kubelet.
   *
   * @param waitsForDependents whether it goes in the foreground; means nothing if it is going
   * @param atOnce whether its kubelet is not waited for
   */
  void delete(Stored object, boolean waitsForDependents, boolean atOnce) {
    Stored now = object;
    if (!now.isDeleting()) {
      boolean bound = now.kind() == Kind.POD && now.pod().node() != null;
      if (waitsForDependents || (bound && !atOnce)) {
        now = now.withDeletion(++version, agenda.second(), waitsForDependents);
        put(object, now);
      }
    }
    if (now.kind() == Kind.POD
        && !now.pod().stopped()
        && (atOnce || now.pod().node() == null)
        && now.isDeleting()) {
      Stored stopped = now.withBody(++version, now.pod().withStopped());
      put(now, stopped);
      now = stopped;
    }
    removeIfDone(now, atOnce);
  }

  /** The kubelet confirms that a pod has ended. */
  void stopped(Stored pod) {
    Stored after = pod.withBody(++version, pod.pod().withStopped());
    put(pod, after);
    removeIfDone(after, false);
  }

  void removeForeground(Stored object) {
    Stored after = object.withoutForeground(++version);
    put(object, after);
    removeIfDone(after, false);
  }

  private void removeIfDone(Stored object, boolean atOnce) {
    boolean waitsForKubelet =
        object.kind() == Kind.POD
            && !atOnce
            && object.pod().node() != null
            && !object.pod().stopped();
    if (!object.isForeground() && !waitsForKubelet) {
      put(object, null);
    }
  }

  private void put(@Nullable Stored before, @Nullable Stored after) {
    if (before != null && byUid.get(before.uid()) != before) {
      throw new IllegalStateException(before + " was changed on an outdated version of it");
    }
    if (before != null) {
      unlink(before);
    }
    if (after != null) {
      of(after.kind()).put(after.name(), after);
      byUid.put(after.uid(), after);
      for (OwnedObject.Owner owner : after.owners()) {
        dependents.computeIfAbsent(owner.uid(), k -> new LinkedHashSet<>()).add(after.uid());
      }
    } else {
      version++;
    }
    for (int i = 0; i < listeners.size(); i++) {
      listeners.get(i).changed(before, after);
    }
  }

  private void unlink(Stored before) {
    of(before.kind()).remove(before.name());
    byUid.remove(before.uid());
    for (OwnedObject.Owner owner : before.owners()) {
      Set<String> others = dependents.get(owner.uid());
      if (others != null) {
        others.remove(before.uid());
      }
    }
  }
}
