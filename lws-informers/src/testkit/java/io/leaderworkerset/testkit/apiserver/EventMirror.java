package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi.Change;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import javax.annotation.Nullable;

/**
 * Keeps the events of the core group and of {@code events.k8s.io} the same, as the one storage
 * behind both does in a real server. The mirrored object has the same UID but a version of its own.
 */
final class EventMirror {
  private static final String CORE = "events";
  private static final String NEW = "events.events.k8s.io";

  /** Field names: in the core group, and in events.k8s.io. */
  private static final Map<String, String> RENAMED = new LinkedHashMap<>();

  static {
    RENAMED.put("involvedObject", "regarding");
    RENAMED.put("message", "note");
    RENAMED.put("reportingComponent", "reportingController");
    RENAMED.put("source", "deprecatedSource");
    RENAMED.put("firstTimestamp", "deprecatedFirstTimestamp");
    RENAMED.put("lastTimestamp", "deprecatedLastTimestamp");
    RENAMED.put("count", "deprecatedCount");
  }

  private final Store store;
  private final ResourceRegistry registry;

  EventMirror(Store store, ResourceRegistry registry) {
    this.store = store;
    this.registry = registry;
  }

  /** Takes note of a change in the store. */
  void onChange(Change change) {
    boolean fromCore = change.resource().equals(CORE);
    if (!fromCore && !change.resource().equals(NEW)) {
      return;
    }
    ResourceType source = registry.get(fromCore ? CORE : NEW);
    ResourceType other = registry.get(fromCore ? NEW : CORE);
    String name = Objects.toString(Json.string(change.object(), "metadata", "name"), "");
    String key = Stored.key(Json.string(change.object(), "metadata", "namespace"), name);
    Stored latest = store.get(source, key);
    Stored mirrored = store.get(other, key);
    if (latest == null) {
      if (mirrored != null) {
        store.remove(other, mirrored, v -> Trees.atVersion(mirrored.object(), v));
      }
      return;
    }
    mirror(other, key, mirrored, convert(latest.object(), other, fromCore));
  }

  private void mirror(
      ResourceType other, String key, @Nullable Stored mirrored, JsonObject wanted) {
    if (mirrored == null) {
      store.create(other, key, v -> Trees.atVersion(wanted, v));
    } else if (!sameContent(mirrored.object(), wanted)) {
      store.replace(other, mirrored, v -> Trees.atVersion(wanted, v));
    }
  }

  private static boolean sameContent(JsonObject a, JsonObject b) {
    return contents(a).equals(contents(b));
  }

  private static JsonObject contents(JsonObject event) {
    JsonObject out = Trees.withOwnMetadata(event);
    Trees.metadata(out).remove("resourceVersion");
    Trees.metadata(out).remove("managedFields");
    return out;
  }

  private static JsonObject convert(JsonObject event, ResourceType to, boolean fromCore) {
    JsonObject out = new JsonObject();
    out.addProperty("apiVersion", to.apiVersion());
    out.addProperty("kind", to.kind());
    JsonObject metadata = Trees.shallow(Json.object(event, "metadata"));
    metadata.remove("managedFields");
    out.add("metadata", metadata);
    Map<String, String> names = new LinkedHashMap<>();
    RENAMED.forEach(
        (core, current) -> names.put(fromCore ? core : current, fromCore ? current : core));
    for (Map.Entry<String, JsonElement> e : event.entrySet()) {
      String name = names.getOrDefault(e.getKey(), e.getKey());
      if (!out.has(name)) {
        out.add(name, e.getValue());
      }
    }
    return out;
  }
}
