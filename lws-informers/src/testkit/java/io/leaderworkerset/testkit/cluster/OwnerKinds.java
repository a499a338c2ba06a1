package io.leaderworkerset.testkit.cluster;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.annotation.Nullable;

/** Which resource a kind in an owner reference belongs to, learnt from the objects seen. */
final class OwnerKinds {
  private final Map<String, String> resources = new HashMap<>();
  private final Set<String> clusterScoped = new HashSet<>();

  OwnerKinds() {
    clusterScoped.add(Resources.NODES);
    clusterScoped.add("namespaces");
  }

  void learn(String resource, JsonObject object) {
    String kind = Json.string(object, "kind");
    if (kind != null) {
      resources.putIfAbsent(group(Json.string(object, "apiVersion")) + "/" + kind, resource);
    }
    if (Meta.namespace(object) == null) {
      clusterScoped.add(resource);
    }
  }

  /** Returns the resource of the owner; a guess from its kind if none was seen so far. */
  String resource(JsonElement ownerReference) {
    String group = group(Json.string(ownerReference, "apiVersion"));
    String kind = Json.string(ownerReference, "kind");
    String known = resources.get(group + "/" + kind);
    if (known != null) {
      return known;
    }
    String plural = plural(kind == null ? "" : kind.toLowerCase(Locale.ROOT));
    return group.isEmpty() ? plural : plural + "." + group;
  }

  boolean isNamespaced(String resource) {
    return !clusterScoped.contains(resource);
  }

  private static String group(@Nullable String apiVersion) {
    int slash = apiVersion == null ? -1 : apiVersion.indexOf('/');
    return apiVersion == null || slash < 0 ? "" : apiVersion.substring(0, slash);
  }

  private static String plural(String kind) {
    if (kind.endsWith("s") || kind.endsWith("x") || kind.endsWith("ch")) {
      return kind + "es";
    }
    return kind.endsWith("y") ? kind.substring(0, kind.length() - 1) + "ies" : kind + "s";
  }
}
