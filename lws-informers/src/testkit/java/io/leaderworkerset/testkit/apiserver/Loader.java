package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.leaderworkerset.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Whole clusters in and out, object by object as they are. */
final class Loader {
  private static final Pattern UID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private final ResourceRegistry registry;
  private final Store store;
  private final Consumer<String> createNamespace;

  Loader(ResourceRegistry registry, Store store, Consumer<String> createNamespace) {
    this.registry = registry;
    this.store = store;
    this.createNamespace = createNamespace;
  }

  void load(JsonObject list) {
    JsonObject relinked = relink(list);
    for (JsonElement e : Json.array(relinked, "items")) {
      add(e.getAsJsonObject());
    }
  }

  /** UIDs are unlike anything else, so they are replaced wherever they stand. */
  private static JsonObject relink(JsonObject list) {
    Map<String, String> uids = new HashMap<>();
    for (JsonElement e : Json.array(list, "items")) {
      String uid = Json.string(e, "metadata", "uid");
      if (uid != null) {
        uids.put(uid, UUID.randomUUID().toString());
      }
    }
    String text = new String(Trees.bytes(list), StandardCharsets.UTF_8);
    String relinked =
        UID.matcher(text).replaceAll(found -> uids.getOrDefault(found.group(), found.group()));
    return JsonParser.parseString(relinked).getAsJsonObject();
  }

  private void add(JsonObject item) {
    String apiVersion = Json.string(item, "apiVersion");
    String kind = Json.string(item, "kind");
    String name = Json.string(item, "metadata", "name");
    ResourceType type =
        apiVersion == null || kind == null ? null : registry.findByKind(apiVersion, kind);
    if (type == null || name == null) {
      throw new IllegalArgumentException(
          "cannot load " + apiVersion + " " + kind + " " + name + ": register its resource first");
    }
    String namespace = type.namespaced() ? Json.string(item, "metadata", "namespace") : null;
    if (namespace != null) {
      createNamespace.accept(namespace);
    }
    if (!type.kind().equals("ControllerRevision")) {
      Trees.clean(item, false); // an update would, and would so change what it need not
    }
    JsonObject object = ordered(item);
    if (!Trees.metadata(object).has("uid")) {
      Trees.metadata(object).addProperty("uid", UUID.randomUUID().toString());
    }
    Stored made =
        store.create(
            type,
            Stored.key(namespace, name),
            version -> {
              Trees.metadata(object).addProperty("resourceVersion", Long.toString(version));
              return object;
            });
    if (made == null && !type.kind().equals("Namespace") && !type.kind().equals("Event")) {
      throw new IllegalArgumentException(
          "cannot load " + type.key() + " " + namespace + "/" + name + ": it is there already");
    }
  }

  private static JsonObject ordered(JsonObject item) {
    JsonObject out = new JsonObject();
    out.add("apiVersion", item.get("apiVersion"));
    out.add("kind", item.get("kind"));
    Trees.withOwnMetadata(item).entrySet().forEach(e -> out.add(e.getKey(), e.getValue()));
    return out;
  }

  static JsonObject dump(ResourceRegistry registry, Store store) {
    JsonArray items = new JsonArray();
    for (ResourceType type : registry.all()) {
      store.list(type, null).objects().forEach(o -> items.add(o.object()));
    }
    JsonObject out = new JsonObject();
    out.addProperty("apiVersion", "v1");
    out.addProperty("kind", "List");
    out.add("items", items);
    return out;
  }
}
