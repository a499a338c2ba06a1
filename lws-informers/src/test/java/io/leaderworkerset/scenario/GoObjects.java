package io.leaderworkerset.scenario;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.identity.Keys;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Five sets and their objects as the Go controller left them, moved to another namespace. */
final class GoObjects {
  private static final Path FILE = Path.of("../lws-core/src/test/resources/golden/takeover.json");
  private static final String NAMESPACE = "takeover";

  private final List<JsonObject> items = new ArrayList<>();

  GoObjects(String namespace) {
    String text = text().replace(NAMESPACE, namespace);
    for (JsonElement each : Json.array(Json.parse(text()), "items")) {
      String leader = World.name(each.getAsJsonObject());
      text = text.replace(Keys.groupKey(NAMESPACE, leader), Keys.groupKey(namespace, leader));
    }
    Json.array(Json.parse(text), "items").forEach(item -> items.add(item.getAsJsonObject()));
    // Those that want a rack for themselves first, while there are free ones.
    items.sort(Comparator.comparing(item -> !wantsRack(World.name(item))));
  }

  private static boolean wantsRack(String name) {
    return name.startsWith("exclusive") || name.startsWith("subgroups");
  }

  private static String text() {
    try {
      return Files.readString(FILE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the objects of a kind that objects of the other kind own; null: nobody. */
  List<JsonObject> of(String kind, String ownerKind) {
    return items.stream()
        .filter(o -> kind.equals(Json.string(o, "kind")))
        .filter(o -> String.valueOf(ownerKind).equals(String.valueOf(World.ownerKind(o))))
        .toList();
  }

  List<String> sets() {
    return of(Names.KIND, null).stream().map(World::name).toList();
  }

  static String ownerName(JsonObject object) {
    JsonElement owner = Json.array(object, "metadata", "ownerReferences").get(0);
    return String.valueOf(Json.string(owner, "name"));
  }

  /** Returns what one would send to make the object, for an owner with this UID. */
  static JsonObject toCreate(JsonObject object, String ownerUid) {
    JsonObject out = object.deepCopy();
    out.remove("status");
    JsonObject metadata = Json.ensureObject(out, "metadata");
    for (String field :
        List.of("uid", "resourceVersion", "creationTimestamp", "generation", "managedFields")) {
      metadata.remove(field);
    }
    for (JsonElement owner : Json.array(metadata, "ownerReferences")) {
      owner.getAsJsonObject().addProperty("uid", ownerUid);
    }
    return out;
  }

  /** Returns what the Go controller sent when it applied the leaders of a set. */
  JsonObject toApply(JsonObject object, String ownerUid) {
    JsonObject owned = (JsonObject) extract(object, applied(object));
    JsonObject rolling = Json.object(owned, "spec", "updateStrategy", "rollingUpdate");
    rolling.addProperty("maxUnavailable", maxUnavailable(World.name(object)));
    owned.add("apiVersion", object.get("apiVersion"));
    owned.add("kind", object.get("kind"));
    Json.ensureObject(owned, "metadata").add("name", Json.at(object, "metadata", "name"));
    return toCreate(owned, ownerUid);
  }

  /** By the reference's rule; all five sets give numbers. */
  private int maxUnavailable(String name) {
    JsonObject set =
        of(Names.KIND, null).stream().filter(o -> World.name(o).equals(name)).findFirst().get();
    String[] path = {"spec", "rolloutStrategy", "rollingUpdateConfiguration", "maxUnavailable"};
    int unavailable = World.number(set, 1, path);
    path[3] = "maxSurge";
    return Math.max(1, unavailable + World.number(set, 0, path));
  }

  /** Returns the fields that the manager owns by apply. */
  static JsonObject applied(JsonObject object) {
    for (JsonElement each : Json.array(object, "metadata", "managedFields")) {
      if (Names.FIELD_MANAGER.equals(Json.string(each, "manager"))
          && "Apply".equals(Json.string(each, "operation"))) {
        return Json.object(each, "fieldsV1");
      }
    }
    throw new IllegalStateException("nothing of " + World.name(object) + " was applied");
  }

  private static JsonElement extract(JsonElement value, JsonObject fields) {
    if (fields.entrySet().stream().noneMatch(e -> !e.getKey().equals("."))) {
      return value;
    }
    return value.isJsonArray()
        ? items(value.getAsJsonArray(), fields)
        : members(value.getAsJsonObject(), fields);
  }

  private static JsonObject members(JsonObject value, JsonObject fields) {
    JsonObject out = new JsonObject();
    for (Map.Entry<String, JsonElement> e : fields.entrySet()) {
      if (e.getKey().startsWith("f:")) {
        String name = e.getKey().substring(2);
        if (value.has(name)) { // what a feature gate dropped is owned all the same
          out.add(name, extract(value.get(name), e.getValue().getAsJsonObject()));
        }
      }
    }
    return out;
  }

  private static JsonArray items(JsonArray value, JsonObject fields) {
    JsonArray out = new JsonArray();
    for (JsonElement item : value) {
      for (Map.Entry<String, JsonElement> e : fields.entrySet()) {
        if (e.getKey().startsWith("k:") && hasKeys(item, e.getKey().substring(2))) {
          out.add(extract(item, e.getValue().getAsJsonObject()));
        }
      }
    }
    return out;
  }

  private static boolean hasKeys(JsonElement item, String keys) {
    return item.getAsJsonObject()
        .entrySet()
        .containsAll(Json.parse(keys).getAsJsonObject().entrySet());
  }
}
