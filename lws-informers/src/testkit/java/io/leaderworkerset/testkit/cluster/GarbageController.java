package io.leaderworkerset.testkit.cluster;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.cluster.GarbageCollectorRules;
import io.leaderworkerset.cluster.GarbageDecision;
import io.leaderworkerset.cluster.OwnedObject;
import io.leaderworkerset.cluster.OwnerGraph;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import javax.annotation.Nullable;

/**
 * Runs {@link GarbageCollectorRules} for every object that changed, its owners if they wait for it,
 * and its dependents if it goes.
 */
final class GarbageController implements ClusterView.Listener, OwnerGraph {
  private final ClusterView view;
  private final KeyedWork<String> work;
  private final OwnerKinds kinds = new OwnerKinds();
  private final Map<String, Node> nodes = new HashMap<>();
  private final Map<String, Map<String, OwnedObject>> dependents = new HashMap<>();

  /** An object and where it is. */
  private record Node(OwnedObject object, String resource, String key) {}

  GarbageController(ClusterView view, EventLoop loop) {
    this.view = view;
    this.work = new KeyedWork<>(loop, "Garbage", this::collect);
    view.listen(this);
  }

  @Override
  @Nullable
  public OwnedObject byUid(String uid) {
    Node node = nodes.get(uid);
    return node == null ? null : node.object();
  }

  @Override
  public Collection<OwnedObject> dependents(String uid) {
    return dependents.getOrDefault(uid, Map.of()).values();
  }

  @Override
  public void changed(String resource, @Nullable JsonObject before, @Nullable JsonObject after) {
    if (before != null) {
      unlink(before);
    }
    if (after == null) {
      if (before != null) {
        nodes.remove(Meta.uid(before));
        dependents(Meta.uid(before)).forEach(dependent -> work.add(dependent.uid()));
      }
      return;
    }
    kinds.learn(resource, after);
    OwnedObject object = read(resource, after);
    Node old = nodes.put(object.uid(), new Node(object, resource, Meta.key(after)));
    link(object);
    if (old != null && old.object().equals(object)) {
      return;
    }
    if (!object.owners().isEmpty() || object.terminating()) {
      work.add(object.uid());
    }
    if (object.terminating() && (object.foreground() || object.orphan())) {
      dependents(object.uid()).forEach(dependent -> work.add(dependent.uid()));
    }
  }

  private void unlink(JsonObject object) {
    String uid = Meta.uid(object);
    Node node = nodes.get(uid);
    if (node == null) {
      return;
    }
    for (OwnedObject.Owner owner : node.object().owners()) {
      Map<String, OwnedObject> siblings = dependents.get(owner.uid());
      if (siblings != null) {
        siblings.remove(uid);
        if (siblings.isEmpty()) {
          dependents.remove(owner.uid());
        }
      }
      OwnedObject waiting = byUid(owner.uid());
      if (waiting != null && waiting.terminating()) {
        work.add(owner.uid());
      }
    }
  }

  private void link(OwnedObject object) {
    for (OwnedObject.Owner owner : object.owners()) {
      dependents
          .computeIfAbsent(owner.uid(), uid -> new LinkedHashMap<>())
          .put(object.uid(), object);
    }
  }

  private static OwnedObject read(String resource, JsonObject object) {
    List<OwnedObject.Owner> owners = new ArrayList<>(1);
    for (JsonElement owner : Meta.owners(object)) {
      String uid = Json.string(owner, "uid");
      if (uid != null) {
        owners.add(new OwnedObject.Owner(uid, Json.isTrue(owner, "blockOwnerDeletion")));
      }
    }
    boolean foreground = false;
    boolean orphan = false;
    for (JsonElement finalizer : Json.array(object, "metadata", "finalizers")) {
      foreground |= finalizer.getAsString().equals(OwnedObject.FOREGROUND);
      orphan |= finalizer.getAsString().equals(OwnedObject.ORPHAN);
    }
    return new OwnedObject(
        resource + " " + Meta.key(object),
        Meta.uid(object),
        owners,
        Meta.isTerminating(object),
        foreground,
        orphan);
  }

  private void collect(String uid) {
    OwnedObject item = byUid(uid);
    if (item == null) {
      return;
    }
    for (GarbageDecision decision : GarbageCollectorRules.decide(item, this)) {
      carryOut(decision);
    }
  }

  private void carryOut(GarbageDecision decision) {
    Node node = nodes.get(decision.object().uid());
    JsonObject object = node == null ? null : view.get(node.resource(), node.key());
    if (node == null || object == null) {
      return;
    }
    if (decision instanceof GarbageDecision.Delete delete) {
      verifyAbsence(object);
      view.delete(node.resource(), object, delete.propagation().text(), null);
    } else if (decision instanceof GarbageDecision.RemoveFinalizer remove) {
      update(node, object, "finalizers", item -> item.getAsString().equals(remove.finalizer()));
    } else if (decision instanceof GarbageDecision.RemoveOwners remove) {
      verifyAbsence(object);
      removeOwners(node, object, remove.uids());
    } else if (decision instanceof GarbageDecision.Unblock) {
      unblock(node, object);
    }
  }

  /** An owner that was made a moment ago may not have been seen yet: ask before acting. */
  private void verifyAbsence(JsonObject object) {
    for (JsonElement reference : Meta.owners(object)) {
      String uid = Json.string(reference, "uid");
      if (uid != null && byUid(uid) == null && exists(object, reference, uid)) {
        throw new RetryLater("owner " + uid + " of " + Meta.key(object) + " is not seen yet");
      }
    }
  }

  private boolean exists(JsonObject dependent, JsonElement reference, String uid) {
    String name = Json.string(reference, "name");
    if (name == null) {
      return false;
    }
    String resource = kinds.resource(reference);
    String namespace = kinds.isNamespaced(resource) ? Meta.namespace(dependent) : null;
    try {
      JsonObject owner = view.api().get(resource, namespace, name);
      return owner != null && Meta.uid(owner).equals(uid);
    } catch (ClusterApi.ApiException e) {
      if (e.code() == 404) {
        return false;
      }
      throw e;
    }
  }

  private void removeOwners(Node node, JsonObject object, Set<String> uids) {
    update(node, object, "ownerReferences", item -> uids.contains(Json.string(item, "uid")));
  }

  private void update(Node node, JsonObject object, String list, Predicate<JsonElement> leaves) {
    view.update(
        node.resource(),
        object,
        copy -> {
          JsonArray kept = new JsonArray();
          JsonArray all = Json.array(copy, "metadata", list);
          for (JsonElement item : all) {
            if (!leaves.test(item)) {
              kept.add(item);
            }
          }
          JsonObject metadata = Json.ensureObject(copy, "metadata");
          metadata.remove(list);
          if (!kept.isEmpty()) {
            metadata.add(list, kept);
          }
          return kept.size() != all.size();
        });
  }

  private void unblock(Node node, JsonObject object) {
    view.update(
        node.resource(),
        object,
        copy -> {
          for (JsonElement owner : Meta.owners(copy)) {
            owner.getAsJsonObject().addProperty("blockOwnerDeletion", false);
          }
          return true;
        });
  }
}
