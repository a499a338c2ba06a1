package io.leaderworkerset.manifest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.leaderworkerset.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.annotation.Nullable;

/**
 * Tells whether a server-side apply would change anything, from the live object's managed fields.
 *
 * <p>The API server changes what is applied: it fills defaults, drops what a feature gate switches
 * off, and writes quantities its own way. So an apply body and a live object never match as a
 * whole. What counts is: is each field we want there with that meaning, do we own it, and is
 * nothing of ours left that we no longer want?
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/server-side-apply/">server-side
 *     apply</a>
 */
public final class OwnedFields {
  private static final JsonObject NOTHING = new JsonObject();

  /** What names an object is nobody's field. */
  private static final Set<String> IDENTITY =
      Set.of("apiVersion", "kind", "metadata.name", "metadata.namespace");

  private final List<String> drift = new ArrayList<>();
  private final StringBuilder path = new StringBuilder();
  private final boolean ownership;

  private OwnedFields(boolean ownership) {
    this.ownership = ownership;
  }

  /**
   * Returns the paths of the fields for which an apply is needed; empty if none is.
   *
   * <ul>
   *   <li>A field wanted whose live value means something else is drift. Quantities, numbers, empty
   *       and default values are compared by meaning.
   *   <li>A field wanted that we do not own is drift, so that ownership is taken, once.
   *   <li>A field wanted and owned that is not there was dropped by the server (a feature gate is
   *       off): applying again would not help, so it is no drift.
   *   <li>A field owned, there, and no longer wanted is drift: applying removes it.
   * </ul>
   *
   * @param live the object as the server shows it, {@code metadata.managedFields} included
   * @param desired the apply body
   * @param manager our field manager
   * @return paths such as {@code spec.template.spec.containers[name=work].image}, sorted
   */
  public static List<String> drift(JsonObject live, JsonObject desired, String manager) {
    return compare(live, desired, manager, true);
  }

  /**
   * As {@link #drift}, without the fields of which an apply would take nothing but the ownership:
   * the paths of those that would have another meaning after it.
   *
   * @param live the object as the server shows it, {@code metadata.managedFields} included
   * @param desired the apply body
   * @param manager our field manager
   */
  public static List<String> changes(JsonObject live, JsonObject desired, String manager) {
    return compare(live, desired, manager, false);
  }

  private static List<String> compare(
      JsonObject live, JsonObject desired, String manager, boolean ownership) {
    OwnedFields run = new OwnedFields(ownership);
    run.structure("", desired, live, FieldSets.ownedBy(live, manager));
    Collections.sort(run.drift);
    return List.copyOf(run.drift);
  }

  /** Compares what is below a field of which more is owned than the field as a whole. */
  private void structure(
      String name, @Nullable JsonElement wanted, @Nullable JsonElement live, JsonObject owned) {
    int found = 0;
    boolean isList = wanted != null && wanted.isJsonArray();
    for (Map.Entry<String, JsonElement> each : owned.entrySet()) {
      String key = each.getKey();
      if (key.startsWith("f:")) {
        String member = key.substring(2);
        JsonElement value = Json.at(wanted, member);
        found += value == null ? 0 : 1;
        int outer = enter(member);
        owned(name, member, value, Json.at(live, member), objectOf(each.getValue()));
        path.setLength(outer);
      } else {
        isList |= !key.equals(".");
      }
    }
    if (wanted instanceof JsonObject object && object.size() > found) {
      for (Map.Entry<String, JsonElement> each : object.entrySet()) {
        if (!each.getValue().isJsonNull() && !owned.has("f:" + each.getKey())) {
          int outer = enter(each.getKey());
          unowned(name, each.getKey(), each.getValue(), Json.at(live, each.getKey()));
          path.setLength(outer);
        }
      }
    }
    if (isList) {
      list(name, FieldSets.items(wanted), FieldSets.items(live), FieldSets.ownedItems(owned));
    }
  }

  /** Compares a field that is owned, or of which something is. */
  private void owned(
      String parent,
      String name,
      @Nullable JsonElement wanted,
      @Nullable JsonElement live,
      JsonObject owned) {
    if (wanted == null && live == null) {
      return;
    }
    if (FieldSets.isLeaf(owned)) {
      if (live != null && !meansSame(parent, name, wanted, live)) {
        drift.add(path.toString());
      }
    } else if (wanted == null || wanted.isJsonObject() || wanted.isJsonArray()) {
      structure(name, wanted, live, owned);
    } else {
      drift.add(path.toString()); // a plain value where the server has a structure
    }
  }

  private void unowned(String parent, String name, JsonElement wanted, @Nullable JsonElement live) {
    String here = path.toString();
    if (here.equals("metadata")) {
      structure(name, wanted, live, NOTHING); // whoever owns nothing of it still named the object
    } else if (!IDENTITY.contains(here) && (ownership || !meansSame(parent, name, wanted, live))) {
      drift.add(here);
    }
  }

  private void list(
      String name, List<JsonElement> wanted, List<JsonElement> live, List<FieldSets.Item> owned) {
    int outer = path.length();
    for (int i = 0; i < wanted.size(); i++) {
      JsonElement item = wanted.get(i);
      FieldSets.Item found = find(owned, item);
      if (found == null) {
        drift.add(path + "[" + i + "]");
        continue;
      }
      int nth = FieldSets.occurrence(found, wanted, i);
      path.append(found.path());
      item(name, item, FieldSets.nth(found, live, nth), found.owned());
      path.setLength(outer);
    }
    for (FieldSets.Item each : owned) {
      if (FieldSets.nth(each, wanted, 0) == null) {
        path.append(each.path());
        owned("", name, null, FieldSets.nth(each, live, 0), each.owned());
        path.setLength(outer);
      }
    }
  }

  /** Returns the owned item that a wanted one is, or null if it is not owned. */
  @Nullable
  private static FieldSets.Item find(List<FieldSets.Item> owned, JsonElement wanted) {
    for (FieldSets.Item item : owned) {
      if (item.matches(wanted)) {
        return item;
      }
    }
    return null;
  }

  private void item(String name, JsonElement wanted, @Nullable JsonElement live, JsonObject owned) {
    if (!FieldSets.isLeaf(owned) && wanted.isJsonObject()) {
      structure(name, wanted, live, owned);
    } else if (live != null && !isSame(wanted, live) && !sameText(name, list(wanted), list(live))) {
      drift.add(path.toString());
    }
  }

  /** Adds a member to the path; returns the length that the path had. */
  private int enter(String member) {
    int outer = path.length();
    if (outer > 0) {
      path.append('.');
    }
    path.append(member);
    return outer;
  }

  /** Whether both mean the same; what is absent means the same as what is empty. */
  private static boolean meansSame(
      String parent, String name, @Nullable JsonElement wanted, @Nullable JsonElement live) {
    if (wanted == null || live == null) {
      return text(name, wanted).equals(text(name, live));
    }
    if (isSame(wanted, live)) {
      return true;
    }
    return GoShape.isQuantityMap(parent)
        ? sameText(parent, single(name, wanted), single(name, live))
        : sameText(name, wanted, live);
  }

  /** Whether both are written alike, which is nearly always so; then they mean the same. */
  private static boolean isSame(JsonElement a, @Nullable JsonElement b) {
    if (a instanceof JsonPrimitive x && b instanceof JsonPrimitive y) {
      return x.isString() == y.isString() && x.getAsString().equals(y.getAsString());
    }
    if (a instanceof JsonObject x && b instanceof JsonObject y) {
      boolean same = x.size() == y.size();
      for (Map.Entry<String, JsonElement> each : x.entrySet()) {
        same = same && isSame(each.getValue(), y.get(each.getKey()));
      }
      return same;
    }
    if (a instanceof JsonArray x && b instanceof JsonArray y) {
      boolean same = x.size() == y.size();
      for (int i = 0; same && i < x.size(); i++) {
        same = isSame(x.get(i), y.get(i));
      }
      return same;
    }
    return a == b;
  }

  private static boolean sameText(String name, JsonElement wanted, JsonElement live) {
    return text(name, wanted).equals(text(name, live));
  }

  private static String text(String name, @Nullable JsonElement value) {
    return value == null ? "" : Canonical.text(name, value);
  }

  private static JsonElement list(JsonElement item) {
    JsonArray out = new JsonArray();
    out.add(item);
    return out;
  }

  private static JsonObject single(String name, JsonElement value) {
    JsonObject out = new JsonObject();
    out.add(name, value);
    return out;
  }

  private static JsonObject objectOf(JsonElement below) {
    return below instanceof JsonObject object ? object : NOTHING;
  }
}
