package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.annotation.Nullable;

/** The documents by which clients find out what is served. */
final class Discovery {
  private static final List<String> VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

  private final ResourceRegistry registry;

  Discovery(ResourceRegistry registry) {
    this.registry = registry;
  }

  /** Returns the document at the path; null if it is none of these. */
  @Nullable
  JsonElement at(String path) {
    List<String> parts = Arrays.stream(path.split("/")).filter(p -> !p.isEmpty()).toList();
    if (parts.isEmpty()) {
      return null;
    }
    return switch (parts.get(0)) {
      case "version" -> parts.size() == 1 ? version() : null;
      case "api" ->
          parts.size() == 1
              ? apiVersions()
              : parts.size() == 2 && parts.get(1).equals("v1") ? resources("", "v1") : null;
      case "apis" -> groups(parts);
      default -> null;
    };
  }

  @Nullable
  private JsonElement groups(List<String> parts) {
    if (parts.size() == 1) {
      JsonObject out = typed("APIGroupList", "v1");
      JsonArray groups = new JsonArray();
      groupNames().forEach(g -> groups.add(group(g)));
      out.add("groups", groups);
      return out;
    }
    if (!groupNames().contains(parts.get(1))) {
      return null;
    }
    if (parts.size() == 2) {
      JsonObject out = typed("APIGroup", "v1");
      group(parts.get(1)).entrySet().forEach(e -> out.add(e.getKey(), e.getValue()));
      return out;
    }
    return parts.size() == 3 && versions(parts.get(1)).contains(parts.get(2))
        ? resources(parts.get(1), parts.get(2))
        : null;
  }

  private static JsonObject typed(String kind, String apiVersion) {
    JsonObject out = new JsonObject();
    out.addProperty("kind", kind);
    out.addProperty("apiVersion", apiVersion);
    return out;
  }

  private static JsonObject version() {
    JsonObject out = new JsonObject();
    out.addProperty("major", "1");
    out.addProperty("minor", "36");
    out.addProperty("gitVersion", "v1.36.0");
    out.addProperty("gitCommit", "");
    out.addProperty("gitTreeState", "clean");
    out.addProperty("buildDate", "2026-04-22T00:00:00Z");
    out.addProperty("goVersion", "");
    out.addProperty("compiler", "");
    out.addProperty("platform", "linux/amd64");
    return out;
  }

  private static JsonObject apiVersions() {
    JsonObject out = typed("APIVersions", "v1");
    JsonArray versions = new JsonArray();
    versions.add("v1");
    out.add("versions", versions);
    out.add("serverAddressByClientCIDRs", new JsonArray());
    return out;
  }

  private Set<String> groupNames() {
    Set<String> out = new TreeSet<>();
    registry.all().forEach(t -> out.add(t.group()));
    out.remove("");
    return out;
  }

  private Set<String> versions(String group) {
    Set<String> out = new TreeSet<>();
    registry.all().stream().filter(t -> t.group().equals(group)).forEach(t -> out.add(t.version()));
    return out;
  }

  private JsonObject group(String name) {
    JsonObject out = new JsonObject();
    out.addProperty("name", name);
    JsonArray versions = new JsonArray();
    for (String version : versions(name)) {
      JsonObject v = new JsonObject();
      v.addProperty("groupVersion", name + "/" + version);
      v.addProperty("version", version);
      versions.add(v);
    }
    out.add("versions", versions);
    out.add("preferredVersion", versions.get(0));
    return out;
  }

  private JsonObject resources(String group, String version) {
    JsonObject out = typed("APIResourceList", "v1");
    out.addProperty("groupVersion", group.isEmpty() ? version : group + "/" + version);
    JsonArray list = new JsonArray();
    for (ResourceType type : registry.all()) {
      if (type.group().equals(group) && type.version().equals(version)) {
        list.add(resource(type));
        new TreeSet<>(type.subresources()).forEach(s -> list.add(subresource(type, s)));
      }
    }
    out.add("resources", list);
    return out;
  }

  private static JsonObject resource(ResourceType type) {
    JsonObject out = new JsonObject();
    out.addProperty("name", type.plural());
    out.addProperty("singularName", type.singular());
    out.addProperty("namespaced", type.namespaced());
    out.addProperty("kind", type.kind());
    out.add("verbs", strings(VERBS));
    if (!type.shortNames().isEmpty()) {
      out.add("shortNames", strings(type.shortNames()));
    }
    if (!type.categories().isEmpty()) {
      out.add("categories", strings(type.categories()));
    }
    return out;
  }

  private static JsonObject subresource(ResourceType type, String name) {
    JsonObject out = new JsonObject();
    out.addProperty("name", type.plural() + "/" + name);
    out.addProperty("singularName", "");
    out.addProperty("namespaced", type.namespaced());
    List<String> verbs = new ArrayList<>(List.of("get", "patch", "update"));
    switch (name) {
      case "scale" -> {
        out.addProperty("group", "autoscaling");
        out.addProperty("version", "v1");
        out.addProperty("kind", "Scale");
      }
      case "eviction" -> {
        out.addProperty("group", "policy");
        out.addProperty("version", "v1");
        out.addProperty("kind", "Eviction");
        verbs = List.of("create");
      }
      case "binding" -> {
        out.addProperty("kind", "Binding");
        verbs = List.of("create");
      }
      default -> out.addProperty("kind", type.kind());
    }
    out.add("verbs", strings(verbs));
    return out;
  }

  private static JsonArray strings(List<String> values) {
    JsonArray out = new JsonArray();
    values.forEach(out::add);
    return out;
  }
}
