package io.leaderworkerset.informers.observe;

import com.google.gson.JsonObject;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.observe.NamedObject;
import javax.annotation.Nullable;

/**
 * A Service or PodGroup, reduced to whose it is.
 *
 * @param name its name
 * @param uid its UID
 * @param set the set's name by its label; empty if absent
 * @param group the group's index by its label; null if absent
 * @param owner who controls it
 * @param deleting whether it is being deleted
 */
record OwnedView(
    String name, String uid, String set, @Nullable Integer group, Owner owner, boolean deleting) {
  static OwnedView of(JsonObject object) {
    ObjectId id = ObjectId.of(object);
    String set = ObjectId.label(object, Names.SET_NAME_LABEL);
    return new OwnedView(
        id.name(),
        id.uid(),
        set == null ? "" : set,
        Fields.parseInt(ObjectId.label(object, Names.GROUP_INDEX_LABEL)),
        Owner.of(object),
        Json.string(object, "metadata", "deletionTimestamp") != null);
  }

  /**
   * The view of who should own it: a set. One of an earlier set of that name counts as being
   * deleted: the garbage collector is on its way.
   */
  NamedObject asOwnedBySet(String setName, String setUid) {
    if (owner.uid().equals(setUid)) {
      return new NamedObject(name, uid, null, deleting);
    }
    boolean earlier = owner.isSet(setName);
    return new NamedObject(name, uid, earlier ? null : owner.describe(), deleting || earlier);
  }

  /**
   * The view of who should own it: a leader pod. One of an earlier pod of that name counts as being
   * deleted: the garbage collector is on its way.
   */
  NamedObject asOwnedByLeader(String leaderName, String leaderUid) {
    if (owner.uid().equals(leaderUid)) {
      return new NamedObject(name, uid, null, deleting);
    }
    boolean earlier = owner.kind().equals("Pod") && owner.name().equals(leaderName);
    return new NamedObject(name, uid, earlier ? null : owner.describe(), deleting || earlier);
  }
}
