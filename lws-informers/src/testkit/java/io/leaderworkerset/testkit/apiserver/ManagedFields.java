package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;

/** Who owns which fields of one object: {@code metadata.managedFields} as values. */
final class ManagedFields {
  static final String APPLY = "Apply";
  static final String UPDATE = "Update";

  /** The identity of an entry; the subresource is empty for the object itself. */
  record Owner(String manager, String operation, String subresource) {
    boolean isApply() {
      return operation.equals(APPLY);
    }
  }

  /** What an owner owns, in which version it was written, and when it last changed. */
  record Owned(String apiVersion, String time, FieldSet fields) {}

  private final Map<Owner, Owned> owners = new LinkedHashMap<>();

  /** Reads the entries of an object's metadata. */
  static ManagedFields of(JsonObject object) {
    ManagedFields out = new ManagedFields();
    for (JsonElement e : Json.array(object, "metadata", "managedFields")) {
      String manager = Json.string(e, "manager");
      String operation = Json.string(e, "operation");
      if (operation == null) {
        continue; // the empty entry of a client that resets the list
      }
      String subresource = Json.string(e, "subresource");
      String apiVersion = Json.string(e, "apiVersion");
      String time = Json.string(e, "time");
      out.owners.put(
          new Owner(
              manager == null ? "unknown" : manager,
              operation,
              subresource == null ? "" : subresource),
          new Owned(
              apiVersion == null ? "" : apiVersion,
              time == null ? "" : time,
              FieldSet.fromJson(Json.object(e, "fieldsV1"))));
    }
    return out;
  }

  boolean isEmpty() {
    return owners.isEmpty();
  }

  @Nullable
  FieldSet fieldsOf(Owner owner) {
    Owned owned = owners.get(owner);
    return owned == null ? null : owned.fields();
  }

  /** Gives the owner exactly these fields; the time moves only if that changes something. */
  void set(Owner owner, String apiVersion, FieldSet fields, String now) {
    if (fields.isEmpty()) {
      owners.remove(owner);
      return;
    }
    Owned old = owners.get(owner);
    if (old == null || !old.fields().equals(fields) || !old.apiVersion().equals(apiVersion)) {
      owners.put(owner, new Owned(apiVersion, now, fields));
    }
  }

  /** Takes the fields away from everyone but {@code except}. */
  void takeFromOthers(@Nullable Owner except, FieldSet fields) {
    if (fields.isEmpty()) {
      return;
    }
    for (Owner owner : List.copyOf(owners.keySet())) {
      Owned owned = owners.get(owner);
      if (owned == null || owner.equals(except)) {
        continue;
      }
      FieldSet rest = owned.fields().copy();
      rest.removeAll(fields);
      if (rest.isEmpty()) {
        owners.remove(owner);
      } else if (!rest.equals(owned.fields())) {
        owners.put(owner, new Owned(owned.apiVersion(), owned.time(), rest));
      }
    }
  }

  /** Records what an update (not an apply) changed. */
  void recordUpdate(Owner owner, String apiVersion, FieldPaths.Difference difference, String now) {
    takeFromOthers(owner, difference.changed());
    takeFromOthers(null, difference.removed());
    FieldSet old = fieldsOf(owner);
    FieldSet fields = old == null ? new FieldSet() : old.copy();
    fields.addAll(difference.changed());
    set(owner, apiVersion, fields, now);
  }

  /** Returns the fields of all owners together. */
  FieldSet union() {
    FieldSet out = new FieldSet();
    owners.values().forEach(owned -> out.addAll(owned.fields()));
    return out;
  }

  /** Returns, by owner, the changed fields that owners other than {@code applier} own. */
  Map<Owner, FieldSet> conflicts(Owner applier, FieldSet changed) {
    Map<Owner, FieldSet> out = new LinkedHashMap<>();
    owners.forEach(
        (owner, owned) -> {
          FieldSet both = owned.fields().and(changed);
          if (!owner.equals(applier) && !both.isEmpty()) {
            out.put(owner, both);
          }
        });
    return out;
  }

  /** Returns the owner as a conflict names it. */
  String describe(Owner owner) {
    String out = "\"" + owner.manager() + "\"";
    if (!owner.subresource().isEmpty()) {
      out += " with subresource \"" + owner.subresource() + "\"";
    }
    Owned owned = owners.get(owner);
    if (owner.isApply() || owned == null) {
      return out;
    }
    out += " using " + owned.apiVersion();
    return owned.time().isEmpty() ? out : out + " at " + owned.time();
  }

  /** Returns the wire form: applies first, then updates, each by time and manager. */
  JsonArray toJson() {
    List<Map.Entry<Owner, Owned>> sorted = new ArrayList<>(owners.entrySet());
    sorted.sort(
        java.util.Comparator.<Map.Entry<Owner, Owned>, Boolean>comparing(e -> !e.getKey().isApply())
            .thenComparing(e -> e.getValue().time())
            .thenComparing(e -> e.getKey().manager())
            .thenComparing(e -> e.getKey().subresource()));
    JsonArray out = new JsonArray();
    sorted.forEach(e -> out.add(entry(e.getKey(), e.getValue())));
    return out;
  }

  private static JsonObject entry(Owner owner, Owned owned) {
    JsonObject out = new JsonObject();
    out.addProperty("manager", owner.manager());
    out.addProperty("operation", owner.operation());
    out.addProperty("apiVersion", owned.apiVersion());
    if (!owned.time().isEmpty()) {
      out.addProperty("time", owned.time());
    }
    out.addProperty("fieldsType", "FieldsV1");
    out.add("fieldsV1", owned.fields().toJson());
    if (!owner.subresource().isEmpty()) {
      out.addProperty("subresource", owner.subresource());
    }
    return out;
  }
}
