package io.leaderworkerset.manifest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.leaderworkerset.json.Json;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
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
  private final List<String> drift = new ArrayList<>();
  private final Map<JsonObject, List<FieldSets.Item>> itemsOf = new IdentityHashMap<>();
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
   * @return paths such as {@code spec.template.spec.containers[name=work].image}, in order
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
    JsonObject owned = FieldSets.ownedBy(live, manager);
    for (String name : Json.sortedNames(desired)) {
      boolean identity = name.equals("apiVersion") || name.equals("kind");
      if (!identity && !name.equals("metadata")) {
        run.member("", name, desired, live, owned);
      }
    }
    run.metadata(live, desired, owned);
    run.noLongerWanted("", "", desired, live, withoutMetadata(owned));
    return List.copyOf(run.drift);
  }

  /** A copy of the top level; what is below is shared, and only read. */
  private static JsonObject withoutMetadata(JsonObject owned) {
    JsonObject out = new JsonObject();
    owned.asMap().forEach(out::add);
    out.remove("f:metadata");
    return out;
  }

  private void metadata(JsonObject live, JsonObject desired, JsonObject owned) {
    JsonObject wanted = orEmpty(Json.object(desired, "metadata"));
    JsonObject actual = orEmpty(Json.object(live, "metadata"));
    JsonObject mine = orEmpty(Json.object(owned, "f:metadata"));
    for (String name : Json.sortedNames(wanted)) {
      if (!name.equals("name") && !name.equals("namespace")) {
        member("metadata.", name, wanted, actual, mine);
      }
    }
    noLongerWanted("metadata.", "metadata", wanted, actual, mine);
  }

  /** Compares one member that is wanted. */
  private void member(
      String prefix, String name, JsonObject desired, @Nullable JsonObject live, JsonObject owned) {
    JsonElement wanted = Json.at(desired, name);
    if (wanted != null) {
      value(prefix + name, name, wanted, Json.at(live, name), Json.object(owned, "f:" + name));
    }
  }

  private void value(
      String path,
      String name,
      JsonElement wanted,
      @Nullable JsonElement live,
      @Nullable JsonObject owned) {
    if (owned == null) {
      if (ownership || !Canonical.text(name, wanted).equals(text(name, live))) {
        drift.add(path);
      }
    } else if (FieldSets.isLeaf(owned)) {
      if (live != null && !sameMeaning(name, wanted, live)) {
        drift.add(path);
      }
    } else if (wanted.isJsonArray()) {
      listMap(path, name, wanted, live, owned);
    } else if (wanted.isJsonObject()) {
      JsonObject actual = live != null && live.isJsonObject() ? live.getAsJsonObject() : null;
      for (String each : Json.sortedNames(wanted.getAsJsonObject())) {
        if (GoShape.isQuantityMap(name)) {
          quantity(path + "." + each, name, each, wanted.getAsJsonObject(), actual, owned);
        } else {
          member(path + ".", each, wanted.getAsJsonObject(), actual, owned);
        }
      }
    } else {
      drift.add(path); // a plain value where the server has a structure
    }
  }

  private void quantity(
      String path,
      String map,
      String name,
      JsonObject wanted,
      @Nullable JsonObject live,
      JsonObject owned) {
    JsonElement actual = Json.at(live, name);
    boolean same =
        actual != null && sameMeaning(map, single(name, wanted.get(name)), single(name, actual));
    boolean differs = owned.has("f:" + name) ? actual != null && !same : ownership || !same;
    if (differs) {
      drift.add(path);
    }
  }

  private void listMap(
      String path, String name, JsonElement wanted, @Nullable JsonElement live, JsonObject owned) {
    List<JsonElement> wantedItems = wanted.getAsJsonArray().asList();
    List<JsonElement> liveItems = FieldSets.items(live);
    for (int i = 0; i < wantedItems.size(); i++) {
      JsonElement item = wantedItems.get(i);
      FieldSets.Item found = find(owned, item);
      if (found == null) {
        drift.add(path + "[" + i + "]");
        continue;
      }
      int nth = FieldSets.occurrence(found, wantedItems, i);
      JsonElement actual = FieldSets.nth(found, liveItems, nth);
      item(path + found.path(), name, item, actual, found.owned());
    }
  }

  /** Returns the owned item that a wanted one is, or null if it is not owned. */
  @Nullable
  private FieldSets.Item find(JsonObject owned, JsonElement wanted) {
    for (FieldSets.Item item : items(owned)) {
      if (item.matches(wanted)) {
        return item;
      }
    }
    return null;
  }

  /** The keys are JSON in themselves: each is read once. */
  private List<FieldSets.Item> items(JsonObject owned) {
    return itemsOf.computeIfAbsent(owned, FieldSets::ownedItems);
  }

  private void item(
      String path, String name, JsonElement wanted, @Nullable JsonElement live, JsonObject owned) {
    if (FieldSets.isLeaf(owned) || !wanted.isJsonObject()) {
      if (live != null && !sameItem(name, wanted, live)) {
        drift.add(path);
      }
      return;
    }
    value(path, name, wanted, live, owned);
  }

  /** Finds what is owned and there but not wanted any more. */
  private void noLongerWanted(
      String prefix,
      String name,
      @Nullable JsonElement wanted,
      @Nullable JsonElement live,
      JsonObject owned) {
    for (String key : Json.sortedNames(owned)) {
      if (key.startsWith("f:")) {
        String member = key.substring(2);
        JsonElement present = Json.at(live, member);
        if (present != null) {
          JsonObject below = orEmpty(Json.object(owned, key));
          leftOver(prefix + member, member, Json.at(wanted, member), present, below);
        }
      }
    }
    String path = prefix.endsWith(".") ? prefix.substring(0, prefix.length() - 1) : prefix;
    for (FieldSets.Item item : items(owned)) {
      leftOver(
          path + item.path(),
          name,
          FieldSets.nth(item, FieldSets.items(wanted), 0),
          FieldSets.nth(item, FieldSets.items(live), 0),
          item.owned());
    }
  }

  private void leftOver(
      String path,
      String name,
      @Nullable JsonElement wanted,
      @Nullable JsonElement live,
      JsonObject owned) {
    if (live == null) {
      return;
    }
    if (FieldSets.isLeaf(owned)) {
      if (wanted == null && !Canonical.text(name, live).isEmpty()) {
        drift.add(path);
      }
      return;
    }
    noLongerWanted(path + ".", name, wanted, live, owned);
  }

  private static String text(String name, @Nullable JsonElement value) {
    return value == null ? "" : Canonical.text(name, value);
  }

  private static boolean sameMeaning(String name, JsonElement wanted, JsonElement live) {
    return isSame(wanted, live) || sameCanonical(name, wanted, live);
  }

  /** Whether both are written alike, which is nearly always so; then they mean the same. */
  private static boolean isSame(JsonElement wanted, JsonElement live) {
    if (wanted instanceof JsonPrimitive a && live instanceof JsonPrimitive b) {
      return a.isString() == b.isString() && a.getAsString().equals(b.getAsString());
    }
    return wanted == live;
  }

  private static boolean sameCanonical(String name, JsonElement wanted, JsonElement live) {
    return Canonical.text(name, wanted).equals(Canonical.text(name, live));
  }

  private static boolean sameItem(String name, JsonElement wanted, JsonElement live) {
    return isSame(wanted, live) || sameCanonical(name, list(wanted), list(live));
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

  private static JsonObject orEmpty(@Nullable JsonObject object) {
    return object == null ? new JsonObject() : object;
  }
}
