package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi.Change;
import io.leaderworkerset.testkit.apiserver.ResourceType.Column;
import io.leaderworkerset.testkit.apiserver.ResourceType.ScalePaths;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.annotation.Nullable;

/**
 * Serves what CustomResourceDefinitions define, in their storage version, with subresources, names,
 * printer columns and merge rules. Values are not validated against the schema.
 */
final class CustomResources {
  static final String DEFINITIONS = "customresourcedefinitions.apiextensions.k8s.io";

  private final ResourceRegistry registry;
  private final Writes writes;
  private final Times times;

  CustomResources(ResourceRegistry registry, Writes writes, Times times) {
    this.registry = registry;
    this.writes = writes;
    this.times = times;
  }

  /** Takes note of a change in the store. */
  void onChange(Change change) {
    if (!change.resource().equals(DEFINITIONS)) {
      return;
    }
    ResourceType type = typeOf(change.object());
    if (type == null) {
      return;
    }
    if (change.type().equals(Event.DELETED)) {
      registry.unregister(type.key());
    } else {
      registry.register(type);
      if (Json.array(change.object(), "status", "conditions").isEmpty()) {
        establish(change.object());
      }
    }
  }

  private void establish(JsonObject definition) {
    String name = Objects.toString(Json.string(definition, "metadata", "name"), "");
    writes.update(
        Target.of(registry.get(DEFINITIONS), null, name).at("status"),
        WriteOptions.of("kube-apiserver"),
        current -> Trees.with(current, ".status", status(current)));
  }

  private JsonObject status(JsonObject definition) {
    JsonObject status = new JsonObject();
    JsonArray conditions = new JsonArray();
    conditions.add(condition("NamesAccepted", "NoConflicts", "no conflicts found"));
    conditions.add(
        condition("Established", "InitialNamesAccepted", "the initial names have been accepted"));
    status.add("conditions", conditions);
    JsonElement names = Json.at(definition, "spec", "names");
    status.add("acceptedNames", names == null ? new JsonObject() : names);
    JsonArray stored = new JsonArray();
    JsonObject version = storageVersion(definition);
    stored.add(Objects.toString(Json.string(version, "name"), "v1"));
    status.add("storedVersions", stored);
    return status;
  }

  private JsonObject condition(String type, String reason, String message) {
    JsonObject out = new JsonObject();
    out.addProperty("type", type);
    out.addProperty("status", "True");
    out.addProperty("lastTransitionTime", times.now());
    out.addProperty("reason", reason);
    out.addProperty("message", message);
    return out;
  }

  @Nullable
  private static JsonObject storageVersion(JsonObject definition) {
    for (JsonElement v : Json.array(definition, "spec", "versions")) {
      if (Json.isTrue(v, "storage")) {
        return v.getAsJsonObject();
      }
    }
    return null;
  }

  /** Returns the resource a definition defines; null if it lacks a name or a stored version. */
  @Nullable
  static ResourceType typeOf(JsonObject definition) {
    JsonObject version = storageVersion(definition);
    String group = Json.string(definition, "spec", "group");
    String plural = Json.string(definition, "spec", "names", "plural");
    String kind = Json.string(definition, "spec", "names", "kind");
    String name = Json.string(version, "name");
    if (version == null || group == null || plural == null || kind == null || name == null) {
      return null;
    }
    ResourceType type =
        "Cluster".equals(Json.string(definition, "spec", "scope"))
            ? ResourceType.clusterScoped(group, name, plural, kind)
            : ResourceType.namespaced(group, name, plural, kind);
    type =
        type.withShortNames(strings(Json.array(definition, "spec", "names", "shortNames")))
            .withCategories(strings(Json.array(definition, "spec", "names", "categories")))
            .withColumns(columns(version))
            .withSchema(schema(Json.object(version, "schema", "openAPIV3Schema")));
    if (Json.object(version, "subresources", "status") != null) {
      type = type.withStatus();
    }
    JsonObject scale = Json.object(version, "subresources", "scale");
    String spec = Json.string(scale, "specReplicasPath");
    String status = Json.string(scale, "statusReplicasPath");
    if (spec != null && status != null) {
      type = type.withScale(new ScalePaths(spec, status, Json.string(scale, "labelSelectorPath")));
    }
    return type;
  }

  private static String[] strings(JsonArray values) {
    return values.asList().stream().map(JsonElement::getAsString).toArray(String[]::new);
  }

  private static Column[] columns(JsonObject version) {
    List<Column> out = new ArrayList<>();
    for (JsonElement c : Json.array(version, "additionalPrinterColumns")) {
      String name = Json.string(c, "name");
      String path = Json.string(c, "jsonPath");
      if (name != null && path != null && !path.equals(".metadata.creationTimestamp")) {
        out.add(new Column(name, Objects.toString(Json.string(c, "type"), "string"), path));
      }
    }
    return out.toArray(Column[]::new);
  }

  private static Schema schema(@Nullable JsonObject openApi) {
    Schema out = openApi == null ? Schema.struct() : merges(openApi);
    return out.put("metadata", Schemas.named("Meta"));
  }

  private static Schema merges(JsonObject openApi) {
    JsonObject items = Json.object(openApi, "items");
    String list = Json.string(openApi, "x-kubernetes-list-type");
    if ("map".equals(list)) {
      List<String> keys = List.of(strings(Json.array(openApi, "x-kubernetes-list-map-keys")));
      return Schema.listMap(
          keys, Schemas.defaults(items, keys), items == null ? Schema.UNTYPED : merges(items));
    }
    if ("set".equals(list)) {
      return Schema.SET;
    }
    if ("atomic".equals(Json.string(openApi, "x-kubernetes-map-type")) || items != null) {
      return Schema.ATOMIC;
    }
    Schema out = Schema.struct();
    JsonObject properties = Json.object(openApi, "properties");
    if (properties != null) {
      properties
          .entrySet()
          .forEach(
              e -> {
                if (e.getValue().isJsonObject()) {
                  out.put(e.getKey(), merges(e.getValue().getAsJsonObject()));
                }
              });
    }
    JsonObject more = Json.object(openApi, "additionalProperties");
    return more == null ? out : out.elements(merges(more));
  }
}
