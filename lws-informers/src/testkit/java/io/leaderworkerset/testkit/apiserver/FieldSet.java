package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.leaderworkerset.json.Json;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import javax.annotation.Nullable;

/**
 * A set of field paths as a tree, in the vocabulary of FieldsV1: {@code f:} a field, {@code k:} a
 * list item by its keys, {@code v:} an item of a set, {@code .} the node itself.
 */
final class FieldSet {
  private boolean member;
  private final TreeMap<String, FieldSet> children = new TreeMap<>();

  static String field(String name) {
    return "f:" + name;
  }

  static String key(JsonObject keys) {
    return "k:" + Json.write(keys);
  }

  static String value(JsonElement item) {
    return "v:" + Json.write(item);
  }

  boolean isMember() {
    return member;
  }

  FieldSet mark() {
    member = true;
    return this;
  }

  void unmark() {
    member = false;
  }

  Map<String, FieldSet> children() {
    return children;
  }

  @Nullable
  FieldSet child(String element) {
    return children.get(element);
  }

  FieldSet ensure(String element) {
    return children.computeIfAbsent(element, e -> new FieldSet());
  }

  void remove(String element) {
    children.remove(element);
  }

  boolean isEmpty() {
    return !member && children.isEmpty();
  }

  FieldSet copy() {
    FieldSet out = new FieldSet();
    out.addAll(this);
    return out;
  }

  /** Adds the other set's paths to this one. */
  void addAll(FieldSet other) {
    member |= other.member;
    other.children.forEach((name, child) -> ensure(name).addAll(child));
  }

  /** Takes the other set's paths out of this one, and the branches that become empty. */
  void removeAll(FieldSet other) {
    if (other.member) {
      member = false;
    }
    other.children.forEach(
        (name, theirs) -> {
          FieldSet ours = children.get(name);
          if (ours != null) {
            ours.removeAll(theirs);
            if (ours.isEmpty()) {
              children.remove(name);
            }
          }
        });
  }

  /** Returns the paths in both. */
  FieldSet and(FieldSet other) {
    FieldSet out = new FieldSet();
    out.member = member && other.member;
    children.forEach(
        (name, ours) -> {
          FieldSet theirs = other.children.get(name);
          if (theirs != null) {
            FieldSet both = ours.and(theirs);
            if (!both.isEmpty()) {
              out.children.put(name, both);
            }
          }
        });
    return out;
  }

  /** Calls back for each member path, written as {@code .spec.containers[name="a"].image}. */
  void forEachPath(BiConsumer<String, FieldSet> visitor) {
    visit("", visitor);
  }

  private void visit(String path, BiConsumer<String, FieldSet> visitor) {
    if (member) {
      visitor.accept(path, this);
    }
    children.forEach((name, child) -> child.visit(path + readable(name), visitor));
  }

  private static String readable(String element) {
    String rest = element.substring(2);
    return switch (element.charAt(0)) {
      case 'f' -> "." + rest;
      case 'v' -> "[=" + rest + "]";
      case 'k' -> {
        StringBuilder out = new StringBuilder("[");
        JsonParser.parseString(rest)
            .getAsJsonObject()
            .entrySet()
            .forEach(
                e ->
                    out.append(out.length() > 1 ? "," : "")
                        .append(e.getKey())
                        .append('=')
                        .append(Json.write(e.getValue())));
        yield out.append(']').toString();
      }
      default -> "[" + rest + "]";
    };
  }

  /** Returns the FieldsV1 form. */
  JsonObject toJson() {
    JsonObject out = new JsonObject();
    if (member && !children.isEmpty()) {
      out.add(".", new JsonObject());
    }
    children.forEach((name, child) -> out.add(name, child.toJson()));
    return out;
  }

  /** Reads the FieldsV1 form; the root is never a member. */
  static FieldSet fromJson(@Nullable JsonObject fields) {
    FieldSet out = new FieldSet();
    if (fields != null) {
      out.read(fields);
    }
    return out;
  }

  private void read(JsonObject fields) {
    for (Map.Entry<String, JsonElement> e : fields.entrySet()) {
      String name = e.getKey();
      if (name.equals(".")) {
        member = true;
        continue;
      }
      FieldSet child = ensure(name);
      JsonObject below = e.getValue().isJsonObject() ? e.getValue().getAsJsonObject() : null;
      if (below == null || below.size() == 0) {
        child.member = true;
      } else {
        child.read(below);
      }
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FieldSet o && member == o.member && children.equals(o.children);
  }

  @Override
  public int hashCode() {
    return 31 * children.hashCode() + Boolean.hashCode(member);
  }

  @Override
  public String toString() {
    return toJson().toString();
  }
}
