package io.leaderworkerset.informers.observe;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.json.Json;
import javax.annotation.Nullable;

/**
 * The controller of an object.
 *
 * @param kind its kind; empty if nobody controls the object
 * @param name its name; empty if nobody does
 * @param uid its UID; empty if nobody does
 */
record Owner(String kind, String name, String uid) {
  private static final Owner NOBODY = new Owner("", "", "");

  static Owner of(JsonObject object) {
    for (JsonElement each : Json.array(object, "metadata", "ownerReferences")) {
      if (Json.isTrue(each, "controller")) {
        return new Owner(text(each, "kind"), text(each, "name"), text(each, "uid"));
      }
    }
    return NOBODY;
  }

  /** Whether it is a set of that name, this one or an earlier one. */
  boolean isSet(String set) {
    return kind.equals(Names.KIND) && name.equals(set);
  }

  boolean isNobody() {
    return uid.isEmpty();
  }

  /** Returns the owner for a person. */
  String describe() {
    return isNobody() ? "nobody" : kind + " " + name + " (uid " + uid + ")";
  }

  private static String text(@Nullable JsonElement json, String member) {
    String found = Json.string(json, member);
    return found == null ? "" : found;
  }
}
