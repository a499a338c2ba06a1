package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Map;
import java.util.Set;
import javax.annotation.Nullable;

/** The field paths of an object, and of the difference between two. */
final class FieldPaths {
  private static final Set<String> UNOWNED_METADATA =
      Set.of(
          "f:name",
          "f:namespace",
          "f:creationTimestamp",
          "f:selfLink",
          "f:uid",
          "f:generation",
          "f:managedFields",
          "f:resourceVersion",
          "f:deletionTimestamp",
          "f:deletionGracePeriodSeconds");

  /** Paths added or changed, and paths removed. */
  record Difference(FieldSet changed, FieldSet removed) {}

  private FieldPaths() {}

  /** Returns the paths an applied configuration names. */
  static FieldSet ofApplied(JsonObject object, Schema schema) {
    FieldSet out = new FieldSet();
    addApplied(object, schema, out);
    return stripUnowned(out);
  }

  private static void addApplied(JsonElement value, Schema schema, FieldSet node) {
    if (schema.isGranular(value) && value.getAsJsonObject().size() > 0) {
      for (Map.Entry<String, JsonElement> e : value.getAsJsonObject().entrySet()) {
        addApplied(e.getValue(), schema.field(e.getKey()), node.ensure(FieldSet.field(e.getKey())));
      }
    } else if (schema.isListMap(value) && value.getAsJsonArray().size() > 0) {
      schema
          .index(value.getAsJsonArray())
          .forEach((key, item) -> addApplied(item, schema.item(), node.ensure(key).mark()));
    } else if (schema.isSet(value) && value.getAsJsonArray().size() > 0) {
      schema.index(value.getAsJsonArray()).keySet().forEach(key -> node.ensure(key).mark());
    } else {
      node.mark();
    }
  }

  /** Returns what an update changed; {@code before} is null for a create. */
  static Difference between(@Nullable JsonObject before, JsonObject after, Schema schema) {
    Difference out = new Difference(new FieldSet(), new FieldSet());
    compare(before == null ? new JsonObject() : before, after, schema, out);
    out.changed().unmark();
    out.removed().unmark();
    for (String top : new String[] {"f:metadata", "f:spec", "f:status"}) {
      FieldSet node = out.changed().child(top);
      if (node != null && !node.children().isEmpty()) {
        node.unmark();
      }
    }
    stripUnowned(out.changed());
    stripUnowned(out.removed());
    return out;
  }

  private static void compare(
      @Nullable JsonElement old, @Nullable JsonElement now, Schema schema, Difference out) {
    if (now == null || now.isJsonNull()) {
      addWhole(old, schema, out.removed());
    } else if (old == null || old.isJsonNull()) {
      addWhole(now, schema, out.changed());
    } else if (old != now && !old.equals(now)) {
      compareValues(old, now, schema, out);
    }
  }

  private static void compareValues(
      JsonElement old, JsonElement now, Schema schema, Difference out) {
    if (schema.isGranular(old) && schema.isGranular(now)) {
      JsonObject was = old.getAsJsonObject();
      JsonObject is = now.getAsJsonObject();
      is.entrySet()
          .forEach(
              e ->
                  descend(
                      FieldSet.field(e.getKey()),
                      was.get(e.getKey()),
                      e.getValue(),
                      schema.field(e.getKey()),
                      out));
      was.entrySet().stream()
          .filter(e -> !is.has(e.getKey()))
          .forEach(
              e ->
                  descend(
                      FieldSet.field(e.getKey()),
                      e.getValue(),
                      null,
                      schema.field(e.getKey()),
                      out));
    } else if (isKeyed(schema, old) && isKeyed(schema, now)) {
      Map<String, JsonElement> was = schema.index(old.getAsJsonArray());
      Map<String, JsonElement> is = schema.index(now.getAsJsonArray());
      is.forEach((key, item) -> descendItem(key, was.get(key), item, schema, out));
      was.forEach(
          (key, item) -> {
            if (!is.containsKey(key)) {
              descendItem(key, item, null, schema, out);
            }
          });
    } else {
      out.changed().mark();
    }
  }

  private static boolean isKeyed(Schema schema, JsonElement value) {
    return schema.isListMap(value) || schema.isSet(value);
  }

  private static void descendItem(
      String key,
      @Nullable JsonElement old,
      @Nullable JsonElement now,
      Schema list,
      Difference out) {
    descend(key, old, now, list.item(), out);
  }

  private static void descend(
      String element,
      @Nullable JsonElement old,
      @Nullable JsonElement now,
      Schema schema,
      Difference out) {
    Difference below = new Difference(new FieldSet(), new FieldSet());
    compare(old, now, schema, below);
    if (!below.changed().isEmpty()) {
      out.changed().children().put(element, below.changed());
    }
    if (!below.removed().isEmpty()) {
      out.removed().children().put(element, below.removed());
    }
  }

  /** Adds the value and all below it, containers included. */
  private static void addWhole(@Nullable JsonElement value, Schema schema, FieldSet node) {
    if (value == null) {
      return;
    }
    node.mark();
    if (schema.isGranular(value)) {
      for (Map.Entry<String, JsonElement> e : value.getAsJsonObject().entrySet()) {
        addWhole(e.getValue(), schema.field(e.getKey()), node.ensure(FieldSet.field(e.getKey())));
      }
    } else if (isKeyed(schema, value)) {
      schema
          .index(value.getAsJsonArray())
          .forEach((key, item) -> addWhole(item, schema.item(), node.ensure(key)));
    }
  }

  /** Takes out what no manager owns, such as the name and the resourceVersion. */
  private static FieldSet stripUnowned(FieldSet set) {
    set.remove("f:apiVersion");
    set.remove("f:kind");
    FieldSet metadata = set.child("f:metadata");
    if (metadata != null) {
      UNOWNED_METADATA.forEach(metadata::remove);
      metadata.unmark();
      if (metadata.isEmpty()) {
        set.remove("f:metadata");
      }
    }
    return set;
  }
}
